"""What is handed to others: redacted tables, a dataset card, the codebook as REFI-QDA, in a folder."""
