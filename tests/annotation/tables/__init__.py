"""Tests of annotation/tables/."""
