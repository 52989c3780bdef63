"""Features become sparse counts."""
