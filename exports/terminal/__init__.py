"""Results as text tables on the terminal."""
