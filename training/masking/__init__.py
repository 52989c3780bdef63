"""A row becomes a `Passage` in which target and outlet are hidden."""
