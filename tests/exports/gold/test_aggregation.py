"""Gold from answers: whole outcomes, ties named, versions never mixed, nothing decided by row order."""

import pandas as pd
import pytest

from annotation.errors import DataError
from annotation.tables.schema import GOLD
from exports.gold.aggregation import decision_counts, drop_unasked, majority_vote
from tests.examples.gold import ANSWERS_GIVEN, BOOK, outcome, rows


def test_majority_unanimity_and_ties() -> None:
    assert outcome(majority_vote(ANSWERS_GIVEN, codebook=BOOK)) == [
        ["s1", "mood", None, 0.5, 2, "tie", "up|down"],
        ["s1", "why", "rain", 1.0, 2, "unanimous", None],
        ["s2", "mood", "up", 2 / 3, 3, "majority", None],
        ["s2", "why", "sun", 1.0, 1, "unanimous", None],
        ["s3", "mood", "flat", 1.0, 2, "unanimous", None],
        ["s3", "why", "sun", 1.0, 1, "unanimous", None],
    ]


def test_a_plurality_is_enough_and_any_tie_at_the_top_is_a_tie() -> None:
    answers = rows(
        *("s1 a mood up", "s1 b mood up", "s1 c mood down", "s1 d mood flat"),
        *("s2 a mood up", "s2 b mood up", "s2 c mood down", "s2 d mood down", "s2 e mood flat"),
    )
    assert outcome(majority_vote(answers)) == [
        ["s1", "mood", "up", 0.5, 4, "majority", None],
        ["s2", "mood", None, 0.4, 5, "tie", "down|up"],
    ]


def test_gold_is_in_the_contract() -> None:
    gold = majority_vote(ANSWERS_GIVEN)
    assert list(gold)[: len(GOLD.columns)] == list(GOLD.columns)
    assert gold[["article", "target"]].drop_duplicates().to_numpy().tolist() == [["a/1", "Ines Calloway"]]


@pytest.mark.parametrize("seed", range(5))
def test_row_order_changes_nothing(seed: int) -> None:
    shuffled = ANSWERS_GIVEN.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(majority_vote(shuffled, codebook=BOOK), majority_vote(ANSWERS_GIVEN, codebook=BOOK))


def test_the_given_table_is_left_as_it_was() -> None:
    before = ANSWERS_GIVEN.copy(deep=True)
    majority_vote(ANSWERS_GIVEN, codebook=BOOK)
    pd.testing.assert_frame_equal(ANSWERS_GIVEN, before)


def test_gold_of_a_question_that_should_not_have_been_asked_is_left_out() -> None:
    """s1's mood is a tie and s3's is flat, so neither has a why; without a rainy why there is no how."""
    answers = pd.concat([ANSWERS_GIVEN, rows("s1 ann how very", "s2 ann how very")])
    assert outcome(drop_unasked(majority_vote(answers, codebook=BOOK), BOOK)) == [
        ["s1", "mood", None, 0.5, 2, "tie", "up|down"],
        ["s2", "mood", "up", 2 / 3, 3, "majority", None],
        ["s2", "why", "sun", 1.0, 1, "unanimous", None],
        ["s3", "mood", "flat", 1.0, 2, "unanimous", None],
    ]


def test_gold_of_answers_with_and_without_a_label_in_view_is_partly_blind_and_a_shared_audit_flag_is_kept() -> None:
    answers = pd.concat(
        [
            rows("s1 ann mood up", "s1 bob mood up", arm="blind", audit=True),
            rows("s2 ann mood up", arm="blind", audit=False),
            rows("s2 bob mood up", arm="prelabeled", audit=False),
            rows("s3 ann mood up", arm="blind", audit=True),
            rows("s3 bob mood up"),
        ]
    )
    gold = majority_vote(answers)[["sentence", "arm", "audit"]].astype(object)
    assert gold.where(gold.notna(), None).to_numpy().tolist() == [
        ["s1", "blind", True],
        ["s2", "partly", False],
        ["s3", None, None],
    ]


def test_codebook_versions_are_never_mixed_silently() -> None:
    answers = pd.concat(
        [
            rows("s1 ann mood up", codebook="moods 1 aa"),
            rows("s1 bob mood up", "s2 bob mood up", codebook="moods 2 bb"),
        ]
    )
    message = r"2 codebook versions \(moods 1 aa: 1, moods 2 bb: 2\); keep those of one version, or .* --any-codebook"
    with pytest.raises(DataError, match=message):
        majority_vote(answers)
    assert majority_vote(answers, any_codebook=True)["codebook"].to_list() == ["moods 1 aa; moods 2 bb", "moods 2 bb"]


def test_answers_without_a_codebook_among_others_are_another_version() -> None:
    answers = pd.concat([rows("s1 ann mood up", codebook="moods 1 aa"), rows("s1 bob mood up")])
    with pytest.raises(DataError, match=r"\(\(no codebook named\): 1, moods 1 aa: 1\)"):
        majority_vote(answers)


def test_a_sentence_of_two_articles_is_an_error() -> None:
    answers = pd.concat([rows("s1 ann mood up", article="a/1"), rows("s1 bob mood up", article="b/2")])
    with pytest.raises(DataError, match="sentence s1 more than one article: 'a/1', 'b/2'"):
        majority_vote(answers)


def test_decisions_are_counted_per_question() -> None:
    assert decision_counts(majority_vote(ANSWERS_GIVEN), BOOK).reset_index().to_dict("records") == [
        {"question": "mood", "unanimous": 1, "majority": 1, "ties": 1, "total": 3},
        {"question": "why", "unanimous": 3, "majority": 0, "ties": 0, "total": 3},
    ]
