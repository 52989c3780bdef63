"""What a model must beat, and what people reach: majority, the outlet alone, another model, annotators."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.data.examples import Examples
from training.data.splits import NoSplit, Split, too_few_outlets
from training.learning.probabilities import Probabilities
from training.metrics.classification import JudgedSentences, all_metrics


def majority_baseline(examples: Examples, split: Split) -> Probabilities:
    """Answer every sentence with how frequent each label is in what its fold learned from."""
    found = np.zeros((len(examples.answers), len(examples.labels)))
    for train, test in split.folds:
        found[test] = _shares([examples.answers[at] for at in train], examples.labels)
    return found


def outlet_baseline(examples: Examples, split: Split) -> Probabilities | NoSplit:
    """Answer every sentence with how frequent each label is for its outlet, in what its fold learned from."""
    why = too_few_outlets(examples.sources)
    if why:
        return NoSplit(why)
    found = majority_baseline(examples, split)
    outlets = [source.outlet for source in examples.sources]
    for train, test in split.folds:
        answers: defaultdict[str, list[str]] = defaultdict(list)
        for at in train:
            answers[outlets[at]].append(examples.answers[at])
        shares = {outlet: _shares(given, examples.labels) for outlet, given in answers.items() if outlet}
        for at in test:
            found[at] = shares.get(outlets[at], found[at])
    return found


def _shares(answers: Sequence[str], labels: Sequence[str]) -> Probabilities:
    counts = Counter(answers)
    return np.array([counts[label] for label in labels], dtype=float) / len(answers)


def most_frequent_label(answers: Sequence[str], labels: Sequence[str]) -> str:
    """Name the most frequent label; the first in the labels' order where several are as frequent.

    >>> most_frequent_label(["no", "yes"], ["yes", "no"])
    'yes'
    """
    counts: Mapping[str, int] = Counter(answers)
    return max(labels, key=lambda label: counts.get(label, 0))


def baseline_figures(
    judged: JudgedSentences, found: Probabilities | NoSplit, kept: Any, **more: object
) -> dict[str, Any]:
    """Give a baseline's figures, or why there are none."""
    if isinstance(found, NoSplit):
        return {"why": found.reason}
    return {**all_metrics(judged, found[kept]), **more}
