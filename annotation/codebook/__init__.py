"""The codebook (questions and labels), and what is made from it: the labeling interface and the manual."""
