"""Handing out: assignment, study and server together."""
