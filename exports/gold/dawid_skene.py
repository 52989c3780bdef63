"""Dawid-Skene: how likely each label is, given how each annotator tends to confuse labels.

The model is that of Dawid and Skene (1979), Maximum Likelihood Estimation of Observer Error-Rates Using the EM
Algorithm, Applied Statistics 28, 20-28. Confusions are smoothed, so that they are never estimated as 0.
"""

from typing import Final

import numpy as np
import pandas as pd

from exports.gold.soft_labels import KEYS, SHARE
from exports.statistics.arrays import Floats, Ints

MAX_ITERATIONS: Final = 50
SMOOTHING: Final = 0.01  # answers added to each confusion, so that few answers make no annotator infallible
_TOLERANCE: Final = 1e-9  # the model has converged where no probability changes by more


def dawid_skene_probabilities(answers: pd.DataFrame) -> pd.Series:
    """Give the posterior probability of each label by the model of Dawid and Skene (1979), question by question.

    Args:
        answers: The valid answers, one row per answer: columns sentence, annotator, question and label.

    Returns:
        Probabilities from 0 to 1, indexed by sentence, question and label, sorted; every label used in a question is
        there for each of its sentences.

    >>> rows = [("s1", "ann", "up"), ("s1", "bob", "up"), ("s2", "ann", "down"), ("s2", "bob", "down")]
    >>> answers = pd.DataFrame(rows, columns=["sentence", "annotator", "label"]).assign(question="mood")
    >>> dawid_skene_probabilities(answers).round(2).to_dict()
    {('s1', 'mood', 'down'): 0.0, ('s1', 'mood', 'up'): 1.0, ('s2', 'mood', 'down'): 1.0, ('s2', 'mood', 'up'): 0.0}
    """
    probabilities: pd.Series = pd.concat(
        [_question_probabilities(str(question), rows) for question, rows in answers.groupby("question")]
    )
    return probabilities.sort_index()


def posterior(sentences: Ints, annotators: Ints, labels: Ints) -> Floats:
    """Estimate the probabilities of the labels by expectation and maximization (Dawid and Skene 1979).

    The estimate starts from the shares of the answers.

    Args:
        sentences: The number of each answer's sentence, shape (answers,).
        annotators: The number of each answer's annotator, shape (answers,).
        labels: The number of each answer's label, shape (answers,).

    Returns:
        Probabilities from 0 to 1, shape (sentences, labels); each row sums to 1.

    >>> answers = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1]])  # sentences, annotators, labels
    >>> posterior(*answers).round(2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    votes = np.zeros((sentences.max() + 1, labels.max() + 1))
    np.add.at(votes, (sentences, labels), 1)
    probabilities: Floats = votes / votes.sum(axis=1, keepdims=True)
    for _ in range(MAX_ITERATIONS):
        previous, probabilities = probabilities, _iterate(probabilities, sentences, annotators, labels)
        if np.abs(probabilities - previous).max() < _TOLERANCE:
            break
    return probabilities


def _iterate(probabilities: Floats, sentences: Ints, annotators: Ints, labels: Ints) -> Floats:
    """Estimate priors and confusions from the probabilities, shape (sentences, labels), and from them new ones."""
    label_count = probabilities.shape[1]
    # Axes of the confusions: annotator, label given, true label.
    confusions = np.full((annotators.max() + 1, label_count, label_count), SMOOTHING)
    np.add.at(confusions, (annotators, labels), probabilities[sentences])
    log_confusions = np.log(confusions / confusions.sum(axis=1, keepdims=True))
    with np.errstate(divide="ignore"):
        log_joint = np.tile(np.log(probabilities.mean(axis=0)), (len(probabilities), 1))
    np.add.at(log_joint, sentences, log_confusions[annotators, labels])
    joint = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    updated: Floats = joint / joint.sum(axis=1, keepdims=True)
    return updated


def _question_probabilities(question: str, answers: pd.DataFrame) -> pd.Series:
    """Give the probabilities of one question's labels, indexed by sentence, question and label."""
    # Sorted first, so that the sums don't depend on the order of the rows, to the last bit.
    answers = answers.sort_values(["sentence", "annotator"])
    sentence_codes, sentences = pd.factorize(answers["sentence"])
    annotator_codes, _ = pd.factorize(answers["annotator"], sort=True)
    label_codes, labels = pd.factorize(answers["label"], sort=True)
    probabilities = posterior(sentence_codes, annotator_codes, label_codes)
    index = pd.MultiIndex.from_product([sentences, [question], labels], names=[*KEYS, "label"])
    return pd.Series(probabilities.ravel(), index, name=SHARE)
