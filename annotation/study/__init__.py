"""What a study stores on disk: its id and key, its handout, and the codebooks that were handed out."""
