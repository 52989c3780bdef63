"""Tests of training/learning/."""
