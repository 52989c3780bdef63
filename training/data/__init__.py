"""Labeled rows: what is learned from, and how it is split."""
