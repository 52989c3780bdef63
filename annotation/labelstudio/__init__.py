"""Everything that knows Label Studio."""
