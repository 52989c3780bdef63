"""Tests of training/masking/."""
