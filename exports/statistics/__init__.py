"""Estimates with intervals, and how they are written; nothing here knows the tables of answers."""
