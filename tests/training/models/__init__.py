"""Tests of training/models/."""
