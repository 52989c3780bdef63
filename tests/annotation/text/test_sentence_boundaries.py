"""Sentences of news end where a reader would end them, in time that grows with the text."""

import time

import pytest

from annotation.text.sentence_boundaries import LONG_QUOTATION, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "She met J.D. Vance at noon.|He left.",
        "The vote is set for 3 p.m. Monday.|He left.",
        "He left at 3 p.m.|The mayor stayed.",
        "They asked Govs. Reed and Moss.|He left.",
        "It began on Dec. 3 in Ft. Worth.|He left.",
        "They live in Salem, Ore.|Hale left.",
        "SALEM, Ore. (AP) — The mayor left.|He stayed.",
        "She earned her M.D.|Moss stayed.",
        "“Who did it?” Ann Hale, a baker, wondered.|He left.",
        "“Who did it?”|The minister left.",
        "“She asked, ‘Why?’ ”|He left.",
        "In the ‘90s she left.|It’s over.",
        "He is 5'10\" tall.|She is 5'2\" tall.",
        "1. Hale left.|2. Moss stayed.",
        "Q. Why?|A. I had to.",
        "He waited…|She left.",
    ],
)
def test_each_sentence_is_whole(text: str) -> None:
    assert sentences(text.replace("|", " ")) == text.split("|")


def test_a_long_quotation_is_cut_and_a_short_one_is_not() -> None:
    assert sentences("“Go. Now.” He left.") == ["“Go. Now.”", "He left."]
    long = ["“We met on Monday and nothing came of it.", "We met on Friday and the council wept.”", "He left."]
    assert len(long[0]) + len(long[1]) > LONG_QUOTATION
    assert sentences(" ".join(long)) == long


@pytest.mark.parametrize("unit", ["“The mayor left the town. ", '"', "‘", ".x", ". . ", "?” "])
def test_time_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    def seconds(repetitions: int) -> float:
        begun = time.process_time()
        sentence_spans(unit * repetitions)
        return time.process_time() - begun

    assert seconds(40_000) < 10 * seconds(10_000) + 0.2
