"""Numbers with intervals; knows no table of ours."""
