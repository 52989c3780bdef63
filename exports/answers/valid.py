"""Which answers are valid: the latest ones to choice questions, one per annotator, sentence and question."""

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.io.console import plural
from annotation.tables.schema import ANSWERED, STATUSES, Row

NO_CODEBOOK: Final = "(no codebook named)"
_SENTENCE_COLUMNS: Final = ("article", "text", "outlet", "published", "target")  # carried by each answer


def valid_answers(answers: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Select the answers to choice questions that count: no skipped or superseded answers, and no spans.

    An answer without a status counts; one without a label is a gap, and doesn't.

    Args:
        answers: The answers table: one row per answer, with the columns sentence, annotator, question and label.
        codebook: Says which questions mark spans; without it, those are the questions with an answer that has a start.

    Returns:
        The rows of `answers` that count, with the same columns.

    Raises:
        DataError: If no answer counts, if an annotator answered a question twice on one sentence, if a status is
            unknown, or if an answer names no question.

    >>> rows = {"sentence": ["s1", "s2"], "annotator": "ann", "question": "mood", "label": ["up", "down"]}
    >>> valid_answers(pd.DataFrame(rows).assign(status=["answered", "superseded"]))["label"].to_list()
    ['up']
    """
    active = active_answers(answers)
    choices = active[~active["question"].isin(span_questions(active, codebook))]
    if choices.empty:
        raise DataError(
            f"none of {plural(len(answers), 'row')} is an answer that counts: a label given to a choice question"
        )
    repeated = choices[choices.duplicated(["annotator", "question", "sentence"], keep=False)]
    if len(repeated):
        first = repeated.sort_values(["sentence", "question", "annotator"]).iloc[0]
        raise DataError(
            f"{first['annotator']} answered {first['question']!r} twice on sentence {first['sentence']} "
            f"({plural(len(repeated), 'such row')}); mark the one that no longer counts as superseded in the column "
            "'status'"
        )
    return choices


def active_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """Select every answer and span that is neither skipped nor superseded; the columns stay as they are.

    Sentences in which there was nothing to mark have no answer (see `seen_answers`).

    Raises:
        DataError: If a status is unknown, or if an answer names no question.
    """
    active = answers[_statuses(answers).eq(ANSWERED) & answers["label"].replace("", pd.NA).notna()]
    without_question = active[active["question"].replace("", pd.NA).isna()]
    if len(without_question):
        label, sentence = without_question.iloc[0][["label", "sentence"]]
        rows = plural(len(without_question), "such row")
        raise DataError(
            f"the answer {label!r} on sentence {sentence} names no question ({rows}); "
            "fill the column 'question', or leave the row out"
        )
    return active


def seen_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """Select every answer and span that counts, and the rows of sentences submitted with nothing to mark.

    Such a row says that it was answered, and has neither question nor label; a question without a label is a gap.

    Raises:
        DataError: If a status is unknown, or if an answer names no question.

    >>> rows = [("s1", "words", "strong", "answered"), ("s2", "", "", "answered"), ("s3", "", "", "skipped")]
    >>> answers = pd.DataFrame(rows, columns=["sentence", "question", "label", "status"])
    >>> seen_answers(answers)["sentence"].to_list()
    ['s1', 's2']
    """
    active = active_answers(answers)
    if "status" not in answers:
        return active
    without_answer = answers[["question", "label"]].replace("", pd.NA).isna().all(axis=1)
    return answers[answers.index.isin(active.index) | (answers["status"].eq(ANSWERED) & without_answer)]


def has_marks_only(answers: pd.DataFrame, codebook: Codebook | None = None) -> bool:
    """Whether nothing was asked but to mark spans: by the codebook, else because every answer is a span.

    `answers` has the columns of the answers table.
    """
    if codebook is not None and any(question.kind == "choice" for question in codebook.questions):
        return False
    active = active_answers(answers)
    has_answers = len(active) > 0 or (codebook is not None and len(seen_answers(answers)) > 0)
    return has_answers and set(active["question"]) <= span_questions(active, codebook)


def span_questions(answers: pd.DataFrame, codebook: Codebook | None = None) -> set[str]:
    """Name the questions that mark spans of text: by the codebook, or because an answer has a value in column start."""
    with_start = answers.loc[answers["start"].notna(), "question"] if "start" in answers else ()
    in_codebook = () if codebook is None else (q.name for q in codebook.questions if q.kind == "spans")
    return {*with_start, *in_codebook}


def span_counts(answers: pd.DataFrame, codebook: Codebook | None = None) -> dict[str, int]:
    """Count the spans of each question that marks them; `answers` has the columns of the answers table."""
    active = active_answers(answers)
    questions = active["question"].to_list()
    return {name: questions.count(name) for name in sorted(span_questions(active, codebook))}


def codebook_counts(answers: pd.DataFrame) -> dict[str, int]:
    """Count the answers given under each codebook version, which the column codebook names.

    >>> stamps = ["mood 1 aa", "mood 2 bb", "mood 1 aa"]
    >>> answers = pd.DataFrame({"question": ["mood"] * 3, "label": ["up"] * 3, "codebook": stamps})
    >>> codebook_counts(answers)
    {'mood 1 aa': 2, 'mood 2 bb': 1}
    """
    active = active_answers(answers)
    stamps = active.get("codebook", pd.Series(index=active.index, dtype="str")).replace("", pd.NA).fillna(NO_CODEBOOK)
    return {str(stamp): int(count) for stamp, count in stamps.value_counts().sort_index().items()}


def question_order(answers: pd.DataFrame, codebook: Codebook | None = None) -> list[str]:
    """Name the choice questions in codebook order; without a codebook, those of the column question, sorted."""
    if codebook is None:
        return sorted(set(answers["question"]))
    return [question.name for question in codebook.questions if question.kind == "choice"]


def check_answers(codebook: Codebook, rows: Iterable[Row]) -> Iterator[Row]:
    """Pass the rows of an answers table on, and stop at the first answer that the codebook doesn't have.

    Skipped and superseded answers, and rows without a label, pass unchecked.

    Raises:
        DataError: If an answer's question or label is not in the codebook.
    """
    labels = {question.name: question.label_names for question in codebook.questions}
    for row in rows:
        question, label = row.get("question"), row.get("label")
        if label and question and row.get("status") in (None, "", ANSWERED):
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


def _statuses(answers: pd.DataFrame) -> "pd.Series[str]":
    """Give the status of each row, answered where it has none; refuses an unknown one."""
    status = answers.get("status", pd.Series(index=answers.index, dtype="str")).replace("", pd.NA).fillna(ANSWERED)
    unknown = sorted(set(status) - set(STATUSES))
    if unknown:
        raise DataError(f"an answer's status is {unknown[0]!r}; the statuses are {', '.join(STATUSES)}")
    return status


def one_value_per_sentence(answers: pd.DataFrame, column: str) -> pd.Series:
    """Give the one value that all answers to a sentence have in a column; missing cells don't count.

    >>> answers = pd.DataFrame({"sentence": ["s1", "s1", "s2"], "article": ["a", None, "b"]})
    >>> one_value_per_sentence(answers, "article").to_dict()
    {'s1': 'a', 's2': 'b'}

    Raises:
        DataError: If the answers to one sentence have two values.
    """
    values = answers.loc[answers[column].replace("", pd.NA).notna(), ["sentence", column]].drop_duplicates()
    conflicts = values[values.duplicated("sentence", keep=False)].sort_values(["sentence", column])
    if len(conflicts):
        sentence = conflicts["sentence"].iloc[0]
        of_sentence = conflicts.loc[conflicts["sentence"] == sentence, column].map(repr)
        raise DataError(f"the answers give sentence {sentence} more than one {column}: {', '.join(of_sentence)}")
    return values.set_index("sentence")[column]


def sentences_in_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """Give the sentences that the answers carry with them, for studies without their table of sentences.

    Returns:
        One row per sentence that has an answer, sorted, with the column sentence, and with article, text, outlet,
        published and target as far as the answers have them.

    Raises:
        DataError: If an answer carries no text, or if the answers give one sentence two values of a column.
    """
    active = active_answers(answers)
    index = pd.Index(sorted(set(active["sentence"])), name="sentence")
    columns = [column for column in _SENTENCE_COLUMNS if column in active]
    sentences = pd.DataFrame({column: one_value_per_sentence(active, column) for column in columns}, index=index)
    if "text" not in sentences or sentences["text"].isna().any():
        raise DataError("the answers don't carry the sentences' texts; give the table they came from: --sentences FILE")
    return sentences.reset_index()
