"""Two models on the same sentences: how much better one of them is, and whether the data shows it."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from annotation.codebook.codebook import Codebook
from annotation.errors import ModelError
from annotation.tables.schema import Row
from exports.statistics.arrays import Flags, Ints
from exports.statistics.formatting import decimal, interval_ends
from training.data.examples import Examples
from training.data.groups import join_groups
from training.data.neighbors import with_neighbors
from training.evaluation.evaluation_json import Comparison, QuestionComparison
from training.evaluation.held_out import labeled_questions, unseen_examples
from training.evaluation.judging_set import judging_set
from training.evaluation.options import FORMAT, EvaluationOptions, rounded
from training.evaluation.report import judged_sentences
from training.metrics.classification import macro_f1, macro_f1_and_accuracy, sample_sizes
from training.metrics.intervals import Ratios, ratio_interval
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import Interval
from training.models.model import Model

_NOT_SHOWN: Final = "Not shown that either is better"
_NO_DIFFERENCE: Final = 5e-7  # of macro-F1: less than the last digit that is written


def compare_models(
    first: Model, second: Model, rows: Sequence[Row], codebook: Codebook | None, options: EvaluationOptions
) -> Comparison:
    """Compare two models on the rows that neither of them saw.

    Raises ModelError if the models have no labeled question in common, or answer one in different ways.
    """
    names = [question.name for question in second.card.questions]
    questions = [question for question in labeled_questions(first.card, rows) if question.name in names]
    if not questions:
        raise ModelError(
            f"{first.card.id} and {second.card.id} have no question in common that the rows have labels for "
            f"({second.card.id} answers: {', '.join(names)})"
        )
    for question in questions:
        _check_same_question(first, second, question.name)
    full_rows = with_neighbors(rows)
    comparisons = {}
    for question in questions:
        # The same sentences in the same order; each model is shown of them what it learned to see.
        first_examples, second_examples = (
            unseen_examples(full_rows, question, codebook, [first, second], see_outlet=model.sees_outlet)
            for model in (first, second)
        )
        comparisons[question.name] = _compare_answers(first, second, first_examples, second_examples, options)
    comparison: Comparison = {
        "format": FORMAT,
        "seed": options.seed,
        "resamples": options.resamples,
        "rows": len(rows),
        "a": first.card.id,
        "b": second.card.id,
        "questions": comparisons,
    }
    return rounded(comparison)


def macro_f1_difference(judged: JudgedSentences, first: Ints, second: Ints) -> Interval:
    """Give how much higher the first model's macro-F1 is, with the same articles resampled for both.

    `first` and `second` have shape (sentences,): the column of the label that each model predicted.
    """
    first_f1, second_f1 = (macro_f1(judged, predicted, judged.labels_present) for predicted in (first, second))
    figure = Ratios(
        np.hstack([first_f1.numerators, second_f1.numerators]),
        np.hstack([first_f1.denominators, second_f1.denominators]),
        np.hstack([first_f1.weights, -second_f1.weights]),
        first_f1.cluster_of,
        highest=None,
    )
    return ratio_interval(figure, judged.resamples, judged.seed, judged.resampled)


def comparison_verdict(difference: Interval, first: str, second: str) -> str:
    """Say in a sentence whether a model is better, and then what the difference on these sentences is.

    >>> comparison_verdict({"value": 0.02, "low": -0.01, "high": 0.05}, "A", "B")
    'Not shown that either is better: on these sentences A has .020 more macro-F1, but anything from .010 less to .050 \
more fits them'
    >>> comparison_verdict({"value": -0.04, "low": -0.06, "high": -0.02}, "A", "B")
    'B is better: it has .040 more macro-F1 (.020 to .060)'
    """
    value, low, high = difference["value"], difference["low"], difference["high"]
    better = first if value > 0 else second
    if low is not None and high is not None and value < 0:
        low, high = -high, -low
    if abs(value) < _NO_DIFFERENCE:
        here = f"on these sentences {first} and {second} have the same macro-F1"
    else:
        here = f"on these sentences {better} has {decimal(abs(value), 3)} more macro-F1"
    if low is None or high is None:
        return f"{_NOT_SHOWN}: {here}, and how far chance moves that can't be said ({difference['why']})"
    if low > 0:
        return (
            f"{better} is better: it has {decimal(abs(value), 3)} more macro-F1 ({interval_ends(low, high, _digits)})"
        )
    less = f"{decimal(-low, 3)} less" if round(low, 3) < 0 else "no difference"
    return f"{_NOT_SHOWN}: {here}, but anything from {less} to {decimal(high, 3)} more fits them"


def _digits(end: float) -> str:
    return decimal(end, 3)


def _compare_answers(
    first: Model,
    second: Model,
    first_examples: Examples,
    second_examples: Examples,
    options: EvaluationOptions,
) -> QuestionComparison:
    texts = [passage.text for passage in first_examples.passages]
    groups = join_groups(texts, first_examples.groups).groups
    selected, judged_on = judging_set(first_examples.sources, groups)
    judged = judged_sentences(first_examples, groups, options).subset(selected)
    first_predicted = _predicted(first, first_examples, selected)
    second_predicted = _predicted(second, second_examples, selected)
    difference = macro_f1_difference(judged, first_predicted, second_predicted)
    return {
        **sample_sizes(judged),
        "judged_on": judged_on,
        "left_out": dict(first_examples.left_out),
        "a": macro_f1_and_accuracy(judged, first_predicted),
        "b": macro_f1_and_accuracy(judged, second_predicted),
        "alike": float(np.mean(first_predicted == second_predicted)),
        "difference": difference,
        "verdict": comparison_verdict(difference, first.card.id, second.card.id),
    }


def _predicted(model: Model, examples: Examples, selected: Flags) -> Ints:
    """Give the column, in the examples' order of labels, of the label predicted for each selected sentence."""
    columns = {label: column for column, label in enumerate(examples.labels)}
    columns_of_model = np.array([columns[label] for label in model.card.question(examples.question).labels])
    passages = [examples.passages[position] for position in np.flatnonzero(selected)]
    predicted: Ints = columns_of_model[model.probabilities(examples.question, passages).argmax(axis=1)]
    return predicted


def _check_same_question(first: Model, second: Model, name: str) -> None:
    """Refuse to compare models whose question of this name has other labels, or is about a target in one only."""
    first_question, second_question = (model.card.question(name) for model in (first, second))
    if set(first_question.labels) != set(second_question.labels):
        raise ModelError(
            f"{name!r} has other labels in the two models: {', '.join(first_question.labels)} in {first.card.id}, "
            f"{', '.join(second_question.labels)} in {second.card.id}"
        )
    if first_question.about_target != second_question.about_target:
        about = first if first_question.about_target else second
        raise ModelError(f"{name!r} is about a target only in {about.card.id}: the two can't be compared")
