"""After the answers: what came out of Label Studio, how far to trust it, and what we hand on as files."""
