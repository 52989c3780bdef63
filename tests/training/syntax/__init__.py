"""Tests of training/syntax/."""
