"""One calibrated linear model for each question."""
