"""What a model must beat, and what people reach: majority, the outlet alone, another model, annotators."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.data.examples import Examples
from training.data.splits import Split, Why, too_few_outlets
from training.learning.probabilities import Chances
from training.metrics.classification import Judged, figures


def majority(examples: Examples, split: Split) -> Chances:
    """Answer every sentence with how frequent each label is in what its fold learned from."""
    found = np.zeros((len(examples.answers), len(examples.labels)))
    for train, test in split.folds:
        found[test] = _shares([examples.answers[at] for at in train], examples.labels)
    return found


def outlet_only(examples: Examples, split: Split) -> Chances | Why:
    """Answer every sentence with how frequent each label is for its outlet, in what its fold learned from."""
    why = too_few_outlets(examples.sources)
    if why:
        return Why(why)
    found = majority(examples, split)
    outlets = [source.outlet for source in examples.sources]
    for train, test in split.folds:
        answers: defaultdict[str, list[str]] = defaultdict(list)
        for at in train:
            answers[outlets[at]].append(examples.answers[at])
        shares = {outlet: _shares(given, examples.labels) for outlet, given in answers.items() if outlet}
        for at in test:
            found[at] = shares.get(outlets[at], found[at])
    return found


def _shares(answers: Sequence[str], labels: Sequence[str]) -> Chances:
    counts = Counter(answers)
    return np.array([counts[label] for label in labels], dtype=float) / len(answers)


def common(answers: Sequence[str], labels: Sequence[str]) -> str:
    """Name the most frequent label; the first in the labels' order where several are as frequent.

    >>> common(["no", "yes"], ["yes", "no"])
    'yes'
    """
    counts: Mapping[str, int] = Counter(answers)
    return max(labels, key=lambda label: counts.get(label, 0))


def baseline(judged: Judged, found: Chances | Why, kept: Any, **more: object) -> dict[str, Any]:  # noqa: ANN401
    """Give a baseline's figures, or why there are none."""
    if isinstance(found, Why):
        return {"why": found.why}
    return {**figures(judged, found[kept]), **more}
