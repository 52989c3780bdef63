"""Tests of exports/dataset/."""
