"""What kind of word a token is."""

import pytest

from training.masking.passages import OUTLET, TARGET
from training.syntax.pos_tags import pos_tags


def last(text: str) -> str:
    """Give the class of a text's last word."""
    return pos_tags(text.split())[-1]


def test_a_capital_says_nothing_where_a_sentence_or_its_quotation_begins() -> None:
    assert pos_tags(["Shameless", "critics", "lied"]) == ["JJ", "NNS", "VBD"]
    assert pos_tags(["“", "Shameless", "critics", "lied"]) == ["“", "JJ", "NNS", "VBD"]
    assert pos_tags(["He", "saw", "Shameless"])[-1] == "NNP"  # there it is a name
    assert pos_tags(["Zorbing", "hurts"])[0] == "VBG"  # in no list: by its ending


def test_a_shouted_word_is_what_it_is_in_small_letters_or_a_name() -> None:
    assert pos_tags(["They", "LIED", "to", "ZORB"]) == ["PRP", "VBD", "TO", "NNP"]
    assert pos_tags(["ZORB", "lied"]) == ["NN", "VBD"]  # at the start nothing tells a name


def test_numbers_marks_and_masks_are_their_own() -> None:
    given = ["3", "3rd", "1990s", "٣", TARGET, OUTLET, "—", "😀", "$"]
    assert pos_tags(given) == ["CD", "CD", "CD", "CD", *given[4:]]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        *(("zorbly", "RB"), ("zorbing", "VBG"), ("zorbed", "VBN"), ("zorbable", "JJ"), ("zorbless", "JJ")),
        *(("zorbs", "NNS"), ("zorb", "NN"), ("Zorbs", "NNP"), ("قال", "NN"), ("日本", "NN"), ("½", "NN")),
    ],
)
def test_an_unknown_word_is_told_by_its_capital_or_ending(word: str, told: str) -> None:
    assert last(f"they saw {word}") == told


@pytest.mark.parametrize(
    ("word", "told"),
    [("don't", "VB"), ("isn't", "VBZ"), ("can't", "MD"), ("CAN'T", "MD"), ("critic's", "NNS")],
)
def test_an_apostrophe_is_the_same_straight_or_curly(word: str, told: str) -> None:
    assert last(f"they {word}") == last(f"they {word.replace(chr(39), '’')}") == told


def test_a_word_of_two_classes_is_of_the_first() -> None:
    """The list says "NN|JJ" of it."""
    assert last("they said zilch") == "NN"


def test_no_tokens_have_no_classes() -> None:
    assert pos_tags([]) == []
