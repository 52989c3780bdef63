"""Tests of exports/anchoring/."""
