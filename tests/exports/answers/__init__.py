"""Tests of exports/answers/."""
