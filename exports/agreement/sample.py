"""What figures of agreement rest on: how many of the answered sentences are compared, and in which arms."""

from dataclasses import dataclass

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.tables.schema import BLIND, PRELABELED
from exports.answers.valid import valid_answers


@dataclass(frozen=True)
class Basis:
    """What figures of agreement rest on.

    `sentences` were answered, `compared` of them by two annotators or more; articles, rounds, audit sentences and arms
    are counted among the compared sentences.
    """

    annotators: int
    answers: int
    sentences: int
    compared: int
    articles: int  # 0 where the answers name none
    rounds: list[str]
    audit: int
    blind: int  # audit sentences among them
    prelabeled: int


def basis(answers: pd.DataFrame, codebook: Codebook | None = None) -> Basis:
    """Count what agreement on choice questions rests on; `answers` has the columns of the answers table.

    Raises:
        DataError: If no answer counts (see `valid_answers`).

    >>> rows = {"sentence": ["s1", "s1", "s2"], "annotator": ["ann", "bob", "ann"], "question": "mood", "label": "up"}
    >>> counted = basis(pd.DataFrame(rows))
    >>> counted.sentences, counted.compared
    (2, 1)
    """
    valid = valid_answers(answers, codebook)
    annotators = valid.groupby("sentence")["annotator"].nunique()
    compared = valid[valid["sentence"].isin(annotators.index[annotators > 1])]
    return Basis(
        annotators=valid["annotator"].nunique(),
        answers=len(valid),
        sentences=len(annotators),
        compared=int((annotators > 1).sum()),
        articles=compared["article"].nunique() if "article" in compared else 0,
        rounds=sorted(set(valid["round"].dropna())) if "round" in valid else [],
        audit=_count_sentences(compared, "audit", True),
        blind=_count_sentences(compared, "arm", BLIND),
        prelabeled=_count_sentences(compared, "arm", PRELABELED),
    )


def _count_sentences(answers: pd.DataFrame, column: str, value: str | bool) -> int:
    """Count the sentences that have this value in a column; 0 where there is no such column."""
    if column not in answers:
        return 0
    with_value = answers[answers[column].eq(value).fillna(False).astype(bool)]
    return int(with_value["sentence"].nunique())
