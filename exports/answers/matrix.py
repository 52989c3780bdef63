"""The answers to one question as numbers: sentences by annotators, with the article of each sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from exports.answers.valid import one_value_per_sentence
from exports.statistics.arrays import Floats, Ints
from exports.statistics.estimate import Clusters

NO_ANSWER: Final = -1  # no answer


@dataclass(frozen=True)
class AnswerMatrix:
    """The sentences with two answers or more: each annotator's label by its number, -1 where there is none."""

    labels: tuple[str, ...]
    annotators: tuple[str, ...]
    codes: Ints
    order: Floats  # when each answer was given; NaN where nobody knows
    clusters: Clusters

    @property
    def counts(self) -> Ints:
        """How often each sentence was given each label."""
        found: Ints = (self.codes[:, :, None] == np.arange(len(self.labels))).sum(axis=1)
        return found


def answer_matrix(chosen: pd.DataFrame, labels: Sequence[str], seed: int) -> AnswerMatrix:
    """Line up the answers to one question; labels in the order given, of which those used are kept."""
    several = chosen[chosen.groupby("sentence")["sentence"].transform("size") > 1]
    used = set(several["label"])
    kept = tuple(label for label in labels if label in used)
    number = several["label"].map({label: place for place, label in enumerate(kept)})
    given = several.assign(number=number, moment=_moments(several))
    wide = given.pivot(index="sentence", columns="annotator", values="number")
    when = given.pivot(index="sentence", columns="annotator", values="moment")
    return AnswerMatrix(
        kept,
        tuple(map(str, wide.columns)),
        wide.fillna(NO_ANSWER).to_numpy(dtype=np.int64),
        when.to_numpy(dtype=np.float64),
        article_clusters(several, wide.index, seed),
    )


def article_clusters(answers: pd.DataFrame, sentences: pd.Index, seed: int) -> Clusters:
    """Say which article each sentence is of; where no row names one, each sentence is its own."""
    article = (
        one_value_per_sentence(answers, "article").reindex(sentences)
        if "article" in answers
        else pd.Series(index=sentences)
    )
    if not article.notna().any():
        return Clusters(np.arange(len(sentences)), "sentences", seed)
    own = ["article " + a if isinstance(a, str) else f"sentence {s}" for s, a in article.items()]
    return Clusters(np.asarray(pd.factorize(np.array(own, dtype=object), sort=True)[0]), "articles", seed)


def _moments(several: pd.DataFrame) -> pd.Series:
    """Seconds since some moment; only their order is used."""
    at = several.get("answered_at", pd.Series(index=several.index, dtype="str"))
    found = pd.to_datetime(at.astype("object"), utc=True, format="ISO8601", errors="coerce")
    return (found - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
