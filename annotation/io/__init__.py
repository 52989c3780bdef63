"""Bytes and streams: files, locks, encodings, the terminal."""
