"""Gold as rows to train on: texts, labels, and what travels along."""

import pandas as pd
import pytest

from annotation.errors import DataError
from annotation.tables.schema import LABELED
from exports.answers.valid import sentences_in_answers
from exports.gold.aggregation import drop_unasked, majority_vote
from exports.gold.training_rows import training_rows
from tests.examples.gold import ANSWERS_GIVEN, BOOK, SENTENCES_GIVEN, rows


def full(rows: object) -> list[dict[str, object]]:
    return [{k: v for k, v in row.items() if v is not None} for row in rows]  # type: ignore[attr-defined]


def test_labeled_rows_have_texts_labels_and_travelers_in_the_order_of_the_text() -> None:
    answers = ANSWERS_GIVEN.assign(codebook=BOOK.stamp, arm="blind")
    gold = drop_unasked(majority_vote(answers, codebook=BOOK), BOOK)
    same = {"article": "a/1", "target_start": 3, "topic": "sea", "arm": "blind", "codebook": "moods 1 0123456789ab"}
    assert full(training_rows(gold, SENTENCES_GIVEN, BOOK)) == [
        {"text": "Text of s3.", "sentence": "s3", "position": 1, "mood": "flat", **same},
        {"text": "Text of s1.", "sentence": "s1", "position": 2, **same},
        {"text": "Text of s2.", "sentence": "s2", "position": 10, "mood": "up", "why": "sun", **same},
    ]


def test_a_sentence_is_partly_blind_where_one_question_was_answered_blind_and_another_was_not() -> None:
    """Also where each question by itself has one arm: the sentence as a whole is not free of the model."""
    gold = majority_vote(
        ANSWERS_GIVEN.assign(arm=ANSWERS_GIVEN["question"].map({"mood": "blind", "why": "prelabeled"}))
    )
    arms = {row["sentence"]: row["arm"] for row in training_rows(gold, SENTENCES_GIVEN, BOOK)}
    assert arms["s2"] == "partly"


def test_labeled_rows_have_a_column_for_every_choice_question() -> None:
    columns = list(next(training_rows(majority_vote(ANSWERS_GIVEN), SENTENCES_GIVEN, BOOK)))
    assert [c for c in columns if c not in LABELED.columns] == ["topic", "mood", "why", "how", "codebook"]


def test_texts_can_come_from_the_answers() -> None:
    assert full(training_rows(majority_vote(ANSWERS_GIVEN), sentences_in_answers(ANSWERS_GIVEN)))[0] == {
        "text": "It rose.",
        "sentence": "s1",
        "article": "a/1",
        "target": "Ines Calloway",
        "why": "rain",
    }


def test_answers_without_texts_ask_for_the_sentences() -> None:
    with pytest.raises(DataError, match=r"don't carry the sentences' texts; .* --sentences FILE"):
        sentences_in_answers(rows("s1 ann mood up"))


def test_gold_of_a_sentence_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DataError, match=r"1 of 3 sentences with gold are missing .* \(first: s2\)"):
        next(training_rows(majority_vote(ANSWERS_GIVEN), SENTENCES_GIVEN[:3]))


def test_a_sentence_that_is_there_twice_is_an_error() -> None:
    with pytest.raises(DataError, match=r"has sentence s1 twice \(1 such row\); keep one row"):
        next(training_rows(majority_vote(ANSWERS_GIVEN), pd.concat([SENTENCES_GIVEN, SENTENCES_GIVEN[2:3]])))


def test_a_scores_table_is_not_taken_for_sentences() -> None:
    with pytest.raises(DataError, match="already has a column 'mood'"):
        next(training_rows(majority_vote(ANSWERS_GIVEN), SENTENCES_GIVEN.assign(mood="up")))
