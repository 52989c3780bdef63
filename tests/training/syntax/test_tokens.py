"""Passages cut into tokens."""

import pytest

from training.masking.passages import Passage
from training.syntax.tokens import make_document, make_documents, neighbor_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \n ", []),
        ("Don't! “It’s 3.5%”", ["Don't", "!", "“", "It’s", "3", ".", "5", "%", "”"]),
        ("rock 'n' roll's end'", ["rock", "'", "n", "'", "roll's", "end", "'"]),
        ("well-known, U.S.", ["well", "-", "known", ",", "U", ".", "S", "."]),
        ("😀x قال", ["😀", "x", "قال"]),
        ("a <target> b", ["a", "<", "target", ">", "b"]),  # what a text says itself is no mask
    ],
)
def test_words_with_their_apostrophes_and_single_marks(text: str, tokens: list[str]) -> None:
    document = make_document(Passage(text))
    assert (document.tokens, document.lowered) == (tokens, [token.lower() for token in tokens])


def test_each_mention_is_one_mask_and_what_touches_it_stays() -> None:
    text = "Ann Lee's ally: (Lee) of the Post-Lee wing"
    spans, hidden = ((0, 7), (17, 20), (34, 37)), ((29, 33),)
    assert make_document(Passage(text, spans, outlet_spans=hidden)).tokens == (
        ["<target>", "'", "s", "ally", ":", "(", "<target>", ")", "of", "the", "<outlet>", "-", "<target>", "wing"]
    )


def test_a_span_that_begins_inside_another_is_left_out() -> None:
    assert make_document(Passage("Ann Lee won", ((0, 7), (4, 7)))).tokens == ["<target>", "won"]
    assert make_document(Passage("Ann Lee won", ((0, 3), (3, 7)))).tokens == ["<target>", "<target>", "won"]


def test_a_passage_stays_beside_its_tokens() -> None:
    given = [Passage("One."), Passage("Two.", after="<target> left.")]
    assert [found.passage for found in make_documents(given)] == given
    assert neighbor_tokens(given[1].after) == ["<target>", "left", "."]
