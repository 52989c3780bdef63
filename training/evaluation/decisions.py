"""What cross-validation decides about a model: how honest its probabilities are made, and when it abstains."""

from typing import Final, TypedDict

import numpy as np

from exports.statistics.arrays import Flags
from training.data.examples import Examples
from training.evaluation.cross_validation import HEADLINE, CrossValidation
from training.evaluation.options import DIGITS
from training.learning.abstention import AcceptedAnswers, abstention_threshold, accepted_answers
from training.learning.calibration import apply_temperature, temperature
from training.learning.probabilities import Probabilities

_PROMISED: Final = (HEADLINE, "outlet", "time")  # the splits in which a precision is to be kept, where there are such


class Decisions(TypedDict):
    """The fields of a `QuestionCard` that rest on cross-validation."""

    temperature: float
    threshold: float | None
    accepted: AcceptedAnswers | None
    not_kept: tuple[str, ...]


def decide_answering(examples: Examples, evaluated: CrossValidation, precision: float) -> Decisions:
    """Decide the temperature by the article split, and from which probability on answers are right often enough.

    The probability is one that keeps the precision on articles that the model did not learn from, and also on outlets
    and at times that it did not learn from, where the sentences name theirs. Where no probability does that for
    outlets or times, the model answers all the same, and its card names the split.
    """
    if HEADLINE not in evaluated.splits:
        threshold = None if precision else 0.0  # where nothing need be right, every answer is given
        return {"temperature": 1.0, "threshold": threshold, "accepted": None, "not_kept": ()}
    headline = evaluated.splits[HEADLINE].raw
    judged = np.flatnonzero(evaluated.trusted)
    answers = [examples.answers[position] for position in judged]
    degrees = round(temperature(headline[judged], answers, examples.labels), DIGITS)
    thresholds = {
        name: _threshold(examples, split.raw, split.judged & evaluated.trusted, degrees, precision)
        for name in _PROMISED
        if (split := evaluated.splits.get(name)) is not None
    }
    kept = [threshold for threshold in thresholds.values() if threshold is not None]
    threshold = max(kept) if thresholds[HEADLINE] is not None else None
    best, correct = _best_answers(examples, headline, evaluated.trusted, degrees)
    return {
        "temperature": degrees,
        "threshold": threshold,
        "accepted": accepted_answers(best, correct, threshold),
        "not_kept": tuple(name for name, least in thresholds.items() if least is None and threshold is not None),
    }


def _threshold(examples: Examples, raw: Probabilities, judged: Flags, degrees: float, precision: float) -> float | None:
    """Find the least probability that keeps the precision in a split; `judged` has shape (sentences,)."""
    if not judged.any():
        return None
    best, correct = _best_answers(examples, raw, judged, degrees)
    articles = np.unique([examples.groups[position] for position in np.flatnonzero(judged)], return_inverse=True)[1]
    return abstention_threshold(np.floor(best * 10**DIGITS) / 10**DIGITS, correct, articles, precision)


def _best_answers(examples: Examples, raw: Probabilities, judged: Flags, degrees: float) -> tuple[Probabilities, Flags]:
    """Give the greatest probability of each judged sentence, and whether its label is right; shape (judged,) each."""
    positions = np.flatnonzero(judged)
    columns = {label: column for column, label in enumerate(examples.labels)}
    truth = np.array([columns[examples.answers[position]] for position in positions])
    probabilities = apply_temperature(raw[positions], degrees)
    return probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
