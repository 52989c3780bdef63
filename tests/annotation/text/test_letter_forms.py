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


def test_ascii_stays_as_it_is() -> None:
    assert plain_text("It's a well-known O`Kane.").text == "It's a well-known O'Kane."
    assert plain_text("It's a well-known man.").original is None


def test_a_run_of_accents_takes_no_square_of_time() -> None:
    assert len(plain_text("a" + "\u0327\u0301" * 100_000).text) > 100_000
