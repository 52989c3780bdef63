"""How large a study must be."""

import pytest

from annotation.assignment.arms import Arms
from annotation.errors import DataError
from exports.anchoring.power import (
    EXTRA_BY_PERSON,
    Design,
    detectable_difference,
    expected_difference,
    sentences_needed,
    study_size,
)

TEXTBOOK = Design(agree=0.5, answers=1, correlation=0.0, blind=0.5)


def test_one_answer_a_sentence_is_the_textbooks_two_shares() -> None:
    """.5 against .7: (1.95996 + .84162)^2 * (.25 + .21) / .04 = 90.3, and four more for the t."""
    assert study_size(0.2, TEXTBOOK).blind == 91 + 4
    assert study_size(0.2, TEXTBOOK).sentences == 2 * 95


def test_answers_that_all_say_the_same_are_no_further_evidence() -> None:
    """With alpha 1 five answers to a sentence are one."""
    alike = [study_size(0.1, Design(0.6, answers, correlation=1.0)).blind for answers in (1, 5)]
    independent = [study_size(0.1, Design(0.6, answers, correlation=0.0)).blind for answers in (1, 5)]
    assert alike[1] > 0.9 * alike[0]
    assert independent[1] - 4 == pytest.approx((independent[0] - 4) / 5, abs=1)


def test_audit_sentences_are_no_part_of_either_arm() -> None:
    """They leave fewer pre-labeled ones: a bit more of everything is needed."""
    without, with_audit = (study_size(0.1, Design(0.6, blind=0.2, audit=audit)) for audit in (0.0, 0.3))
    assert without.blind < with_audit.blind < 1.15 * without.blind
    assert with_audit.sentences == 5 * with_audit.blind


def test_who_follows_agrees_more_often_and_the_other_way_round() -> None:
    assert expected_difference(0.3, agree=0.6) == pytest.approx(0.12)
    assert study_size(0.12, Design(0.6)).follow == pytest.approx(0.3)


def test_what_is_needed_finds_what_is_findable() -> None:
    """The sentences there are find the smallest difference that they can find."""
    assert sentences_needed(detectable_difference(0.04), error=0.04, sentences=150) == 150
    assert sentences_needed(detectable_difference(0.04) / 2, error=0.04, sentences=150) == 4 * 150


@pytest.mark.parametrize(
    ("answers", "by_person", "by_sentence"), [(1, 815, 815), (2, 317, 690), (3, 202, 645), (5, 136, 610)]
)
def test_arms_by_person_take_fewer_sentences(answers: int, by_person: int, by_sentence: int) -> None:
    """With one answer nothing is gained, with three it takes less than four tenths."""
    design = Design(0.6, answers)
    sizes = [study_size(0.12, design, arms).sentences for arms in (Arms.PERSON, Arms.SENTENCE)]
    assert sizes == [by_person, by_sentence]


def test_two_answers_of_which_each_is_blind_half_the_time_by_hand() -> None:
    """Every sentence has one blind answer and one with a label shown, so the difference is a mean of differences.

    Nothing in common: .6 * .4 + .72 * .28 = .4416, times (2.80159 / .12)^2 = 545.06, is 240.7 sentences.
    """
    assert study_size(0.12, Design(0.6, 2, correlation=0.0, blind=0.5), Arms.PERSON).sentences == 241 + EXTRA_BY_PERSON


def test_an_audit_adds_its_sentences_to_those_compared() -> None:
    """The blind share is then one of fewer sentences: here half of those compared, as above."""
    design = Design(0.6, 2, correlation=0.0, blind=0.4, audit=0.2)
    assert study_size(0.12, design, Arms.PERSON).sentences == pytest.approx((241 + EXTRA_BY_PERSON) / 0.8, abs=1)


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (Design(1.0), "--agree 1: the share of blind answers that agree must be above 0 and below 1"),
        (Design(0.7, correlation=1.2), "--alpha 1.2: the agreement of the annotators must be from 0 to 1"),
        (Design(0.7, answers=0), "--per-sentence 0: each sentence needs at least one answer"),
        (
            Design(0.7, blind=0.6, audit=0.4),
            "--blind 0.6 with --audit 0.4 leaves nothing to compare: the blind share must be above 0, and both "
            "together below 1",
        ),
    ],
)
def test_designs_that_cannot_be(design: Design, message: str) -> None:
    with pytest.raises(DataError) as error:
        design.check()
    assert str(error.value) == message


@pytest.mark.parametrize("difference", [0.0, -0.1, 0.31])
def test_a_difference_has_room(difference: float) -> None:
    with pytest.raises(DataError, match=r"is not possible: .*, so it must be above 0 and at most 0\.3$"):
        study_size(difference, Design(0.7))
