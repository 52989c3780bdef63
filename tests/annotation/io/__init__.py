"""Tests of annotation/io/."""
