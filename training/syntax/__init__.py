"""Tokens, their part-of-speech tags, and which words stand where; there is no parser."""
