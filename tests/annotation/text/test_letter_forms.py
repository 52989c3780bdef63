"""Letters and marks that look alike in one form, with the offsets of the text as it stands."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotation.text.letter_forms import plain_letters, plain_text

_ODD_LETTERS = st.text(st.sampled_from("aZ é\u0301\u0327\u00ad\u200b\ufeff\u2060ﬁﬃĳ’`–²①Ｈ½😀"), max_size=20)


@given(_ODD_LETTERS)
def test_each_plain_character_knows_where_it_stands(text: str) -> None:
    plain = plain_text(text)
    spans = [plain.original_span(index, index + 1) for index in range(len(plain.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(_ODD_LETTERS, st.integers(0, 20), st.integers(1, 5))
def test_a_span_of_the_text_finds_the_plain_characters_that_stand_in_it(text: str, start: int, length: int) -> None:
    plain = plain_text(text)
    spans = [plain.original_span(index, index + 1) for index in range(len(plain.text))]
    end = min(start + length, len(text))
    first, last = plain.plain_span(start, end)
    inside = [index for index, span in enumerate(spans) if span[1] > start and span[0] < end]
    assert list(range(first, last)) == inside


def test_ascii_stays_as_it_is() -> None:
    assert plain_text("It's a well-known O`Kane.").text == "It's a well-known O'Kane."
    assert plain_text("It's a well-known man.").original is None


def test_foreign_letters_are_latin_only_within_a_latin_word() -> None:
    assert plain_letters("\u041efficials s\u0430id \u0430 \u041c\u043e\u0441\u043a\u0432\u0430").text == (
        "Officials said \u0430 \u041c\u043e\u0441\u043a\u0432\u0430"
    )
    assert len(plain_letters("a\u0430" * 300_000).text) == 600_000  # no square of time


@pytest.mark.parametrize("text", ["“Café,” he said—it’s 5° & ½…", "naïve coöperation", "Ж. Б.", "𠮷 東京"])
def test_usual_letters_and_marks_stay_as_they_are(text: str) -> None:
    assert plain_letters(text).text == text


@given(_ODD_LETTERS, st.integers(0, 20), st.integers(0, 20))
def test_a_span_of_the_text_holds_the_same_letters_in_the_plain_text(text: str, first: int, second: int) -> None:
    plain, (start, end) = plain_letters(text), sorted((min(first, len(text)), min(second, len(text))))
    assume(start < end)
    plain_start, plain_end = plain.plain_span(start, end)
    assert 0 <= plain_start <= plain_end <= len(plain.text)
    for index in range(len(plain.text)):
        original_start, original_end = plain.original_span(index, index + 1)
        assert (plain_start <= index < plain_end) == (original_start < end and original_end > start)


def test_a_run_of_accents_takes_no_square_of_time() -> None:
    assert len(plain_text("a" + "\u0327\u0301" * 100_000).text) > 100_000
