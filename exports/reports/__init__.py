"""The pages about results: agreement and evaluation, each in words, pictures and tables."""
