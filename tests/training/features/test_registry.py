"""What all kinds of features have in common, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.features.registry import FeatureSelection, feature_kinds
from training.masking.passages import Passage
from training.syntax.tokens import make_document

TOPIC = "Faith"
KINDS = {
    f"{name}, about {'a target' if about_target else 'none'}": kind
    for about_target in (False, True)
    for name, kind in feature_kinds(FeatureSelection(about_target, frozenset({TOPIC}))).items()
}
WORDS = st.sampled_from([*"“”\",.'’—", "Bo", "said", "shameless", "isn’t", "GREAT", "and", "3", "😀", "قال", "İ", "_"])
TEXTS = st.text() | st.lists(WORDS).map(" ".join)


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """Any text, with a few mentions and a masked outlet anywhere."""
    text = draw(TEXTS)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = tuple(zip(edges[::2], edges[1::2], strict=False))
    return Passage(text, spans[1:], draw(TEXTS), draw(TEXTS), TOPIC, spans[:1])


@pytest.mark.parametrize("name", KINDS)
@given(one=passages())
def test_features_are_texts_that_are_not_empty_and_the_same_each_time(name: str, one: Passage) -> None:
    analyzer, given = KINDS[name].analyzer, make_document(one)
    found = list(analyzer(given))
    assert all(type(term) is str and term for term in found)
    assert found == list(analyzer(given))


@pytest.mark.parametrize("name", ["attitude", "role", "tone", "grammar"])
def test_a_text_with_very_many_mentions_is_read_to_its_end(name: str) -> None:
    """Nothing may be done for each pair of a word and a mention: here those are 400 million."""
    part = "Bo not bad "  # no border: all is one clause
    spans = tuple((at, at + 2) for at in range(0, 20_000 * len(part), len(part)))
    document = make_document(Passage(part * len(spans), spans))
    known = {**feature_kinds(FeatureSelection()), **feature_kinds(FeatureSelection(about_target=True))}
    assert len(document.tokens) == 3 * len(spans)
    assert len(list(known[name].analyzer(document))) > len(document.tokens)
