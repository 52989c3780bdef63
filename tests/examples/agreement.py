"""Krippendorff's own worked example: what each observer said of each unit."""

# "Computing Krippendorff's Alpha-Reliability" (2011): four observers, twelve units, gaps; printed with their alphas.
OBSERVERS = {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "12332441251."}
