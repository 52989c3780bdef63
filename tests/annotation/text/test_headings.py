"""Headings: lines that stand alone, without final punctuation."""

import pytest

from annotation.text.headings import is_heading
from annotation.text.sentence_boundaries import sentence_spans


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Implications for U.S. Security", True),
        ("Implications for U.S. security.", False),
        ("“The end is near.”", False),
        ("“The end”", True),
        ("Who will win?", False),
        ("He won.[1][2]", False),
        ("Key points:", True),
        ("The secretary general of the bishops has called the sentence:", False),
        ("He said that,", False),
        ("Great news 😀", True),
        ("* * *", True),
        ("He won. She left", False),
        ("A paragraph that lost its period and goes on " * 5, False),
    ],
)
def test_a_heading_stands_alone_without_final_punctuation(line: str, heading: bool) -> None:
    assert is_heading(line, sentence_spans(line)) is heading
