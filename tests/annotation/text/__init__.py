"""Tests of annotation/text/."""
