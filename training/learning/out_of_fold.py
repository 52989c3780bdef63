"""Probabilities from models that saw nothing of what they are asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from joblib import Parallel, cpu_count, delayed
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from exports.statistics.arrays import Flags
from training.data.examples import Examples, Truth
from training.data.splits import Fold, Split
from training.learning.calibration import apply_temperature, temperature
from training.learning.design_matrix import DesignMatrix
from training.learning.fit import Blend, blend_probabilities, solver_probabilities
from training.learning.logistic import STRENGTHS, fit_counts, fit_vectors
from training.learning.probabilities import Probabilities
from training.learning.tuning import pick_blend

_ROOM: Final = 2_000_000_000  # bytes of vectors that folds may hold at once, besides those that all share


@dataclass(frozen=True)
class FoldProbabilities:
    """A split's probabilities: those as learned, those each fold's temperature makes honest, and who was judged."""

    raw: Probabilities
    honest: Probabilities
    judged: Flags
    fold: NDArray[np.intp]  # which fold judged a sentence; -1: none did


@dataclass(frozen=True)
class TriedStrengths:
    """A split's probabilities, each fold's model put together as the other folds say, and how all of them would say."""

    parts: list[Probabilities]
    blend: Blend


def fit_folds(
    material: DesignMatrix, examples: Examples, folds: Sequence[Fold], seed: int, blend: Blend | None = None
) -> list[Probabilities]:
    """Learn from each fold's sentences, and give the probabilities of those it judges."""
    blend = blend or Blend(factors=(1.0,) if material.vectors is None else (0.5, 0.5))
    found = _all(material, examples, folds, seed, (blend.strength,))
    return [blend_probabilities(parts, blend.factors) for parts in found]


def try_strengths(
    material: DesignMatrix, examples: Examples, split: Split, seed: int, trusted: Flags
) -> TriedStrengths:
    """Learn from each fold's sentences with several strengths; the other folds' figures decide which one judges a fold.

    What is decided by figures is decided without those of the sentences that are judged by it. The other folds' models
    did learn from these sentences, as in any cross-validation.
    """
    found = _all(material, examples, split.folds, seed, STRENGTHS)
    blends, blend = pick_blends(found, examples, split, trusted)

    def probabilities(parts: list[Probabilities], blend: Blend) -> Probabilities:
        return blend_probabilities([parts[STRENGTHS.index(blend.strength)], *parts[len(STRENGTHS) :]], blend.factors)

    return TriedStrengths([probabilities(parts, blend) for parts, blend in zip(found, blends, strict=True)], blend)


def pick_blends(
    found: Sequence[list[Probabilities]], examples: Examples, split: Split, trusted: Flags
) -> tuple[list[Blend], Blend]:
    """Pick how each fold's model is put together, by the other folds' figures only; last, by those of all folds.

    `gather` has each fold's probabilities at each strength, then those of an encoder's vectors. `trusted` are the sentences
    whose labels may decide.
    """
    tables = [np.full((len(examples.answers), len(examples.labels)), np.nan) for _ in found[0]]
    fold = np.full(len(examples.answers), -1)
    for number, ((_, test), parts) in enumerate(zip(split.folds, found, strict=True)):
        fold[test] = number
        for table, part in zip(tables, parts, strict=True):
            table[test] = part
    counted, vectors = tables[: len(STRENGTHS)], tables[len(STRENGTHS) :]

    def by(places: Flags) -> Blend:
        best = places & trusted if (places & trusted).any() else places
        return pick_blend(counted, vectors, np.flatnonzero(best), examples)

    return [by((fold >= 0) & (fold != number)) for number in range(len(split.folds))], by(fold >= 0)


def gather(examples: Examples, split: Split, parts: Sequence[Probabilities], trusted: Flags) -> FoldProbabilities:
    """Gather a split's probabilities; each fold's temperature is fitted on those of the other folds.

    `trusted` are the sentences whose labels a temperature may be fitted on.
    """
    raw = np.full((len(examples.answers), len(examples.labels)), np.nan)
    fold = np.full(len(examples.answers), -1)
    for number, ((_, test), part) in enumerate(zip(split.folds, parts, strict=True)):
        raw[test], fold[test] = part, number
    honest = raw.copy()
    for number, (_, test) in enumerate(split.folds):
        others = np.flatnonzero((fold >= 0) & (fold != number))
        honest[test] = apply_temperature(raw[test], fit_temperature(examples, raw, others, trusted))
    return FoldProbabilities(raw, honest, fold >= 0, fold)


def fit_temperature(examples: Examples, raw: Probabilities, places: NDArray[np.intp], trusted: Flags) -> float:
    """Fit a temperature on those of the sentences whose labels can be trusted, or on all where none can."""
    best = places[trusted[places]]
    chosen = best if len(best) else places
    if not len(chosen):
        return 1.0
    return temperature(raw[chosen], [examples.answers[at] for at in chosen], examples.labels)


def _all(
    material: DesignMatrix, examples: Examples, folds: Sequence[Fold], seed: int, strengths: Sequence[float]
) -> list[list[Probabilities]]:
    """Give each fold's probabilities at each strength, and last those of an encoder's vectors; folds side by side.

    As many at once as there are cores, or as there is room for: each fold has vectors of its own to scale.
    """
    room = cpu_count() if material.vectors is None else max(1, _ROOM // max(1, material.vectors.nbytes))
    truth = examples.truth
    with threadpool_limits(1):
        job = delayed(_fold)
        done: list[list[Probabilities]] = Parallel(n_jobs=min(cpu_count(), room), prefer="threads")(
            job(material, examples, truth, fold, seed, strengths) for fold in folds
        )
    return done


def _fold(
    material: DesignMatrix, examples: Examples, truth: Truth, fold: Fold, seed: int, strengths: Sequence[float]
) -> list[Probabilities]:
    return [
        *_by_counts(material, examples, truth, fold, seed, strengths),
        *_by_vectors(material, examples, truth, fold, seed),
    ]


def _by_counts(
    material: DesignMatrix, examples: Examples, truth: Truth, fold: Fold, seed: int, strengths: Sequence[float]
) -> Iterator[Probabilities]:
    train, test = fold
    known, asked = material.fold(train, test)
    mine = truth.subset(train)
    for strength in strengths:
        yield solver_probabilities(fit_counts(known, mine, strength, seed), asked, examples.labels)


def _by_vectors(
    material: DesignMatrix, examples: Examples, truth: Truth, fold: Fold, seed: int
) -> Iterator[Probabilities]:
    if material.vectors is not None:
        train, test = fold
        solver = fit_vectors(material.vectors[train], truth.subset(train), seed)
        yield solver_probabilities(solver, material.vectors[test], examples.labels)
