"""What people should look at, and look at next."""
