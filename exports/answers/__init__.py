"""The table of answers: read, checked, and lined up as numbers."""
