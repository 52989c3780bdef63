"""Dawid and Skene (1979): how likely each label is, given how each annotator tends to confuse labels."""

from typing import Final

import numpy as np
import pandas as pd

from exports.gold.soft_labels import KEYS, SHARE
from exports.statistics.arrays import Floats, Ints

MAX_ITERATIONS: Final = 50
SMOOTHING: Final = 0.01  # answers added to each confusion: nobody is taken to be infallible for lack of answers
_STILL: Final = 1e-9  # a posterior that changes less has converged


def dawid_skene_probabilities(chosen: pd.DataFrame) -> pd.Series:
    """Give the posterior probability of each label used, by question, sentence and label.

    >>> rows = [("s1", "ann", "up"), ("s1", "bob", "up"), ("s2", "ann", "down"), ("s2", "bob", "down")]
    >>> answers = pd.DataFrame(rows, columns=["sentence", "annotator", "label"]).assign(question="mood")
    >>> dawid_skene_probabilities(answers).round(2).to_dict()
    {('s1', 'mood', 'down'): 0.0, ('s1', 'mood', 'up'): 1.0, ('s2', 'mood', 'down'): 1.0, ('s2', 'mood', 'up'): 0.0}
    """
    found: pd.Series = pd.concat([_of_question(str(name), mine) for name, mine in chosen.groupby("question")])
    return found.sort_index()


def posterior(items: Ints, annotators: Ints, labels: Ints) -> Floats:
    """Run expectation and maximization from the shares of answers; a row for each item, a column for each label."""
    given = np.zeros((items.max() + 1, labels.max() + 1))
    np.add.at(given, (items, labels), 1)
    found: Floats = given / given.sum(axis=1, keepdims=True)
    for _ in range(MAX_ITERATIONS):
        before, found = found, _expected(found, items, annotators, labels)
        if np.abs(found - before).max() < _STILL:
            break
    return found


def _expected(before: Floats, items: Ints, annotators: Ints, labels: Ints) -> Floats:
    """Estimate priors and confusions from the probabilities before, and from them the probabilities again."""
    confusion = np.full((annotators.max() + 1, before.shape[1], before.shape[1]), SMOOTHING)
    np.add.at(confusion, (annotators, labels), before[items])  # annotator, label given, label meant
    said = np.log(confusion / confusion.sum(axis=1, keepdims=True))
    with np.errstate(divide="ignore"):
        logs = np.tile(np.log(before.mean(axis=0)), (len(before), 1))
    np.add.at(logs, items, said[annotators, labels])
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    found: Floats = likely / likely.sum(axis=1, keepdims=True)
    return found


def _of_question(question: str, mine: pd.DataFrame) -> pd.Series:
    mine = mine.sort_values(["sentence", "annotator"])  # sums don't depend on the order of rows, to the last bit
    items, sentences = pd.factorize(mine["sentence"])
    annotators, _ = pd.factorize(mine["annotator"], sort=True)
    labels, names = pd.factorize(mine["label"], sort=True)
    found = posterior(items, annotators, labels)
    index = pd.MultiIndex.from_product([sentences, [question], names], names=[*KEYS, "label"])
    return pd.Series(found.ravel(), index, name=SHARE)
