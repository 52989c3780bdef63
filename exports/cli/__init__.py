"""The verbs of this package: each parses its options, calls what computes, and prints."""
