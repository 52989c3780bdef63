"""Chances from models that saw nothing of what they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.counts import Counts
from training.dataset import Examples
from training.model import Chances, by_label, settled, temperature, tempered, weights
from training.splits import Fold, Split


@dataclass(frozen=True)
class Found:
    """A split's chances: those as learned, those each fold's temperature makes honest, and who was judged."""

    raw: Chances
    honest: Chances
    judged: NDArray[np.bool_]
    fold: NDArray[np.intp]  # which fold judged a sentence; -1: none did


def learned(counts: Counts, examples: Examples, folds: Sequence[Fold], seed: int) -> list[Chances]:
    """Learn from each fold's sentences, and give the chances of those it judges."""
    answers = np.array(examples.answers, dtype=object)
    return [_one(counts, answers, examples, fold, seed) for fold in folds]


def found(examples: Examples, split: Split, parts: Sequence[Chances], trusted: NDArray[np.bool_]) -> Found:
    """Gather a split's chances; each fold's temperature is fitted on the other folds' sentences only.

    `trusted` are the sentences whose labels a temperature may be fitted on.
    """
    raw = np.full((len(examples.answers), len(examples.labels)), np.nan)
    fold = np.full(len(examples.answers), -1)
    for number, ((_, test), part) in enumerate(zip(split.folds, parts, strict=True)):
        raw[test], fold[test] = part, number
    honest = raw.copy()
    for number, (_, test) in enumerate(split.folds):
        others = np.flatnonzero((fold >= 0) & (fold != number))
        honest[test] = tempered(raw[test], degrees(examples, raw, others, trusted))
    return Found(raw, honest, fold >= 0, fold)


def degrees(examples: Examples, raw: Chances, places: NDArray[np.intp], trusted: NDArray[np.bool_]) -> float:
    """Fit a temperature on those of the sentences whose labels can be trusted, or on all where none can."""
    best = places[trusted[places]]
    chosen = best if len(best) else places
    if not len(chosen):
        return 1.0
    return temperature(raw[chosen], [examples.answers[at] for at in chosen], examples.labels)


def _one(counts: Counts, answers: NDArray[np.object_], examples: Examples, fold: Fold, seed: int) -> Chances:
    train, test = fold
    known, asked = counts.fold(train, test)
    solver = settled(weights(seed), known, answers[train])
    return by_label(solver.predict_proba(asked), solver.classes_, examples.labels)
