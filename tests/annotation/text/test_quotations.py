"""Sentences know whether they are nothing but quoted words."""

import pytest

from annotation.text.quotations import are_quoted
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
