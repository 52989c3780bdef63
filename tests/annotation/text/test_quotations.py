"""Sentences know whether they are nothing but quoted words."""

import pytest

from annotation.text.quotations import are_quoted, pairs
from annotation.text.sentence_boundaries import sentence_spans

LONG = "We met on Monday and nothing came of it. We met on Friday and the council wept."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed.", [False, False]),
        ("“I won.” He left.", [True, False]),
        (f"“{LONG}” He left.", [True, True, False]),
        (f"„{LONG}“ He left.", [True, True, False]),
        (f"«{LONG}» He left.", [True, True, False]),
        (f'"{LONG}" He left.', [True, True, False]),
        (f"‘{LONG}’ He left.", [True, True, False]),
        (f"He said: “{LONG}”", [False, True]),
        (f"“{LONG[:-1]},” he said. “I won.”", [True, False, True]),
        (f"“{LONG}", [True, True]),  # it goes on in the next paragraph
        (f"“‘No,’ he said. {LONG}", [True, True, True]),
        (f"He said “{LONG}", [False, False]),  # a slip: nobody knows where it ends
        (f"({LONG} They left town.)", [False, False, False]),
        ("He called it “a win”. She stayed.", [False, False]),
    ],
)
def test_a_sentence_knows_whether_it_is_quoted(text: str, expected: list[bool]) -> None:
    assert are_quoted(text, sentence_spans(text)) == expected


@pytest.mark.parametrize(
    "word",
    [
        *(
            "90s",
            "99",
            "em",
            "til",
            "till",
            "tis",
            "twas",
            "twere",
            "twill",
            "cause",
            "cos",
            "cuz",
            "round",
            "bout",
            "n",
        ),
        *("nuff", "neath", "gainst", "tween", "ere", "im", "er"),
    ],
)
def test_an_apostrophe_that_looks_like_an_opening_mark_opens_nothing(word: str) -> None:
    assert pairs(f"In ‘{word} he left the dogs’ home.") == []
    assert pairs(f"In '{word} he left the dogs' home.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“a”", [(0, 2)]),
        ("a “b”", [(2, 4)]),
        ("a“b”", [(1, 3)]),  # these marks open wherever they stand
        ('a"b"', []),
        ('("b")', [(1, 3), (0, 4)]),
        ("—'b'", [(1, 3)]),
        ("don't, can't", []),
        ("'don't'", [(0, 6)]),
        ("‘don’t’", [(0, 6)]),
        ('"b" c"', [(0, 2)]),
        ("« a »", [(0, 4)]),
        ("“ a”", []),
        ('a " b "', []),
        ("( a )", [(0, 4)]),
        ("a “", []),
        ("a )b (c)", [(5, 7)]),
        ('"90s rock"', [(0, 9)]),
        ("“a ”b", [(0, 3)]),
        ("‘He is 5’10’ b", [(0, 11)]),
        ('"a"b', [(0, 2)]),
        ("“‘a ’”", [(1, 4), (0, 5)]),
        ('"a "b"', [(3, 5)]),  # a mark after white space and before a word opens once more
        ('"a "', [(0, 3)]),
        ("‘a ’ b", [(0, 3)]),
        ("“““a”””", [(2, 4)]),
        ("““““a”", []),  # a line of marks
        ('"5\'10" a', []),
        ('"5\' 10.5" a', []),
        ("„a“", [(0, 2)]),
    ],
)
def test_pairs_are_found(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(pair.opening, pair.closing) for pair in pairs(text)] == expected
