"""Input and output: files, file locks, encodings, streams of rows, and the terminal."""
