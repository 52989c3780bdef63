"""How far annotators agree on each question, with intervals: alpha, percent agreement, and confused labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from annotation.codebook.codebook import Codebook, Question
from exports.agreement.alpha import coincidence_parts, label_parts, nominal_alpha, nominal_parts, ordinal_alpha
from exports.agreement.annotators import AnnotatorAgreement, AnnotatorPair, annotator_agreement, pairwise_agreement
from exports.answers.matrix import AnswerMatrix, answer_matrix
from exports.answers.valid import has_marks_only, question_order, valid_answers
from exports.statistics.arrays import Ints
from exports.statistics.bootstrap import MIN_ARTICLES_ONE_LABEL
from exports.statistics.estimate import (
    NOTHING_TO_COMPARE,
    ONE_LABEL_USED,
    Clusters,
    Estimate,
    chance_corrected_agreement,
    percentage,
)

RELIABLE: Final = 0.800  # both thresholds: Krippendorff (2004), Content Analysis, chapter 11
TENTATIVE: Final = 0.667
NO_VERDICT: Final = "no verdict"  # where an alpha has no interval: nobody can tell how far another sample would move it


@dataclass(frozen=True)
class LabelAgreement:
    """Agreement on one label against all others taken together."""

    label: str
    answers: int
    alpha: Estimate
    percent: Estimate


@dataclass(frozen=True)
class ConfusedLabels:
    """Two labels given to one sentence, and the number of pairs of answers with one label and the other."""

    labels: tuple[str, str]
    pairs: int


@dataclass(frozen=True)
class Agreement:
    """Agreement on one question, over the sentences with two answers or more.

    `percent` is the percentage of equal pairs among all pairs of answers to one sentence. `ordinal` is set where the
    codebook calls the labels a scale; `reading` and `target_reading` are then about ordinal alpha, else about nominal
    alpha, and both are `NO_VERDICT` where that has no interval. `resampled` is what the intervals resample: articles,
    or sentences where the answers name no articles.
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
    """Measure agreement on each choice question, in codebook order, or sorted by name where there is no codebook.

    Where people were asked for nothing but marks in the text, there is none.

    Args:
        answers: The answers table: one row per answer, with the columns sentence, annotator, question and label; the
            intervals resample what the column article names.
        codebook: Gives labels, their order and merges, and the targets for alpha.
        seed: The seed for resampling.

    Raises:
        DataError: If no answer counts (see `valid_answers`).

    >>> rows = [("s1", "ann", "up"), ("s1", "bob", "up"), ("s2", "ann", "up"), ("s2", "bob", "down")]
    >>> answers = pd.DataFrame(rows, columns=["sentence", "annotator", "label"]).assign(question="mood")
    >>> [(measured.question, measured.percent.value) for measured in agreements(answers)]
    [('mood', 50.0)]
    """
    if has_marks_only(answers, codebook):
        return []
    valid = valid_answers(answers, codebook)
    return [
        _measure_question(name, valid[valid["question"] == name], codebook.question(name) if codebook else None, seed)
        for name in question_order(valid, codebook)
    ]


def agreement(
    question: str,
    answers: pd.DataFrame,
    labels: Sequence[str],
    *,
    scale: bool = False,
    target: float | None = None,
    seed: int = 0,
    merged: Agreement | None = None,
) -> Agreement:
    """Measure agreement on one question: alpha and percent agreement, in all and by label, pair and annotator.

    Args:
        question: The question's name.
        answers: The valid answers to it, one row per annotator and sentence: columns sentence, annotator and label.
        labels: The question's labels in order.
        scale: Whether the labels are a scale; then ordinal alpha is computed too.
        target: The alpha that the codebook aims at.
        seed: The seed for resampling.
        merged: The agreement on the question's merged labels.
    """
    matrix = answer_matrix(answers, labels, seed)
    counts, clusters = matrix.counts, matrix.clusters
    alpha = chance_corrected_agreement(nominal_parts(counts), counts, clusters, nominal_alpha)
    ordinal = chance_corrected_agreement(coincidence_parts(counts), counts, clusters, ordinal_alpha) if scale else None
    decisive = ordinal or alpha
    return Agreement(
        question=question,
        alpha=alpha,
        ordinal=ordinal,
        percent=_percent_agreement(counts, clusters),
        sentences=len(counts),
        answers=int(counts.sum()),
        annotators=len(matrix.annotators),
        resampled=clusters.kind,
        reading=_reading(decisive, answers),
        target=target,
        target_reading="" if target is None else target_reading(decisive, target),
        labels=[_label_agreement(matrix, code) for code in range(len(matrix.labels))],
        pairs=pairwise_agreement(matrix),
        each=annotator_agreement(matrix),
        confused=_confused_labels(matrix),
        merged=merged,
    )


