"""Tests of training/metrics/."""
