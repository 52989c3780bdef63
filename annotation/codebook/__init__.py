"""What is asked, and the three things made from it: interface, manual, and the check of answers."""
