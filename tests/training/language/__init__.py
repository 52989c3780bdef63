"""Tests of training/language/."""
