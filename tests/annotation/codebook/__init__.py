"""Tests of annotation/codebook/."""
