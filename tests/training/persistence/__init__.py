"""Tests of training/persistence/."""
