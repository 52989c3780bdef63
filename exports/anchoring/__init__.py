"""Whether pre-labels bend the answers."""
