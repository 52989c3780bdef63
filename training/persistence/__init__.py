"""A model's folder; alone opens pickles and zips."""
