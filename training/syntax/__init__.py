"""Tokens and what stands where; no parser."""
