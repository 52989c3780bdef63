"""Features become sparse matrices of counts."""
