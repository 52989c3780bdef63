"""Pronouns that stand for a target."""

import time

import pytest

from training.masking.passages import TARGET, make_passage
from training.masking.pronouns import pronoun_spans
from training.syntax.tokens import make_document

BO = ("Bo Lee", "Bo")


def of(text: str, before: str) -> list[str]:
    return [text[start:end] for start, end in pronoun_spans(text, before, BO)]


def test_a_sentence_that_begins_with_a_pronoun_goes_on_about_who_was_just_named() -> None:
    assert of("He's said that he and his team won.", "Bo Lee left. The room was dark.") == ["He", "he", "his"]
    assert of("“She won,” it was said.", "Then Bo left.") == ["She"]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("He won.", "Bo met Al."),  # which of the two?
        ("He won.", "The man left."),  # not named
        ("He won.", ""),
        ("Then he won.", "Bo left."),  # not at the beginning
        ("It won.", "Bo left."),
        ("", "Bo left."),
        ("😀", "Bo left."),
    ],
)
def test_what_is_not_plain_is_left(text: str, before: str) -> None:
    assert of(text, before) == []


def test_pronouns_end_where_somebody_else_is_named_and_others_forms_are_others() -> None:
    assert of("He told her that Al and his men lost.", "Bo left.") == ["He"]


def test_a_capital_at_the_beginning_of_a_sentence_names_nobody() -> None:
    assert of("He won.", "Bo left. Everybody saw it. “Nobody stayed.”") == ["He"]


def test_a_sentence_that_names_its_target_keeps_its_pronouns() -> None:
    row = {"text": "He said Bo won.", "before": "Bo left.", "target": "Bo"}
    assert make_document(make_passage(row, about_target=True)).tokens == ["He", "said", TARGET, "won", "."]
    row["text"] = "He won."
    assert make_document(make_passage(row, about_target=True)).tokens == [TARGET, "won", "."]


def test_a_part_of_a_name_is_no_other_name() -> None:
    assert of("He won.", "At last Bo Lee's men and Bo, said Bo Lee, left Bo.") == ["He"]
    assert of("He won.", "At last Bo Lee's men, Al and Bo left.") == []
    assert of("He won.", "Then Al and Bo left.") == []


@pytest.mark.parametrize(
    ("text", "before"),
    [("He left. " + "It. " * 50_000, "Bo left."), ("He left.", "Bo said, " * 25_000)],
    ids=["capitals", "mentions"],
)
def test_a_text_without_end_takes_no_time(text: str, before: str) -> None:
    begun = time.perf_counter()
    assert of(text, before) == ["He"]
    assert time.perf_counter() - begun < 10  # a fraction of one; were it to grow with the square, about a minute
