"""Letters that look alike: a model gets the same passage, whatever letters a file writes it in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.errors import DataError
from annotation.tables.schema import Row
from training.masking.passages import make_passage
from training.masking.plain_rows import plain_row
from training.syntax.tokens import make_document

ROW = {
    "text": "Officials said on Monday that Zoë Okafor, a well-known café owner, left.",
    "before": "The officials met Okafor’s staff.",
    "after": "“We are final,” Okafor said.",
    "target": "Zoë Okafor",
    "aliases": "Okafor",
}
INVISIBLE = "\u00ad\u200c\u200d\u2060\u200b\ufeff\ufe0f"
LOOKALIKES = {
    "ffi": ["ﬃ", "fﬁ", "ﬀi"],
    "fi": ["ﬁ"],
    "-": ["\u2010", "\u2011"],
    "é": ["e\u0301"],
    "ë": ["e\u0308"],
    **{letter: [chr(ord(letter) + 0xFEE0)] for letter in "OfMsda"},
    "’": ["ʼ"],
}


@st.composite
def in_other_letters(draw: st.DrawFn, text: str) -> str:
    """Write a text in letters that look alike, with invisible characters within its words."""
    for plain, forms in LOOKALIKES.items():
        pieces = text.split(plain)
        text = pieces[0] + "".join(draw(st.sampled_from([plain, *forms])) + piece for piece in pieces[1:])
    positions = draw(st.lists(st.integers(1, len(text) - 1), max_size=6))
    for position in positions:
        if text[position - 1].islower() and text[position].islower():
            text = text[:position] + draw(st.sampled_from(INVISIBLE)) + text[position:]
    return text


@given(*(in_other_letters(ROW[column]) for column in ("text", "before", "after")))
def test_a_passage_is_the_same_in_letters_that_look_alike(text: str, before: str, after: str) -> None:
    row = {**ROW, "text": text, "before": before, "after": after}
    for about_target in (True, False):
        assert make_passage(row, about_target=about_target) == make_passage(ROW, about_target=about_target)


@given(in_other_letters(ROW["text"]))
def test_offsets_count_in_the_text_as_it_stands(text: str) -> None:
    start, end = text.index("Z"), text.index(",")
    row = {"text": text, "target": "the owner", "target_start": start, "target_end": end}
    passage = make_passage(row, about_target=True)
    assert [passage.text[slice(*span)] for span in passage.target_spans] == ["Zoë Okafor"]


def test_a_row_in_plain_letters_is_given_back_itself() -> None:
    assert plain_row(ROW) is ROW


def test_a_row_keeps_its_place_and_its_own_text() -> None:
    row = Row({**ROW, "text": "Ofﬁcials left."}, "s.csv:3")
    changed = plain_row(row)
    assert isinstance(changed, Row)
    assert (changed["text"], changed.where, row["text"]) == ("Officials left.", "s.csv:3", "Ofﬁcials left.")


@pytest.mark.parametrize("end", [4, 5])
def test_offsets_outside_the_text_are_refused_as_they_stand(end: int) -> None:
    row = {"text": "ﬃﬃ.", "target": "Bo", "target_start": 0, "target_end": end}  # seven plain letters
    with pytest.raises(DataError, match=rf"offsets 0 to {end} are no part of its text \(0 to 3\)"):
        make_passage(row, about_target=True)


def test_a_hidden_word_is_no_mask_in_full_width_letters_either() -> None:
    assert "<target>" not in make_document(make_passage({"text": "A ＜target＞ b"}, about_target=True)).tokens
