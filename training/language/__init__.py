"""English word lists: files, and nothing computed."""
