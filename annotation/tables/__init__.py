"""Every table's columns and types, and how tables are read and written."""
