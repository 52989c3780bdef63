"""Tests of annotation/push/."""
