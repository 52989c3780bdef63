"""Tests of training/features/."""
