"""English word lists and lexicons: the files, how they are read, and their digests."""
