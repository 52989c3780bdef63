"""An adjudicator's answers settle gold: whole outcomes, and what is refused."""

import pandas as pd
import pytest

from annotation.errors import DataError
from exports.gold.adjudication import Overruled, apply_adjudications, overruled
from exports.gold.aggregation import drop_unasked, majority_vote
from tests.examples.gold import ANSWERS_GIVEN, BOOK, outcome, rows


def settle(*adjudications: str) -> list[list[object]]:
    gold = majority_vote(ANSWERS_GIVEN, codebook=BOOK)
    return outcome(apply_adjudications(gold, ANSWERS_GIVEN, rows(*adjudications), codebook=BOOK))


def test_adjudicated_labels_take_the_place_of_ties_and_majorities() -> None:
    """Shares and counts stay those of the annotators, for the label that now stands."""
    assert settle("s1 dana mood down", "s2 dana mood flat") == [
        ["s1", "mood", "down", 0.5, 2, "adjudicated", None],
        ["s1", "why", "rain", 1.0, 2, "unanimous", None],
        ["s2", "mood", "flat", 0.0, 3, "adjudicated", None],
        ["s2", "why", "sun", 1.0, 1, "unanimous", None],
        ["s3", "mood", "flat", 1.0, 2, "unanimous", None],
        ["s3", "why", "sun", 1.0, 1, "unanimous", None],
    ]


def test_a_question_that_only_the_adjudicator_answered_is_settled_too() -> None:
    gold = majority_vote(ANSWERS_GIVEN, codebook=BOOK)
    after = apply_adjudications(gold, ANSWERS_GIVEN, rows("s1 dana mood up", "s1 dana how very"), codebook=BOOK)
    assert outcome(drop_unasked(after, BOOK))[:3] == [
        ["s1", "mood", "up", 0.5, 2, "adjudicated", None],
        ["s1", "why", "rain", 1.0, 2, "unanimous", None],
        ["s1", "how", "very", None, 0, "adjudicated", None],
    ]
    new = after[after["question"] == "how"].iloc[0]
    assert (new["article"], new["target"]) == ("a/1", "Ines Calloway")


@pytest.mark.parametrize("seed", range(3))
def test_row_order_changes_nothing(seed: int) -> None:
    adjudications = ("s1 dana mood down", "s2 dana mood flat", "s1 dana how very")
    shuffled = rows(*pd.Series(adjudications).sample(frac=1, random_state=seed))
    gold = majority_vote(ANSWERS_GIVEN, codebook=BOOK)
    from_shuffled, from_ordered = (
        apply_adjudications(gold, ANSWERS_GIVEN, table, codebook=BOOK) for table in (shuffled, rows(*adjudications))
    )
    pd.testing.assert_frame_equal(from_shuffled, from_ordered)


def test_a_sentence_that_nobody_answered_is_named() -> None:
    with pytest.raises(DataError, match=r"^nobody answered sentence s7, which is adjudicated \(2 such\); give the"):
        settle("s7 dana mood up", "s8 dana mood up", "s1 dana mood up")


def test_a_sentence_that_all_skipped_is_one_that_nobody_answered() -> None:
    answers = pd.concat([ANSWERS_GIVEN, rows("s9 ann mood up").assign(question=None, label=None, status="skipped")])
    with pytest.raises(DataError, match=r"^nobody answered sentence s9"):
        apply_adjudications(majority_vote(ANSWERS_GIVEN), answers, rows("s9 dana mood up"))


def test_two_adjudicators_who_differ_are_named() -> None:
    with pytest.raises(DataError, match=r"give sentence s1 more than one answer to 'mood' \(down or up\)"):
        settle("s1 dana mood up", "s1 eve mood down")
    assert settle("s1 dana mood up", "s1 eve mood up")[0] == ["s1", "mood", "up", 0.5, 2, "adjudicated", None]


def test_another_codebook_version_is_refused_unless_told() -> None:
    answers, adjudications = (
        rows("s1 ann mood up", codebook="moods 1 aa"),
        rows("s1 dana mood down", codebook="moods 2 bb"),
    )
    message = r"^1 of the adjudications were given under the codebook moods 2 bb, and the answers under moods 1 aa; "
    with pytest.raises(DataError, match=message):
        apply_adjudications(majority_vote(answers), answers, adjudications)
    assert outcome(apply_adjudications(majority_vote(answers), answers, adjudications, any_codebook=True)) == [
        ["s1", "mood", "down", 0.0, 1, "adjudicated", None]
    ]


def test_what_all_said_and_the_adjudicator_repeats_was_settled_by_all() -> None:
    """To answer why, mood must be answered too; on s3 all said flat. A majority that is repeated is adjudicated."""
    assert settle("s3 dana mood flat", "s3 dana why rain", "s2 dana mood up")[2:] == [
        ["s2", "mood", "up", pytest.approx(2 / 3), 3, "adjudicated", None],
        ["s2", "why", "sun", 1.0, 1, "unanimous", None],
        ["s3", "mood", "flat", 1.0, 2, "unanimous", None],
        ["s3", "why", "rain", 0.0, 1, "adjudicated", None],
    ]


def test_where_the_adjudicator_decides_against_all_it_counts_and_is_named() -> None:
    """A question that was not open is decided too: s1 why (both said rain), s3 why (one said sun). Ties are no case."""
    gold = majority_vote(ANSWERS_GIVEN, codebook=BOOK)
    words = ("s1 dana mood up", "s1 dana why sun", "s3 dana mood flat", "s3 dana why rain", "s2 dana mood down")
    after = apply_adjudications(gold, ANSWERS_GIVEN, rows(*words), codebook=BOOK)
    assert overruled(gold, after) == [
        Overruled("s1", "why", agreed="rain", label="sun", answers=2),
        Overruled("s3", "why", agreed="sun", label="rain", answers=1),
    ]
    assert outcome(after)[1] == ["s1", "why", "sun", 0.0, 2, "adjudicated", None]
    assert overruled(gold, gold) == []
