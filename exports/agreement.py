"""How far annotators agree: Krippendorff's alpha per question, labels unordered, gaps allowed."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from annotation.codebook import Codebook
from exports.counted import counted, question_order

RELIABLE: Final = 0.800  # Krippendorff's own thresholds, "Content Analysis", chapter on reliability
TENTATIVE: Final = 0.667


@dataclass(frozen=True)
class Agreement:
    """One question's alpha with what it rests on: sentences with two answers or more, and those answers.

    `percent` is the percentage of equal pairs among all pairs of answers to one sentence. Without an alpha,
    `reading` says why there is none.
    """

    question: str
    alpha: float | None
    sentences: int
    answers: int
    annotators: int
    percent: float | None
    reading: str


def agreements(answers: pd.DataFrame, codebook: Codebook | None = None) -> list[Agreement]:
    """Measure agreement on each choice question, in codebook order, or sorted by name where there is no codebook."""
    chosen = counted(answers, codebook)
    return [agreement(name, chosen[chosen["question"] == name]) for name in question_order(chosen, codebook)]


def agreement(question: str, chosen: pd.DataFrame) -> Agreement:
    """Measure agreement on one question, given the answers to it that count."""
    compared = chosen[chosen.groupby("sentence")["sentence"].transform("size") > 1]
    counts = label_counts(compared).to_numpy(dtype=np.int64)
    size = counts.sum(axis=1)
    found = float(alpha(parts(counts).sum(axis=0)))
    pairs = int((size * (size - 1)).sum())
    return Agreement(
        question=question,
        alpha=None if np.isnan(found) else found,
        sentences=len(counts),
        answers=len(compared),
        annotators=compared["annotator"].nunique(),
        percent=100 * int((counts * (counts - 1)).sum()) / pairs if pairs else None,
        reading=reading(found) if pairs else "nothing to compare: no sentence has two answers",
    )


def label_counts(chosen: pd.DataFrame) -> pd.DataFrame:
    """Count how often each label was given to each sentence.

    >>> chosen = pd.DataFrame({"sentence": ["s1", "s1", "s2"], "label": ["up", "down", "up"]})
    >>> label_counts(chosen).to_dict("index")
    {'s1': {'down': 1, 'up': 1}, 's2': {'down': 0, 'up': 1}}
    """
    return pd.crosstab(chosen["sentence"], chosen["label"])


def parts(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give each sentence's part in alpha: its label counts and, last, its agreeing coincidences.

    Parts add up: alpha of any sample of sentences is alpha of the sum of their parts, so that to resample articles
    thousands of times is one product of weights and parts.
    """
    size = counts.sum(axis=1, keepdims=True)
    paired = np.where(size > 1, counts, 0)  # a lone answer can't agree or disagree
    agreeing = (paired * (paired - 1)).sum(axis=1, keepdims=True) / np.maximum(size - 1, 1)
    return np.hstack([paired, agreeing])


def alpha(total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Krippendorff's nominal alpha from summed parts (last axis); NaN where fewer than two labels were used.

    His worked example ("Computing Krippendorff's Alpha-Reliability", 2011): four observers, twelve units, gaps.

    >>> observers = "123321412...", "1233224125.3", ".3332342251.", "12332441251."
    >>> counts = np.array([[unit.count(value) for value in "12345"] for unit in zip(*observers)])
    >>> round(float(alpha(parts(counts).sum(axis=0))), 3)
    0.743
    """
    counts, agreeing = total[..., :-1], total[..., -1]
    answers = counts.sum(axis=-1)
    by_chance = (counts * (counts - 1)).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        disagreement = (answers - agreeing) / answers
        expected = (answers * (answers - 1) - by_chance) / (answers * (answers - 1))
        return np.where(expected > 0, 1 - disagreement / expected, np.nan)


def reading(found: float) -> str:
    """Say how an alpha is usually read.

    >>> reading(0.8), reading(0.7999), reading(0.5), reading(float("nan"))
    ('reliable', 'tentative', 'not reliable', 'undefined: only one label was ever used')
    """
    if np.isnan(found):
        return "undefined: only one label was ever used"
    if found >= RELIABLE:
        return "reliable"
    return "tentative" if found >= TENTATIVE else "not reliable"
