"""Figures of a set of predictions."""
