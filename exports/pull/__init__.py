"""What is on the server: answers, progress, pace."""
