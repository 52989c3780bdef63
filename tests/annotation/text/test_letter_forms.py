"""Letters and marks that look alike in one form, with the offsets of the text as it stands."""

from hypothesis import given
from hypothesis import strategies as st

from annotation.text.letter_forms import plain_text

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


def test_a_run_of_accents_takes_no_square_of_time() -> None:
    assert len(plain_text("a" + "\u0327\u0301" * 100_000).text) > 100_000
