"""Tests of exports/pull/."""
