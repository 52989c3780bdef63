"""The same results as text tables."""
