"""Which answers count: the latest ones to choice questions, one per annotator, sentence and question."""

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.schema import STATUSES, Row

_CARRIED = ("article", "text", "outlet", "published", "target")


NO_CODEBOOK: Final = "(no codebook named)"


def valid_answers(answers: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Give the answers to choice questions that count; skipped and superseded ones and spans don't.

    An answer without a status counts; one without a label is a gap.
    """
    given = active_answers(answers)
    chosen = given[~given["question"].isin(span_questions(given, codebook))]
    if chosen.empty:
        raise DataError(f"none of {len(answers)} rows is an answer that counts: a label given to a choice question")
    twice = chosen[chosen.duplicated(["annotator", "question", "sentence"], keep=False)]
    if len(twice):
        first = twice.sort_values(["sentence", "question", "annotator"]).iloc[0]
        raise DataError(
            f"{first['annotator']} answered {first['question']!r} twice on sentence {first['sentence']} "
            f"({len(twice)} such rows); mark the one that no longer counts as superseded in the column 'status'"
        )
    return chosen


def active_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """Give every answer and span that is neither skipped nor superseded."""
    status = answers.get("status", pd.Series(index=answers.index, dtype="str")).replace("", pd.NA).fillna("answered")
    unknown = sorted(set(status) - set(STATUSES))
    if unknown:
        raise DataError(f"an answer's status is {unknown[0]!r}; the statuses are {', '.join(STATUSES)}")
    given = answers[status.eq("answered") & answers["label"].replace("", pd.NA).notna()]
    lost = given[given["question"].replace("", pd.NA).isna()]
    if len(lost):
        label, sentence = lost.iloc[0][["label", "sentence"]]
        raise DataError(f"sentence {sentence} has the answer {label!r} to no question ({len(lost)} such rows)")
    return given


def span_questions(given: pd.DataFrame, codebook: Codebook | None = None) -> set[str]:
    """Name the questions that mark stretches of text: by the codebook, or because an answer has a start."""
    marked = given.loc[given["start"].notna(), "question"] if "start" in given else ()
    known = () if codebook is None else (q.name for q in codebook.questions if q.kind == "spans")
    return {*marked, *known}


def span_counts(answers: pd.DataFrame, codebook: Codebook | None = None) -> dict[str, int]:
    """Count the spans of each question that marks them."""
    given = active_answers(answers)
    questions = given["question"].to_list()
    return {name: questions.count(name) for name in sorted(span_questions(given, codebook))}


def codebook_counts(answers: pd.DataFrame) -> dict[str, int]:
    """Count the answers that stand under each codebook version they carry.

    >>> stamps = ["mood 1 aa", "mood 2 bb", "mood 1 aa"]
    >>> answers = pd.DataFrame({"question": ["mood"] * 3, "label": ["up"] * 3, "codebook": stamps})
    >>> codebook_counts(answers)
    {'mood 1 aa': 2, 'mood 2 bb': 1}
    """
    given = active_answers(answers)
    stamps = given.get("codebook", pd.Series(index=given.index, dtype="str")).replace("", pd.NA).fillna(NO_CODEBOOK)
    return {str(stamp): int(count) for stamp, count in stamps.value_counts().sort_index().items()}


def question_order(answers: pd.DataFrame, codebook: Codebook | None = None) -> list[str]:
    """Give the choice questions in codebook order, or sorted where there is no codebook."""
    if codebook is None:
        return sorted(set(answers["question"]))
    return [question.name for question in codebook.questions if question.kind == "choice"]


def check_answers(codebook: Codebook, rows: Iterable[Row]) -> Iterator[Row]:
    """Pass answers on, stopping at the first that stands and that the codebook doesn't know."""
    labels = {question.name: question.label_names for question in codebook.questions}
    for row in rows:
        question, label = row.get("question"), row.get("label")
        if label and question and row.get("status") in (None, "", "answered"):
            if question not in labels:
                raise DataError(
                    f"{row.where}: the codebook asks no question {question!r} (it asks: {', '.join(labels)})"
                )
            if label not in labels[question]:
                raise DataError(
                    f"{row.where}: {label!r} is no label of {question!r} in the codebook "
                    f"(its labels: {', '.join(labels[question])})"
                )
        yield row


def one_value_per_sentence(chosen: pd.DataFrame, column: str) -> pd.Series:
    """Give the one value all rows of a sentence have in a column, missing cells aside; two values are an error."""
    found = chosen.loc[chosen[column].replace("", pd.NA).notna(), ["sentence", column]].drop_duplicates()
    several = found[found.duplicated("sentence", keep=False)].sort_values(["sentence", column])
    if len(several):
        sentence = several["sentence"].iloc[0]
        values = several.loc[several["sentence"] == sentence, column].map(repr)
        raise DataError(f"the answers give sentence {sentence} more than one {column}: {', '.join(values)}")
    return found.set_index("sentence")[column]


def sentences_in_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """Give the sentences that the answers carry with them, for a study whose sentences table isn't at hand."""
    given = active_answers(answers)
    index = pd.Index(sorted(set(given["sentence"])), name="sentence")
    carried = pd.DataFrame(
        {column: one_value_per_sentence(given, column) for column in _CARRIED if column in given}, index=index
    )
    if "text" not in carried or carried["text"].isna().any():
        raise DataError("the answers don't carry the sentences' texts; give the table they came from: --sentences FILE")
    return carried.reset_index()
