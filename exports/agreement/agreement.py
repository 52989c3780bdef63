"""How far annotators agree on each question, with intervals: Krippendorff's alpha and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from annotation.codebook.codebook import Codebook, Question
from exports.agreement.alpha import coincidence_parts, label_parts, nominal_alpha, nominal_parts, ordinal_alpha
from exports.agreement.annotators import AnnotatorAgreement, AnnotatorPair, annotator_agreement, pairwise_agreement
from exports.answers.matrix import AnswerMatrix, answer_matrix
from exports.answers.valid import question_order, valid_answers
from exports.statistics.arrays import Ints
from exports.statistics.bootstrap import MIN_ARTICLES_ONE_LABEL
from exports.statistics.estimate import ONE_LABEL_USED, Estimate, chance_corrected_agreement, percentage

RELIABLE: Final = 0.800  # Krippendorff's own thresholds, "Content Analysis", chapter on reliability
TENTATIVE: Final = 0.667


@dataclass(frozen=True)
class LabelAgreement:
    """One label against all others taken together."""

    label: str
    answers: int
    alpha: Estimate
    percent: Estimate


@dataclass(frozen=True)
class ConfusedLabels:
    """Two labels that one sentence was given, and how many pairs of answers there are of them."""

    labels: tuple[str, str]
    pairs: int


@dataclass(frozen=True)
class Agreement:
    """One question's agreement on the sentences with two answers or more.

    `percent` is the percentage of equal pairs among all pairs of answers to one sentence; `ordinal_alpha` is there where the
    labels are a scale, and then `alpha_reading` and `target` are about it.
    """

    question: str
    alpha: Estimate
    ordinal: Estimate | None
    percent: Estimate
    sentences: int
    answers: int
    annotators: int
    resampled: str
    reading: str
    target: float | None
    target_reading: str
    labels: list[LabelAgreement]
    pairs: list[AnnotatorPair]
    each: list[AnnotatorAgreement]
    confused: list[ConfusedLabels]
    merged: "Agreement | None" = None


def agreements(answers: pd.DataFrame, codebook: Codebook | None = None, seed: int = 0) -> list[Agreement]:
    """Measure agreement on each choice question, in codebook order, or sorted by name where there is no codebook."""
    chosen = valid_answers(answers, codebook)
    found = []
    for name in question_order(chosen, codebook):
        mine = chosen[chosen["question"] == name]
        question = codebook.question(name) if codebook else None
        found.append(_whole(name, mine, question, seed))
    return found


def agreement(
    question: str,
    chosen: pd.DataFrame,
    labels: Sequence[str],
    *,
    scale: bool = False,
    target: float | None = None,
    seed: int = 0,
    merged: Agreement | None = None,
) -> Agreement:
    """Measure agreement on one question, given the answers to it that count and its labels in order."""
    of = answer_matrix(chosen, labels, seed)
    counts = of.counts
    alpha = chance_corrected_agreement(nominal_parts(counts), counts, of.clusters, nominal_alpha)
    by_rank = (
        chance_corrected_agreement(coincidence_parts(counts), counts, of.clusters, ordinal_alpha) if scale else None
    )
    decisive = by_rank or alpha
    return Agreement(
        question=question,
        alpha=alpha,
        ordinal=by_rank,
        percent=_percent(of, counts),
        sentences=len(counts),
        answers=int(counts.sum()),
        annotators=len(of.annotators),
        resampled=of.clusters.kind,
        reading=_reading(decisive, chosen),
        target=target,
        target_reading="" if target is None else target_reading(decisive, target),
        labels=[_label(of, place) for place in range(len(of.labels))],
        pairs=pairwise_agreement(of),
        each=annotator_agreement(of),
        confused=_confused(of),
        merged=merged,
    )


def alpha_reading(found: float) -> str:
    """Say how an alpha is usually read.

    >>> alpha_reading(0.8), alpha_reading(0.7999), alpha_reading(0.5)
    ('reliable', 'tentative', 'not reliable')
    """
    if found >= RELIABLE:
        return "reliable"
    return "tentative" if found >= TENTATIVE else "not reliable"


def target_reading(alpha: Estimate, target: float) -> str:
    """Say whether an alpha reaches its target, and whether its interval leaves that open.

    >>> target_reading(Estimate(0.85, 0.7, 0.9, 50), 0.8)
    'met, but the interval reaches below'
    """
    if alpha.value is None:
        return "unknown"
    if alpha.value >= target:
        return "met, but the interval reaches below" if alpha.low is not None and alpha.low < target else "met"
    return "not met, but the interval reaches it" if alpha.high is not None and alpha.high >= target else "not met"


def _whole(name: str, chosen: pd.DataFrame, question: Question | None, seed: int) -> Agreement:
    """Measure a question, and its merged labels where the codebook has some."""
    if question is None:
        return agreement(name, chosen, sorted(set(chosen["label"])), seed=seed)
    merged = None
    if question.merge:
        coarse = chosen.assign(label=chosen["label"].map(_places(question.merge)))
        merged = agreement(name, coarse, list(question.merge), target=question.merged_agreement_target, seed=seed)
    return agreement(
        name,
        chosen,
        question.label_names,
        scale=question.scale,
        target=question.agreement_target,
        seed=seed,
        merged=merged,
    )


def _places(merge: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {label: name for name, labels in merge.items() for label in labels}


def _reading(decisive: Estimate, chosen: pd.DataFrame) -> str:
    if decisive.value is not None:
        return alpha_reading(decisive.value)
    if decisive.sentences:
        return ONE_LABEL_USED
    people = sorted(set(chosen["annotator"]))
    if len(people) == 1:
        return f"nothing to compare: only {people[0]} answered"
    return "nothing to compare: no sentence has two answers"


def _percent(of: AnswerMatrix, counts: Ints) -> Estimate:
    size = counts.sum(axis=1)
    equal = (counts * (counts - 1)).sum(axis=1)
    return percentage(equal.astype(float), (size * (size - 1)).astype(float), of.clusters)


def _label(of: AnswerMatrix, place: int) -> LabelAgreement:
    counts = of.counts
    mine = counts[:, place]
    against = np.stack([mine, counts.sum(axis=1) - mine], axis=1)
    return LabelAgreement(
        of.labels[place],
        int(mine.sum()),
        chance_corrected_agreement(
            label_parts(counts, place), against, of.clusters, nominal_alpha, MIN_ARTICLES_ONE_LABEL
        ),
        _percent(of, against),
    )


def _confused(of: AnswerMatrix) -> list[ConfusedLabels]:
    """Count the pairs of answers that differ, most frequent first, else in the order of the labels."""
    together = of.counts.T @ of.counts
    found = [
        ConfusedLabels((of.labels[one], of.labels[other]), int(together[one, other]))
        for one, other in combinations(range(len(of.labels)), 2)
        if together[one, other]
    ]
    return sorted(found, key=lambda confused: -confused.pairs)
