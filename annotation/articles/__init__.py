"""Articles in, rows of sentences out."""
