"""What a model is, in memory."""
