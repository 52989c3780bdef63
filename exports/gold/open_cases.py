"""Which sentences gold leaves open, and what annotators answered there, without their names."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from annotation.assignment.adjudication import PriorAnswers
from annotation.codebook.codebook import Codebook
from annotation.tables.schema import SUPERSEDED
from exports.answers.valid import active_answers, span_questions, valid_answers
from exports.gold.adjudication import apply_adjudications
from exports.gold.aggregation import MAJORITY, TIE, drop_unasked, majority_vote

QuestionCounts = dict[str, Counter[Any]]  # by question: how often each label, or each label with its words, was given


def open_cases(
    answers: pd.DataFrame,
    codebook: Codebook,
    *,
    settled: pd.DataFrame | None = None,
    disagreed: bool = False,
    any_codebook: bool = False,
) -> dict[str, frozenset[str]]:
    """Name the sentences that gold leaves open, each with the questions that end in a tie.

    A question that gold doesn't ask of a sentence (`only_if`) isn't open.

    Args:
        answers: The answers table, one row per answer.
        codebook: The codebook of the answers.
        settled: The adjudications so far, with the columns of the answers table; what they settle isn't open.
        disagreed: Whether a question that only a majority settled is open too.
        any_codebook: Whether answers given under several codebook versions may be counted together.

    Raises:
        DataError: If the answers or the adjudications can't be counted (see `majority_vote`, `apply_adjudications`).
    """
    gold = majority_vote(answers, codebook=codebook, any_codebook=any_codebook)
    if settled is not None:
        gold = apply_adjudications(gold, answers, settled, codebook=codebook, any_codebook=any_codebook)
    asked_gold = drop_unasked(gold, codebook)
    open_rows = asked_gold[asked_gold["decided_by"].isin([TIE, MAJORITY] if disagreed else [TIE])]
    return {str(sentence): frozenset(questions) for sentence, questions in open_rows.groupby("sentence")["question"]}


def prior_answers(
    answers: pd.DataFrame, codebook: Codebook, open_questions: Mapping[str, frozenset[str]]
) -> dict[str, PriorAnswers]:
    """Gather what annotators answered on each open sentence: labels and spans counted, comments, and no names.

    Args:
        answers: The answers table, one row per answer, with the columns span_text and comment.
        codebook: The codebook of the answers.
        open_questions: The open questions of each open sentence (see `open_cases`).

    Raises:
        DataError: If no answer to the open sentences counts (see `valid_answers`).
    """
    of_open = answers[answers["sentence"].isin(list(open_questions))]
    active = active_answers(of_open)
    choices = valid_answers(of_open, codebook)
    spans = active[active["question"].isin(span_questions(active, codebook))]
    labels: dict[str, QuestionCounts] = {sentence: {} for sentence in open_questions}
    for sentence, question, label in choices[["sentence", "question", "label"]].itertuples(index=False):
        labels[sentence].setdefault(question, Counter())[label] += 1
    marks: dict[str, QuestionCounts] = {sentence: {} for sentence in open_questions}
    columns = ["sentence", "question", "label", "span_text"]
    for sentence, question, label, words in spans[columns].itertuples(index=False):
        marks[sentence].setdefault(question, Counter())[label, words] += 1
    comments = _comments(of_open)
    return {
        sentence: PriorAnswers(questions, labels[sentence], marks[sentence], tuple(comments.get(sentence, ())))
        for sentence, questions in open_questions.items()
    }


def answered_by_adjudicator(answers: pd.DataFrame, adjudicator: str, sentences: Collection[str]) -> int:
    """Count those of these sentences that the adjudicator answered as an annotator.

    `answers` has the columns of the answers table.
    """
    by_adjudicator = answers[(answers["annotator"] == adjudicator) & answers["sentence"].isin(list(sentences))]
    return int(active_answers(by_adjudicator)["sentence"].nunique())


def _comments(answers: pd.DataFrame) -> dict[str, list[str]]:
    """Give each sentence's comments, sorted, by those who answered or skipped.

    An annotator's comment is repeated on each of the annotator's rows, and counts once.
    """
    commented = answers[answers["comment"].replace("", pd.NA).notna() & answers["status"].ne(SUPERSEDED)]
    distinct = commented.drop_duplicates(["sentence", "annotator", "comment"])
    return {str(sentence): sorted(comments) for sentence, comments in distinct.groupby("sentence")["comment"]}
