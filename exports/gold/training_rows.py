"""Gold as training rows: one row per sentence, one column per question."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.io.console import plural
from annotation.tables.frames import to_frame, to_rows
from annotation.tables.schema import LABELED, SENTENCES, refuse_overwrite
from exports.answers.valid import question_order
from exports.gold.arms import arms_of_gold


def training_rows(
    gold: pd.DataFrame,
    sentences: pd.DataFrame,
    codebook: Codebook | None = None,
    soft_labels: pd.DataFrame | None = None,
) -> Iterator[dict[str, Any]]:
    """Give the rows of the labeled table: each sentence that has gold, with its text and labels.

    A tie and an unanswered question stay empty. Rows are sorted by article, then in the order of the text where the
    column position says it.

    Args:
        gold: The gold table: one row per sentence and question.
        sentences: The sentences table: one row per sentence, with the columns sentence and text.
        codebook: Gives the questions their order; without it they are sorted.
        soft_labels: Columns to add, one row per sentence, indexed by sentence (see `soft_columns`).

    Raises:
        DataError: If a sentence with gold is missing from `sentences` or is there twice, or if `sentences` already has
            a column that the labels would overwrite.
    """
    questions = question_order(gold, codebook)
    sentence_columns = [str(column) for column in sentences if column not in LABELED.columns]
    soft_table = pd.DataFrame() if soft_labels is None else soft_labels
    new_columns = [*questions, *soft_table, "codebook"]
    refuse_overwrite(sentence_columns, new_columns, "the table of sentences", "give one without those columns")
    labels = gold.pivot(index="sentence", columns="question", values="label").reindex(columns=questions)
    texts = sentences.drop(columns=["arm", "audit"], errors="ignore").set_index("sentence")
    _refuse_missing(labels.index, texts.index)
    rows = texts.loc[labels.index].join([labels, soft_table, _sentence_values(gold)]).reset_index()
    columns = [column for column in rows if column not in SENTENCES.optional or column in LABELED.columns]
    return to_rows(to_frame(to_rows(_in_text_order(rows)[columns]), LABELED))


def _sentence_values(gold: pd.DataFrame) -> pd.DataFrame:
    """Give each sentence's arm, audit flag and codebook, one row per sentence.

    Where its questions differ, the flag and the codebook are empty, and the arm is as `arms_of_gold` says.
    """
    by_sentence = gold.groupby("sentence")
    columns = {column: by_sentence[column] for column in ("audit", "codebook") if column in gold}
    shared = {name: values.first().where(values.nunique(dropna=False) == 1) for name, values in columns.items()}
    arms = {"arm": arms_of_gold(gold, ["sentence"])} if "arm" in gold else {}
    return pd.DataFrame({**arms, **shared})


def _refuse_missing(with_gold: pd.Index, in_table: pd.Index) -> None:
    """Refuse a table of sentences that lacks a sentence with gold, or has it twice."""
    missing = with_gold.difference(in_table)
    if len(missing):
        raise DataError(
            f"{len(missing)} of {len(with_gold)} sentences with gold are missing from the table of sentences (first: "
            f"{missing[0]}); give the table they were pushed from, or leave --sentences out: answers carry texts too"
        )
    repeated = in_table[in_table.isin(with_gold) & in_table.duplicated()]
    if len(repeated):
        raise DataError(
            f"the table of sentences has sentence {repeated[0]} twice ({plural(len(repeated), 'such row')}); "
            "keep one row of each sentence"
        )


def _in_text_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values([column for column in ("article", "position", "sentence") if column in rows])
