"""Two models on the same sentences: how much better is one, and is that shown?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from annotation.codebook.codebook import Codebook
from annotation.errors import ModelError
from annotation.tables.schema import Row
from exports.statistics.arrays import Flags, Ints
from exports.statistics.formatting import decimal
from training.data.examples import Examples
from training.data.groups import join_groups
from training.data.neighbors import with_neighbors
from training.evaluation.held_out import labeled_questions, unseen_examples
from training.evaluation.judging_set import judging_set
from training.evaluation.options import FORMAT, EvaluationOptions, rounded
from training.evaluation.report import judged_sentences
from training.metrics.classification import JudgedSentences, macro_f1, macro_f1_and_accuracy, sample_sizes
from training.metrics.intervals import Ratios, ratio_interval
from training.models.model import Model

_NOTHING: Final = 5e-7  # of macro-F1: less than is ever written


def compare_models(
    one: Model, other: Model, rows: Sequence[Row], codebook: Codebook | None, asked: EvaluationOptions
) -> dict[str, Any]:
    """Compare two models on the rows that neither of them saw."""
    names = [question.name for question in other.card.questions]
    questions = [question for question in labeled_questions(one.card, rows) if question.name in names]
    if not questions:
        raise ModelError(
            f"{one.card.id} and {other.card.id} have no question in common that the rows have labels for "
            f"({other.card.id} answers: {', '.join(names)})"
        )
    for question in questions:
        _check_same(one, other, question.name)
    around = with_neighbors(rows)
    found = {}
    for question in questions:
        # The same sentences in the same order, each model seeing of them what it learned to see.
        mine, theirs = (
            unseen_examples(around, question, codebook, [one, other], see_outlet=model.sees_outlet)
            for model in (one, other)
        )
        found[question.name] = _question(one, other, mine, theirs, asked)
    told = {"format": FORMAT, "seed": asked.seed, "resamples": asked.resamples, "rows": len(rows)}
    return rounded({**told, "a": one.card.id, "b": other.card.id, "questions": found})  # type: ignore[no-any-return]


def macro_f1_difference(judged: JudgedSentences, one: Ints, other: Ints) -> dict[str, Any]:
    """Give how much higher the first one's macro-F1 is, the same articles resampled for both."""
    first, second = (macro_f1(judged, said, judged.labels_present) for said in (one, other))
    figure = Ratios(
        np.hstack([first.above, second.above]),
        np.hstack([first.below, second.below]),
        np.hstack([first.weights, -second.weights]),
        most=None,
    )
    return ratio_interval(figure, judged.resamples, judged.seed, judged.resampled)


def comparison_verdict(found: Mapping[str, Any], one: str, other: str) -> str:
    """Say in a sentence what a difference shows.

    >>> comparison_verdict({"value": 0.02, "low": -0.01, "high": 0.05}, "A", "B")
    'A is better by .020 of macro-F1, between -.010 and .050: not shown'
    >>> comparison_verdict({"value": -0.04, "low": -0.06, "high": -0.02}, "A", "B")
    'B is better by .040 of macro-F1, between .020 and .060: shown'
    """
    value, low, high = found["value"], found["low"], found["high"]
    if value < 0 and low is not None:
        low, high = -high, -low
    if abs(value) < _NOTHING:
        start = f"{one} and {other} have the same macro-F1"
    else:
        start = f"{one if value > 0 else other} is better by {decimal(abs(value), 3)} of macro-F1"
    if low is None:
        return f"{start}: not shown ({found['why']})"
    return (
        f"{start}, between {decimal(low, 3)} and {decimal(high, 3)}: {'shown' if low > 0 or high < 0 else 'not shown'}"
    )


def _question(
    one: Model, other: Model, examples: Examples, theirs: Examples, asked: EvaluationOptions
) -> dict[str, Any]:
    groups = join_groups([passage.text for passage in examples.passages], examples.groups).groups
    kept, told = judging_set(examples.sources, groups)
    judged = judged_sentences(examples, groups, asked).subset(kept)
    first, second = _said(one, examples, kept), _said(other, theirs, kept)
    found = macro_f1_difference(judged, first, second)
    return {
        **sample_sizes(judged),
        "judged_on": told,
        "left_out": dict(examples.left_out),
        "a": macro_f1_and_accuracy(judged, first),
        "b": macro_f1_and_accuracy(judged, second),
        "alike": float(np.mean(first == second)),
        "difference": found,
        "verdict": comparison_verdict(found, one.card.id, other.card.id),
    }


def _said(model: Model, examples: Examples, kept: Flags) -> Ints:
    place = {label: at for at, label in enumerate(examples.labels)}
    order = np.array([place[label] for label in model.card.question(examples.question).labels])
    passages = [examples.passages[at] for at in np.flatnonzero(kept)]
    said: Ints = order[model.probabilities(examples.question, passages).argmax(axis=1)]
    return said


def _check_same(one: Model, other: Model, name: str) -> None:
    first, second = (model.card.question(name) for model in (one, other))
    if set(first.labels) != set(second.labels):
        raise ModelError(
            f"{name!r} has other labels in the two models: {', '.join(first.labels)} in {one.card.id}, "
            f"{', '.join(second.labels)} in {other.card.id}"
        )
    if first.about_target != second.about_target:
        about = one if first.about_target else other
        raise ModelError(f"{name!r} is about a target only in {about.card.id}: the two can't be compared")
