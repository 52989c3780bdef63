"""Tests of training/vectorize/."""
