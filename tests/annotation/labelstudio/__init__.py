"""Tests of annotation/labelstudio/."""
