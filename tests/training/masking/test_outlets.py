"""A text's own outlet and author."""

import pytest

from training.masking.outlets import outlet_mentions, outlet_names
from training.masking.passages import make_passage


def found(text: str, *names: str) -> list[str]:
    return [text[start:end] for start, end in outlet_mentions(text, names)]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("bbc news", "The BBC News said; BBC  NEWS, bbc-News.", ["BBC News", "BBC  NEWS", "bbc-News"]),
        ("usa-today", "So USA Today said.", ["USA Today"]),
        ("fox_news", "Fox News said.", ["Fox News"]),
        ("The New York Times", "New York Times; the New York Times", ["New York Times"] * 2),
        ("the_hill", "The Hill of the hill", ["Hill"]),
        ("huffpost", "HuffPost’s own", ["HuffPost"]),
        ("breitbart.com", "At Breitbart.com.", ["Breitbart.com"]),
        ("reuters", "Reuters, told by reuters.", ["Reuters", "reuters"]),
        ("Time", "Time ran out. “Time is up,” they told Time in TIME in time.", ["Time", "TIME"]),
        ("american conservative", "An American conservative", []),
        ("usa today", "USA today", []),
        ("Al Lee", "Al Lee, AL LEE, Al Leek, Val Lee", ["Al Lee", "AL LEE"]),
        ("O'Brien", "Then O’Brien left.", ["O’Brien"]),
        ("Beyoncé Lee", "Beyonce\u0301 Lee left.", ["Beyonce\u0301 Lee"]),
        ("The", "Then the The sang.", ["The"]),
    ],
)
def test_a_name_is_found_however_it_is_written_but_not_its_common_words(name: str, text: str, told: list[str]) -> None:
    assert found(text, name) == told


def test_names_come_from_both_columns_and_those_of_nothing_are_none() -> None:
    assert outlet_names({"outlet": "The Post; -", "author": "Al Lee;"}) == ("The Post", "Al Lee")
    assert outlet_names({"outlet": None}) == ()
    assert outlet_mentions("Any - text", ()) == []


def test_outlets_are_hidden_in_the_sentence_and_around_it_unless_wanted() -> None:
    row = {
        "text": "So BBC News said.",
        "before": "So the bbc-news said.",
        "after": "So BBC NEWS.",
        "outlet": "bbc_news",
    }
    passage = make_passage(row, about_target=False)
    assert (passage.outlet_spans, passage.after) == (((3, 11),), "So <outlet>.")
    assert make_passage(row, about_target=False, see_outlet=True).outlet_spans == ()


def test_marks_and_invisible_characters_show_no_outlet() -> None:
    assert found("The Guar\u00addian, Daily\u2010Star", "The Guardian", "Daily-Star") == [
        "Guar\u00addian",
        "Daily\u2010Star",
    ]
