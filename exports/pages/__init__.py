"""Pages to read and to hand on: named tables in, one HTML file out that needs nothing else."""
