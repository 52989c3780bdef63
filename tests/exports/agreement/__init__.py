"""Tests of exports/agreement/."""
