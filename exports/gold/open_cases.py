"""What the answers leave open, by the same rules as gold, and what was said there, without names."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from annotation.assignment.adjudication import PriorAnswers
from annotation.codebook.codebook import Codebook
from exports.answers.valid import active_answers, span_questions, valid_answers
from exports.gold.adjudication import apply_adjudications
from exports.gold.aggregation import drop_unasked, majority_vote

QuestionCounts = dict[str, Counter[Any]]


def open_cases(
    answers: pd.DataFrame,
    codebook: Codebook,
    *,
    settled: pd.DataFrame | None = None,
    disagreed: bool = False,
    any_codebook: bool = False,
) -> dict[str, frozenset[str]]:
    """Name the sentences that gold leaves open, with the questions that end in a tie, after what was settled before.

    A question that gold doesn't ask there (`only_if`) isn't open. With `disagreed`, one that only a majority settled
    is open too.
    """
    gold = majority_vote(answers, codebook=codebook, any_codebook=any_codebook)
    if settled is not None:
        gold = apply_adjudications(gold, answers, settled, codebook=codebook, any_codebook=any_codebook)
    kept = drop_unasked(gold, codebook)
    left = kept[kept["decided_by"].isin(["tie", "majority"] if disagreed else ["tie"])]
    return {str(sentence): frozenset(found) for sentence, found in left.groupby("sentence")["question"]}


def prior_answers(
    answers: pd.DataFrame, codebook: Codebook, left: Mapping[str, frozenset[str]]
) -> dict[str, PriorAnswers]:
    """Gather what was said of each sentence: labels and marks counted, comments, and nobody's name."""
    mine = answers[answers["sentence"].isin(list(left))]
    given = active_answers(mine)
    chosen, spans = valid_answers(mine, codebook), given[given["question"].isin(span_questions(given, codebook))]
    labels: dict[str, QuestionCounts] = {sentence: {} for sentence in left}
    for sentence, question, label in chosen[["sentence", "question", "label"]].itertuples(index=False):
        labels[sentence].setdefault(question, Counter())[label] += 1
    marks: dict[str, QuestionCounts] = {sentence: {} for sentence in left}
    for sentence, question, label, words in spans[["sentence", "question", "label", "span_text"]].itertuples(
        index=False
    ):
        marks[sentence].setdefault(question, Counter())[label, words] += 1
    comments = _comments(mine)
    return {
        sentence: PriorAnswers(questions, labels[sentence], marks[sentence], tuple(comments.get(sentence, ())))
        for sentence, questions in left.items()
    }


def answered_by_adjudicator(answers: pd.DataFrame, adjudicator: str, left: Collection[str]) -> int:
    """Count the open sentences that the adjudicator answered as an annotator."""
    mine = answers[(answers["annotator"] == adjudicator) & answers["sentence"].isin(list(left))]
    return int(active_answers(mine)["sentence"].nunique())


def _comments(mine: pd.DataFrame) -> dict[str, list[str]]:
    """The comments of those who answered or skipped, sorted; one stands on each of a person's rows."""
    written = mine[mine["comment"].replace("", pd.NA).notna() & mine["status"].ne("superseded")]
    once = written.drop_duplicates(["sentence", "annotator", "comment"])
    return {str(sentence): sorted(found) for sentence, found in once.groupby("sentence")["comment"]}
