"""Tests of annotation/assignment/."""
