"""New text gets labels and probabilities."""
