"""Tests of exports/gold/."""
