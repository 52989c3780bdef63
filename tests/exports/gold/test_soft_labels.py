"""Soft labels: a share for each label, in columns of training rows."""

from exports.answers.valid import sentences_in_answers
from exports.gold.aggregation import drop_unasked, majority_vote
from exports.gold.soft_labels import label_shares, soft_columns
from exports.gold.training_rows import training_rows
from tests.examples.gold import ANSWERS_GIVEN, BOOK


def test_shares_stand_in_codebook_order_and_only_where_there_is_gold() -> None:
    gold = drop_unasked(majority_vote(ANSWERS_GIVEN, codebook=BOOK), BOOK)
    columns = soft_columns(label_shares(ANSWERS_GIVEN), gold, BOOK)
    rounded = columns.round(2).astype(object).where(columns.notna(), None)
    assert [(s, *row) for s, row in zip(rounded.index, rounded.to_numpy().tolist(), strict=True)] == [
        ("s1", 0.5, 0.5, 0.0, None, None, None, None),  # its why isn't asked where mood is a tie
        ("s2", 0.67, 0.33, 0.0, 1.0, 0.0, None, None),
        ("s3", 0.0, 0.0, 1.0, None, None, None, None),
    ]
    moods = ("mood_share_up", "mood_share_down", "mood_share_flat")
    assert list(columns) == [*moods, "why_share_sun", "why_share_rain", "how_share_very", "how_share_little"]


def test_without_a_codebook_labels_are_sorted() -> None:
    gold = majority_vote(ANSWERS_GIVEN)
    assert list(soft_columns(label_shares(ANSWERS_GIVEN), gold)) == [
        *("mood_share_down", "mood_share_flat", "mood_share_up"),
        *("why_share_rain", "why_share_sun"),
    ]


def test_they_come_into_the_training_rows() -> None:
    gold = majority_vote(ANSWERS_GIVEN, codebook=BOOK)
    soft = soft_columns(label_shares(ANSWERS_GIVEN), gold, BOOK)
    first = next(training_rows(gold, sentences_in_answers(ANSWERS_GIVEN), BOOK, soft))
    assert (first["mood"], first["mood_share_up"], first["why_share_rain"]) == (None, 0.5, 1.0)
