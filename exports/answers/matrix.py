"""The answers to one question as numbers: sentences by annotators, with the article of each sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from exports.answers.valid import one_value_per_sentence
from exports.statistics.arrays import Floats, Ints
from exports.statistics.estimate import Clusters

NO_ANSWER: Final = -1  # in place of a label's number


@dataclass(frozen=True)
class AnswerMatrix:
    """The answers to one question, for the sentences that two annotators or more answered.

    `codes`, shape (sentences, annotators), holds the number of each label within `labels`, or NO_ANSWER.
    `answer_times`, of the same shape, says when each answer was given, in seconds since 1970; NaN where unknown.
    `clusters` says which article each sentence is from.
    """

    labels: tuple[str, ...]
    annotators: tuple[str, ...]
    codes: Ints
    answer_times: Floats
    clusters: Clusters

    @property
    def counts(self) -> Ints:
        """How often each sentence was given each label, shape (sentences, labels)."""
        counts: Ints = (self.codes[:, :, None] == np.arange(len(self.labels))).sum(axis=1)
        return counts


def answer_matrix(answers: pd.DataFrame, labels: Sequence[str], seed: int) -> AnswerMatrix:
    """Line up the answers to one question as a matrix of sentences by annotators.

    Args:
        answers: The valid answers to the question, one row per annotator and sentence: columns sentence, annotator,
            label, and where known article and answered_at.
        labels: The question's labels in order; those that no compared sentence was given are left out.
        seed: The seed for resampling the articles.

    >>> rows = [("s1", "ann", "up"), ("s1", "bob", "down"), ("s2", "ann", "up")]
    >>> matrix = answer_matrix(pd.DataFrame(rows, columns=["sentence", "annotator", "label"]), ["down", "up"], seed=0)
    >>> matrix.annotators, matrix.codes.tolist()
    (('ann', 'bob'), [[1, 0]])
    """
    compared = answers[answers.groupby("sentence")["sentence"].transform("size") > 1]
    used = set(compared["label"])
    used_labels = tuple(label for label in labels if label in used)
    codes = compared["label"].map({label: code for code, label in enumerate(used_labels)})
    coded = compared.assign(code=codes, seconds=_seconds_since_1970(compared))
    code_table = coded.pivot(index="sentence", columns="annotator", values="code")
    time_table = coded.pivot(index="sentence", columns="annotator", values="seconds")
    return AnswerMatrix(
        used_labels,
        tuple(map(str, code_table.columns)),
        code_table.fillna(NO_ANSWER).to_numpy(dtype=np.int64),
        time_table.to_numpy(dtype=np.float64),
        article_clusters(compared, code_table.index, seed),
    )


def article_clusters(answers: pd.DataFrame, sentences: pd.Index, seed: int) -> Clusters:
    """Number the article of each sentence, for resampling articles.

    Where no answer names an article, each sentence is a cluster of its own; so is a sentence without an article among
    others that have one.

    Args:
        answers: The answers, with the columns sentence and, where known, article.
        sentences: The sentences to number, in this order.
        seed: The seed for resampling.

    Raises:
        DataError: If the answers give one sentence two articles.
    """
    if "article" in answers:
        articles = one_value_per_sentence(answers, "article").reindex(sentences)
    else:
        articles = pd.Series(index=sentences)
    if not articles.notna().any():
        return Clusters(np.arange(len(sentences)), "sentences", seed)
    names = [
        f"article {article}" if isinstance(article, str) else f"sentence {sentence}"
        for sentence, article in articles.items()
    ]
    return Clusters(np.asarray(pd.factorize(np.array(names, dtype=object), sort=True)[0]), "articles", seed)


def _seconds_since_1970(answers: pd.DataFrame) -> pd.Series:
    """Give when each answer was given; missing where the answers don't say so, or not as an ISO 8601 time."""
    times = answers.get("answered_at", pd.Series(index=answers.index, dtype="str"))
    parsed = pd.to_datetime(times.astype("object"), utc=True, format="ISO8601", errors="coerce")
    return (parsed - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
