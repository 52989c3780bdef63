"""Tests of exports/reports/."""
