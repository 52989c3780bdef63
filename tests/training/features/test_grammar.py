"""How a sentence is built, whoever and whatever it is about."""

import pytest

from training.features.grammar import grammar_features
from training.masking.passages import Passage
from training.syntax.tokens import make_document


def features_of(text: str) -> list[str]:
    return list(grammar_features(make_document(Passage(text))))


def test_runs_are_of_one_to_four_tokens_with_both_ends() -> None:
    assert features_of("He won it.") == [
        *("^", "he", "VBD", "it", ".", "$"),
        *("^ he", "he VBD", "VBD it", "it .", ". $"),
        *("^ he VBD", "he VBD it", "VBD it .", "it . $"),
        *("^ he VBD it", "he VBD it .", "VBD it . $"),
    ]


def test_names_nouns_and_numbers_leave_no_trace() -> None:
    assert features_of("Then Ann Lee won 30 seats in Ohio.") == features_of("Then Bo Rivera won 7 votes in Utah.")
    assert features_of("Then Ann Lee won 30 seats in Ohio.") != features_of("Then Ann Lee won 30 seats from Ohio.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("They say no.", "SAY/VBP"),
        ("They said no.", "SAY/VBD"),
        ("He says no.", "SAY/VBZ"),
        ("They won.", "VBD"),
    ],
)
def test_a_cue_of_speech_is_told_from_other_verbs(text: str, told: str) -> None:
    assert features_of(text)[2] == told


def test_an_apostrophe_is_the_same_straight_or_curly() -> None:
    assert features_of("They don’t know.") == features_of("They don't know.")


def test_no_words_are_only_two_ends() -> None:
    assert features_of("") == ["^", "$", "^ $"]
