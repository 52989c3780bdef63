"""What a model must beat: answering with each label's frequency, over all sentences or for each outlet."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from exports.statistics.arrays import Flags
from training.data.examples import Examples
from training.data.splits import NoSplit, Split, too_few_outlets
from training.learning.probabilities import Probabilities
from training.metrics.classification import all_metrics
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import Metrics


def majority_baseline(examples: Examples, split: Split) -> Probabilities:
    """Answer every sentence with each label's frequency among the sentences that its fold learned from.

    Gives an array of shape (sentences, labels).
    """
    probabilities = np.zeros((len(examples.answers), len(examples.labels)))
    for train, test in split.folds:
        probabilities[test] = _frequencies([examples.answers[position] for position in train], examples.labels)
    return probabilities


def outlet_baseline(examples: Examples, split: Split) -> Probabilities | NoSplit:
    """Answer every sentence with each label's frequency for its outlet, among the sentences its fold learned from.

    A sentence of an outlet that the fold didn't learn from gets the frequency over all outlets. Gives an array of
    shape (sentences, labels).
    """
    reason = too_few_outlets(examples.sources)
    if reason:
        return NoSplit(reason)
    probabilities = majority_baseline(examples, split)
    outlets = [source.outlet for source in examples.sources]
    for train, test in split.folds:
        outlet_answers: defaultdict[str, list[str]] = defaultdict(list)
        for position in train:
            outlet_answers[outlets[position]].append(examples.answers[position])
        frequencies = {
            outlet: _frequencies(answers, examples.labels) for outlet, answers in outlet_answers.items() if outlet
        }
        for position in test:
            probabilities[position] = frequencies.get(outlets[position], probabilities[position])
    return probabilities


def _frequencies(answers: Sequence[str], labels: Sequence[str]) -> Probabilities:
    """Give the share of each label among the answers, shape (labels,)."""
    counts = Counter(answers)
    return np.array([counts[label] for label in labels], dtype=float) / len(answers)


def most_frequent_label(answers: Sequence[str], labels: Sequence[str]) -> str:
    """Name the most frequent label; the first in the labels' order where several are as frequent.

    >>> most_frequent_label(["no", "yes"], ["yes", "no"])
    'yes'
    """
    counts = Counter(answers)
    return max(labels, key=lambda label: counts[label])


def baseline_figures(
    judged: JudgedSentences, probabilities: Probabilities | NoSplit, selected: Flags, label: str = ""
) -> Metrics:
    """Give a baseline's figures, or why there are none.

    Args:
        judged: the sentences that are judged.
        probabilities: shape (sentences, labels), of all sentences, or the reason why there are none.
        selected: shape (sentences,), which of all sentences are judged.
        label: the label that the baseline always gives, if it is the majority baseline.
    """
    if isinstance(probabilities, NoSplit):
        return {"why": probabilities.reason}
    figures = all_metrics(judged, probabilities[selected])
    if label:
        figures["label"] = label
    return figures
