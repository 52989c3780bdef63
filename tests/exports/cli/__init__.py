"""Tests of exports/cli/."""
