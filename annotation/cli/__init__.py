"""The command line's verbs for everything before the answers."""
