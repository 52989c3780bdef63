"""Tests of annotation/cli/."""
