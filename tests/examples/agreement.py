"""Krippendorff's own worked example: what each observer said of each unit."""

import numpy as np
import pandas as pd

FEW = "an interval needs at least 8 sentences, and there are {}"


# "Computing Krippendorff's Alpha-Reliability" (2011): four observers, twelve units, gaps; printed with their alphas.
OBSERVERS = {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "12332441251."}


def table(observers: dict[str, str], question: str = "mood") -> pd.DataFrame:
    """One answer for each character that is no gap."""
    rows = [
        {"sentence": f"s{place:02}", "annotator": name, "question": question, "label": label}
        for name, labels in observers.items()
        for place, label in enumerate(labels)
        if label != "."
    ]
    return pd.DataFrame(rows, dtype="str")


def many(seed: int, articles: int = 20) -> pd.DataFrame:
    """Three people's answers to ten sentences of each of some articles."""
    rng = np.random.default_rng(seed)
    meant = rng.integers(0, 3, articles * 10)
    drawn = [np.where(rng.random(len(meant)) < 0.7, meant, rng.integers(0, 3, len(meant))) for _ in "abc"]
    answers = table({name: "".join(map(str, row)) for name, row in zip(("ann", "bob", "cleo"), drawn, strict=True)})
    return answers.assign(article=["a" + str(int(s[1:]) // 10) for s in answers["sentence"]])