def alpha_reading(alpha: float) -> str:
    """Say how an alpha is usually read, by Krippendorff's (2004) thresholds.

    >>> alpha_reading(0.8), alpha_reading(0.7999), alpha_reading(0.5)
    ('reliable', 'tentative', 'not reliable')
    """
    if alpha >= RELIABLE:
        return "reliable"
    return "tentative" if alpha >= TENTATIVE else "not reliable"


def target_reading(alpha: Estimate, target: float) -> str:
    """Say whether an alpha reaches its target, and whether its interval leaves that open; without one nothing is said.

    >>> target_reading(Estimate(0.85, 0.7, 0.9, 50), 0.8), target_reading(Estimate(1.0, None, None, 9), 0.8)
    ('met, but the interval reaches below', 'no verdict')
    """
    if alpha.value is None:
        return "unknown"
    if alpha.low is None or alpha.high is None:
        return NO_VERDICT
    if alpha.value >= target:
        return "met, but the interval reaches below" if alpha.low < target else "met"
    return "not met, but the interval reaches it" if alpha.high >= target else "not met"


def _measure_question(name: str, answers: pd.DataFrame, question: Question | None, seed: int) -> Agreement:
    """Measure agreement on a question, and on its merged labels where the codebook has some."""
    if question is None:
        return agreement(name, answers, sorted(set(answers["label"])), seed=seed)
    merged = None
    if question.merge:
        merged_names = {label: name for name, labels in question.merge.items() for label in labels}
        merged_answers = answers.assign(label=answers["label"].map(merged_names))
        labels, target = list(question.merge), question.merged_agreement_target
        merged = agreement(name, merged_answers, labels, target=target, seed=seed)
    return agreement(
        name,
        answers,
        question.label_names,
        scale=question.scale,
        target=question.agreement_target,
        seed=seed,
        merged=merged,
    )


def _reading(decisive: Estimate, answers: pd.DataFrame) -> str:
    """Say how the decisive alpha is read, that it has no interval to read it by, or why there is none."""
    if decisive.value is not None:
        return NO_VERDICT if decisive.low is None else alpha_reading(decisive.value)
    if decisive.sentences:
        return ONE_LABEL_USED
    annotators = sorted(set(answers["annotator"]))
    if len(annotators) == 1:
        return f"{NOTHING_TO_COMPARE}: only {annotators[0]} answered"
    return f"{NOTHING_TO_COMPARE}: no sentence has two answers"


def _percent_agreement(counts: Ints, clusters: Clusters) -> Estimate:
    """Give the percentage of equal pairs among all ordered pairs of answers; `counts` is (sentences, labels)."""
    answers = counts.sum(axis=1)
    equal_pairs = (counts * (counts - 1)).sum(axis=1)
    return percentage(equal_pairs.astype(float), (answers * (answers - 1)).astype(float), clusters)


def _label_agreement(matrix: AnswerMatrix, code: int) -> LabelAgreement:
    """Measure agreement on one label, given by its number, against all others."""
    counts, clusters = matrix.counts, matrix.clusters
    label_counts = counts[:, code]
    against_rest = np.stack([label_counts, counts.sum(axis=1) - label_counts], axis=1)
    parts = label_parts(counts, code)
    return LabelAgreement(
        matrix.labels[code],
        int(label_counts.sum()),
        chance_corrected_agreement(parts, against_rest, clusters, nominal_alpha, MIN_ARTICLES_ONE_LABEL),
        _percent_agreement(against_rest, clusters),
    )


def _confused_labels(matrix: AnswerMatrix) -> list[ConfusedLabels]:
    """Count the pairs of answers that differ, most frequent first, else in the order of the labels."""
    counts = matrix.counts
    pairs = counts.T @ counts
    confused = [
        ConfusedLabels((matrix.labels[first], matrix.labels[second]), int(pairs[first, second]))
        for first, second in combinations(range(len(matrix.labels)), 2)
        if pairs[first, second]
    ]
    return sorted(confused, key=lambda labels: -labels.pairs)
