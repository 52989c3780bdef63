"""A model is judged."""
