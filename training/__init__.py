"""Learning from gold: the model, its honest evaluation, the shelf, scoring and pre-labeling."""
