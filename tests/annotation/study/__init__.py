"""Tests of annotation/study/."""
