"""Tests of training/selection/."""
