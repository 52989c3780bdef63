"""What can be told from a string alone: text in, spans out."""
