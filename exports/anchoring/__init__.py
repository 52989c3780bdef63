"""Whether pre-labels change the answers."""
