"""Tests of exports/statistics/."""
