"""One label for each sentence and question."""
