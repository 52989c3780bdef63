"""Who is asked what; no server and no files."""
