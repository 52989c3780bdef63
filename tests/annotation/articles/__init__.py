"""Tests of annotation/articles/."""
