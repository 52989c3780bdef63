"""The gold of a study: its answers aggregated, settled by an adjudicator where there is one, and as training rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.tables.frames import read_frame, to_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, SENTENCES
from exports.answers.provenance import refuse_mixed_codebooks
from exports.answers.read import checked_answers
from exports.answers.valid import sentences_in_answers, valid_answers
from exports.gold.adjudication import Overruled, apply_adjudications, overruled, refuse_mismatched_codebooks
from exports.gold.aggregation import (
    DAWID_SKENE,
    MAJORITY,
    METHODS,
    MIN_ANSWERS_DAWID_SKENE,
    decide,
    decision_counts,
    drop_unasked,
    mean_answers,
)
from exports.gold.soft_labels import soft_columns
from exports.gold.training_rows import training_rows

# How many sentences of a question were decided in which way; a list of these is what `gold --json` writes.
DecisionRecord = TypedDict(
    "DecisionRecord",
    {
        "question": str,
        "unanimous": int,
        "majority": int,
        "ties": int,
        "adjudicated": NotRequired[int],
        "dawid-skene": NotRequired[int],
        "total": int,
    },
)


@dataclass(frozen=True)
class GoldOptions:
    """How gold is decided: by which method, and by whose adjudications (a table of answers) in the end."""

    method: str = MAJORITY
    adjudications: Path | None = None
    any_codebook: bool = False


@dataclass(frozen=True)
class StudyGold:
    """The gold of a study, and what it was made from.

    `table` is the gold table (columns sentence, question, label and more), `shares` has each label's share or
    probability by sentence, question and label, `unasked` counts by question the sentences left out because the gold
    doesn't meet the question's condition, `mean_answers` is the number of answers a sentence and question has on
    average, and `overruled` has what all annotators agreed on and the adjudicator decided otherwise.
    """

    table: pd.DataFrame
    shares: pd.Series
    unasked: dict[str, int]
    mean_answers: float
    overruled: list[Overruled]

    @property
    def recommended_method(self) -> str:
        """The method that is usually right more often with so many answers."""
        return DAWID_SKENE if self.mean_answers >= MIN_ANSWERS_DAWID_SKENE else MAJORITY


def study_gold(answers: pd.DataFrame, codebook: Codebook | None, options: GoldOptions) -> StudyGold:
    """Decide gold from an answers table (columns sentence, annotator, question, label and more).

    Raises DataError if no answer counts, or, unless `any_codebook`, if answers or adjudications were given under
    several codebook versions.
    """
    if not options.any_codebook:
        refuse_mixed_codebooks(answers)
    chosen = valid_answers(answers, codebook)
    shares = METHODS[options.method](chosen)
    decided = decide(shares, chosen, codebook=codebook, method=options.method)
    by_annotators = decided
    if options.adjudications:
        decided = _adjudicated(decided, answers, codebook, options.adjudications, any_codebook=options.any_codebook)
    table = decided if codebook is None else drop_unasked(decided, codebook)
    unasked = _unasked_counts(decided, table)
    return StudyGold(table, shares, unasked, mean_answers(chosen), overruled(by_annotators, table))


def labeled_rows(
    gold: StudyGold, answers: pd.DataFrame, codebook: Codebook | None, sentences: Path | None, *, soft: bool
) -> Iterator[dict[str, Any]]:
    """Give the rows of the table `labeled`: a sentence's text and a column for each question.

    The texts come from the table `sentences`, else from the answers. With `soft` there is also a column for the share
    of each label. Raises DataError if a text is missing, before the first row is given.
    """
    shares = soft_columns(gold.shares, gold.table, codebook) if soft else None
    texts = read_frame(sentences, SENTENCES) if sentences else sentences_in_answers(answers)
    return training_rows(gold.table, texts, codebook, shares)


def decision_records(gold: pd.DataFrame, codebook: Codebook | None) -> list[DecisionRecord]:
    """Count for each question of a gold table (columns question, decided_by) how its labels were decided."""
    records = decision_counts(gold, codebook).reset_index().to_dict("records")
    return [cast("DecisionRecord", record) for record in records]


def _adjudicated(
    gold: pd.DataFrame, answers: pd.DataFrame, codebook: Codebook | None, path: Path, *, any_codebook: bool
) -> pd.DataFrame:
    rows = list(read_rows(path, ANSWERS))
    if not any_codebook:
        # Another version of the codebook is the better reason to give than a label that this version doesn't have.
        refuse_mismatched_codebooks(answers, to_frame(rows, ANSWERS))
    adjudications = to_frame(checked_answers(rows, codebook), ANSWERS)
    return apply_adjudications(gold, answers, adjudications, codebook=codebook, any_codebook=any_codebook)


def _unasked_counts(decided: pd.DataFrame, table: pd.DataFrame) -> dict[str, int]:
    before, after = (gold["question"].value_counts() for gold in (decided, table))
    counts = before.sub(after, fill_value=0).astype(int)
    return {str(question): int(number) for question, number in counts.items() if number}
