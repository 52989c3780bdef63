"""Probabilities of sentences from models that didn't learn from them, by cross-validation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from joblib import Parallel, cpu_count, delayed
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from annotation.io.progress import progress
from exports.statistics.arrays import Flags
from training.data.examples import Examples, Truth
from training.data.splits import Fold, Positions, Split
from training.learning.calibration import apply_temperature, temperature
from training.learning.design_matrix import DesignMatrix
from training.learning.fit import Blend, blend_probabilities, solver_probabilities
from training.learning.logistic import STRENGTHS, fit_counts, fit_vectors
from training.learning.probabilities import Probabilities
from training.learning.tuning import pick_blend

_VECTOR_MEMORY: Final = 2_000_000_000  # bytes that the folds' own copies of vectors may take at the same time
_NO_FOLD: Final = -1


@dataclass(frozen=True)
class FoldProbabilities:
    """A split's probabilities: as learned, and calibrated by each fold's temperature.

    Both have shape (sentences, labels), with NaN in the rows of sentences that no fold judged.
    """

    raw: Probabilities
    calibrated: Probabilities
    judged: Flags  # shape (sentences,): whether a fold judged the sentence
    fold: NDArray[np.intp]  # shape (sentences,): the number of the fold that judged the sentence; -1: none did


@dataclass(frozen=True)
class TriedStrengths:
    """A split's probabilities, each fold's model put together as the other folds decide; and the choice of all folds.

    `parts` has one array of shape (judged sentences, labels) per fold.
    """

    parts: list[Probabilities]
    blend: Blend


@dataclass(frozen=True)
class _FoldTask:
    """What is the same for all folds that are learned at once."""

    matrix: DesignMatrix
    labels: tuple[str, ...]
    truth: Truth
    seed: int
    strengths: Sequence[float]


def fit_folds(
    matrix: DesignMatrix, examples: Examples, folds: Sequence[Fold], seed: int, blend: Blend | None = None
) -> list[Probabilities]:
    """Learn from each fold's sentences, and give the probabilities of those it judges.

    Gives one array of shape (judged sentences, labels) per fold.
    """
    blend = blend or Blend(factors=(1.0,) if matrix.vectors is None else (0.5, 0.5))
    fold_parts = _fit_all(matrix, examples, folds, seed, (blend.strength,), "evaluating it")
    return [blend_probabilities(parts, blend.factors) for parts in fold_parts]


def try_strengths(matrix: DesignMatrix, examples: Examples, split: Split, seed: int, trusted: Flags) -> TriedStrengths:
    """Learn from each fold's sentences with several strengths, and judge each fold with the one the others decide on.

    No sentence has a part in what is decided about the model that judges it. The models of the other folds did learn
    from these sentences, as in any cross-validation. `trusted` has shape (sentences,): whose labels may decide.
    """
    fold_parts = _fit_all(matrix, examples, split.folds, seed, STRENGTHS, "choosing how to learn")
    fold_blends, blend = pick_blends(fold_parts, examples, split, trusted)

    def blended(parts: list[Probabilities], blend: Blend) -> Probabilities:
        return blend_probabilities([parts[STRENGTHS.index(blend.strength)], *parts[len(STRENGTHS) :]], blend.factors)

    probabilities = [blended(parts, fold_blend) for parts, fold_blend in zip(fold_parts, fold_blends, strict=True)]
    return TriedStrengths(probabilities, blend)


def pick_blends(
    fold_parts: Sequence[list[Probabilities]], examples: Examples, split: Split, trusted: Flags
) -> tuple[list[Blend], Blend]:
    """Pick how each fold's model is put together, by the other folds' sentences only; and one blend by those of all.

    Args:
        fold_parts: for each fold its probabilities, shape (judged sentences, labels), at each strength, and last those
            of an encoder's vectors, if there is one.
        examples: all sentences.
        split: the folds.
        trusted: shape (sentences,), whether a sentence's label may decide.
    """
    tables = [np.full((len(examples.answers), len(examples.labels)), np.nan) for _ in fold_parts[0]]
    fold = np.full(len(examples.answers), _NO_FOLD)
    for number, ((_, test), parts) in enumerate(zip(split.folds, fold_parts, strict=True)):
        fold[test] = number
        for table, part in zip(tables, parts, strict=True):
            table[test] = part
    count_tables, vector_tables = tables[: len(STRENGTHS)], tables[len(STRENGTHS) :]

    def pick(deciding: Flags) -> Blend:
        preferred = deciding & trusted if (deciding & trusted).any() else deciding
        return pick_blend(count_tables, vector_tables, np.flatnonzero(preferred), examples)

    judged = fold != _NO_FOLD
    return [pick(judged & (fold != number)) for number in range(len(split.folds))], pick(judged)


def gather(examples: Examples, split: Split, parts: Sequence[Probabilities], trusted: Flags) -> FoldProbabilities:
    """Gather a split's probabilities; each fold's temperature is fitted on those of the other folds.

    Args:
        examples: all sentences.
        split: the folds.
        parts: for each fold an array of shape (judged sentences, labels).
        trusted: shape (sentences,), whether a temperature may be fitted on a sentence's label.
    """
    raw = np.full((len(examples.answers), len(examples.labels)), np.nan)
    fold = np.full(len(examples.answers), _NO_FOLD)
    for number, ((_, test), part) in enumerate(zip(split.folds, parts, strict=True)):
        raw[test], fold[test] = part, number
    judged = fold != _NO_FOLD
    calibrated = raw.copy()
    for number, (_, test) in enumerate(split.folds):
        other_folds = np.flatnonzero(judged & (fold != number))
        calibrated[test] = apply_temperature(raw[test], fit_temperature(examples, raw, other_folds, trusted))
    return FoldProbabilities(raw, calibrated, judged, fold)


def fit_temperature(examples: Examples, raw: Probabilities, positions: Positions, trusted: Flags) -> float:
    """Fit a temperature on the sentences at these positions whose labels can be trusted, or on all where none can.

    `raw` has shape (sentences, labels), `trusted` has shape (sentences,). Gives 1 without sentences.
    """
    preferred = positions[trusted[positions]]
    chosen = preferred if len(preferred) else positions
    if not len(chosen):
        return 1.0
    return temperature(raw[chosen], [examples.answers[position] for position in chosen], examples.labels)


def _fit_all(
    matrix: DesignMatrix,
    examples: Examples,
    folds: Sequence[Fold],
    seed: int,
    strengths: Sequence[float],
    step: str,
) -> list[list[Probabilities]]:
    """Give each fold's probabilities at each strength, and last those of an encoder's vectors.

    Folds are learned side by side, as many as there are cores, or as memory holds copies of the vectors: each fold
    scales vectors of its own.
    """
    copies = cpu_count() if matrix.vectors is None else max(1, _VECTOR_MEMORY // max(1, matrix.vectors.nbytes))
    task = _FoldTask(matrix, examples.labels, examples.truth, seed, strengths)
    fit_fold = delayed(_fit_fold)
    parallel = Parallel(n_jobs=min(cpu_count(), copies), prefer="threads", return_as="generator")
    with threadpool_limits(1):
        fold_parts = parallel(fit_fold(task, fold) for fold in folds)
        return list(progress(fold_parts, f"training {examples.question}, {step}", len(folds)))


def _fit_fold(task: _FoldTask, fold: Fold) -> list[Probabilities]:
    return [*_counts_probabilities(task, fold), *_vectors_probabilities(task, fold)]


def _counts_probabilities(task: _FoldTask, fold: Fold) -> Iterator[Probabilities]:
    train, test = fold
    learned, judged = task.matrix.fold(train, test)
    truth = task.truth.subset(train)
    for strength in task.strengths:
        yield solver_probabilities(fit_counts(learned, truth, strength, task.seed), judged, task.labels)


def _vectors_probabilities(task: _FoldTask, fold: Fold) -> Iterator[Probabilities]:
    if task.matrix.vectors is not None:
        train, test = fold
        solver = fit_vectors(task.matrix.vectors[train], task.truth.subset(train), task.seed)
        yield solver_probabilities(solver, task.matrix.vectors[test], task.labels)
