"""A row becomes a `Passage`, in which the names of its target and of its outlet can be hidden."""
