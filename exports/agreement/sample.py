"""What figures of agreement rest on: how many of the answered sentences are compared, and in which arms."""

from dataclasses import dataclass

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.tables.schema import BLIND, PRELABELED
from exports.answers.valid import has_marks_only, seen_answers, valid_answers


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
    blind: int  # for all their annotators; audit sentences among them
    prelabeled: int  # for one of their annotators at least
    in_both: int = 0  # of the pre-labeled ones, those that were blind for others


def basis(answers: pd.DataFrame, codebook: Codebook | None = None) -> Basis:
    """Count what agreement on choice questions rests on; `answers` has the columns of the answers table.

    Where there are only questions that mark spans, it is counted on what agreement on them rests on.

    Raises:
        DataError: If no answer counts (see `valid_answers`).

    >>> rows = {"sentence": ["s1", "s1", "s2"], "annotator": ["ann", "bob", "ann"], "question": "mood", "label": "up"}
    >>> counted = basis(pd.DataFrame(rows))
    >>> counted.sentences, counted.compared
    (2, 1)
    """
    valid = seen_answers(answers) if has_marks_only(answers, codebook) else valid_answers(answers, codebook)
    annotators = valid.groupby("sentence")["annotator"].nunique()
    compared = valid[valid["sentence"].isin(annotators.index[annotators > 1])]
    blind, prelabeled = (_sentences_with(compared, "arm", arm) for arm in (BLIND, PRELABELED))
    return Basis(
        annotators=valid["annotator"].nunique(),
        answers=int(valid["label"].replace("", pd.NA).notna().sum()),
        sentences=len(annotators),
        compared=int((annotators > 1).sum()),
        articles=compared["article"].nunique() if "article" in compared else 0,
        rounds=sorted(set(valid["round"].dropna())) if "round" in valid else [],
        audit=len(_sentences_with(compared, "audit", True)),
        blind=len(blind - prelabeled),
        prelabeled=len(prelabeled),
        in_both=len(prelabeled & blind),
    )


def _sentences_with(answers: pd.DataFrame, column: str, value: str | bool) -> set[str]:
    """Name the sentences of which an answer has this value in a column; none where there is no such column."""
    if column not in answers:
        return set()
    return set(answers.loc[answers[column].eq(value).fillna(False).astype(bool), "sentence"])
