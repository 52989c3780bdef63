"""Tests of training/encoders/."""
