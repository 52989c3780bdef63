"""What figures of agreement rest on: how much of the answers is compared, and what is special about it."""

from dataclasses import dataclass

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.tables.schema import BLIND, PRELABELED
from exports.answers.valid import valid_answers


@dataclass(frozen=True)
class Basis:
    """How many sentences were answered, how many of them by two or more, and of those the articles and the arms."""

    annotators: int
    answers: int
    sentences: int
    compared: int
    articles: int  # 0: the answers name none
    rounds: list[str]
    audit: int
    blind: int  # audit sentences among them
    prelabeled: int


def basis(answers: pd.DataFrame, codebook: Codebook | None = None) -> Basis:
    """Count what agreement on choice questions rests on.

    >>> rows = {"sentence": ["s1", "s1", "s2"], "annotator": ["ann", "bob", "ann"], "question": "mood", "label": "up"}
    >>> found = basis(pd.DataFrame(rows))
    >>> found.sentences, found.compared
    (2, 1)
    """
    chosen = valid_answers(answers, codebook)
    people = chosen.groupby("sentence")["annotator"].nunique()
    several = chosen[chosen["sentence"].isin(people.index[people > 1])]
    return Basis(
        annotators=chosen["annotator"].nunique(),
        answers=len(chosen),
        sentences=len(people),
        compared=int((people > 1).sum()),
        articles=several["article"].nunique() if "article" in several else 0,
        rounds=sorted(set(chosen["round"].dropna())) if "round" in chosen else [],
        audit=_sentences(several, "audit", True),
        blind=_sentences(several, "arm", BLIND),
        prelabeled=_sentences(several, "arm", PRELABELED),
    )


def _sentences(answers: pd.DataFrame, column: str, value: str | bool) -> int:
    """Count the sentences with a value."""
    if column not in answers:
        return 0
    mine = answers[answers[column].eq(value).fillna(False).astype(bool)]
    return int(mine["sentence"].nunique())
