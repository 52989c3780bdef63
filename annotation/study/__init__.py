"""What a study keeps on disk."""
