"""The tests: one file per module, plus layers, docs, and end to end on real parts."""
