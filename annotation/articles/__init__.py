"""Reading articles, and splitting them into rows of sentences."""
