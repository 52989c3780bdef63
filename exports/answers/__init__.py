"""The answers table: read, checked, lined up."""
