"""Tests of training/scoring/."""
