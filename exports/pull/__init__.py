"""What is on the server: the answers, how much each annotator has done, and how fast."""
