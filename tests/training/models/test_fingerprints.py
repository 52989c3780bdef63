"""Fingerprints: a sentence that a model learned from is known again, whatever letters it is written in."""

from hashlib import blake2b

import pytest

from annotation.tables.schema import Row
from training.data.examples import make_examples
from training.models.fingerprints import Fingerprints, make_fingerprints

LEARNED = "Officials said on Monday that the well-known café closed."


def fingerprints(text: str) -> Fingerprints:
    return make_fingerprints([make_examples([Row({"text": text, "tone": "calm"}, "gold.csv:2")], "tone", None)])


@pytest.mark.parametrize(
    "copy",
    [
        LEARNED.upper(),
        LEARNED.replace("ffi", "ﬃ"),
        LEARNED.replace("said", "sa\u00adid").replace("on", "o\u200bn"),
        LEARNED.replace("é", "e\u0301").replace("-", "\u2011"),
        LEARNED.replace("O", "Ｏ"),
    ],
)
def test_a_copy_in_other_letters_is_known_again(copy: str) -> None:
    assert fingerprints(LEARNED).has_text(copy)
    assert fingerprints(copy).has_text(LEARNED)


def test_another_sentence_is_not_known() -> None:
    assert not fingerprints(LEARNED).has_text(LEARNED.replace("ffi", "ﬀ"))


def test_a_model_of_an_earlier_version_knows_odd_letters_as_they_stood() -> None:
    odd = "Ofﬁcials sa\u00adid so"
    digest = blake2b(b"text " + b"officials sa id so", digest_size=8).hexdigest()
    assert Fingerprints(frozenset({digest})).has_text(odd)
