"""Gold as training rows: one sentence a row, one column per question."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.frames import to_frame, to_rows
from annotation.tables.schema import LABELED, SENTENCES, refuse_overwrite
from exports.answers.valid import question_order


def training_rows(
    gold: pd.DataFrame,
    sentences: pd.DataFrame,
    codebook: Codebook | None = None,
    soft: pd.DataFrame | None = None,
) -> Iterator[dict[str, Any]]:
    """Give each sentence that has gold its text and labels; a tie or an unanswered question stays empty.

    `soft` are more columns, by sentence. Rows come by article, then in the order of the text where `position` is known.
    """
    questions = question_order(gold, codebook)
    own = [str(column) for column in sentences if column not in LABELED.columns]
    more = pd.DataFrame() if soft is None else soft
    refuse_overwrite(own, [*questions, *more, "codebook"], "the table of sentences", "give one without those columns")
    labels = gold.pivot(index="sentence", columns="question", values="label").reindex(columns=questions)
    texts = sentences.drop(columns=["arm", "audit"], errors="ignore").set_index("sentence")
    _refuse_missing(labels.index, texts.index)
    rows = texts.loc[labels.index].join([labels, more, _of_sentence(gold)]).reset_index()
    keep = [c for c in rows if c not in SENTENCES.optional or c in LABELED.columns]
    return to_rows(to_frame(to_rows(_in_text_order(rows)[keep]), LABELED))


def _of_sentence(gold: pd.DataFrame) -> pd.DataFrame:
    """The arm, audit flag and codebook of each sentence; empty where its questions differ."""
    grouped = gold.groupby("sentence")
    found = {column: grouped[column] for column in ("arm", "audit", "codebook") if column in gold}
    return pd.DataFrame({c: g.first().where(g.nunique(dropna=False) == 1) for c, g in found.items()})


def _refuse_missing(wanted: pd.Index, known: pd.Index) -> None:
    missing = wanted.difference(known)
    if len(missing):
        raise DataError(
            f"{len(missing)} of {len(wanted)} sentences with gold are missing from the table of sentences (first: "
            f"{missing[0]}); give the table they were pushed from, or leave --sentences out: answers carry texts too"
        )
    twice = known[known.isin(wanted) & known.duplicated()]
    if len(twice):
        raise DataError(f"the table of sentences has sentence {twice[0]} twice ({len(twice)} such rows)")


def _in_text_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values([c for c in ("article", "position", "sentence") if c in rows])
