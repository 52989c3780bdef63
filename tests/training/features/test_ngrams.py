"""Words, pairs and pieces of words; what is remembered of them has an end."""

import tracemalloc
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from training.features.ngrams import (
    MAX_CACHED_LETTERS,
    MAX_TOKENS_FROM_TARGET,
    character_features,
    character_ngrams,
    word_features,
)
from training.masking.passages import Passage
from training.syntax.tokens import Document, make_document
from training.vectorize.vocabulary import CharacterVocabulary

LETTERS = "abcd"
KNOWN = CharacterVocabulary("".join(letters) for size in (3, 4) for letters in product(LETTERS, repeat=size))


@pytest.mark.parametrize("count", [character_features, lambda found: KNOWN.counts([found])], ids=["listed", "counted"])
def test_the_pieces_of_long_words_are_not_kept(count: Callable[[Document], object]) -> None:
    """Of 20,000 words kept, each might have 5,000 letters and fill a megabyte."""
    chosen = np.random.default_rng(0).choice(list(LETTERS), (40, 5000))
    found = [make_document(Passage("".join(letters))) for letters in chosen]
    tracemalloc.start()
    for one in found:
        count(one)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2**20


@pytest.mark.parametrize("length", [1, MAX_CACHED_LETTERS, MAX_CACHED_LETTERS + 1])
def test_long_words_have_the_same_pieces_as_short_ones(length: int) -> None:
    word = "a" * length
    document = make_document(Passage(word))
    known = sum(piece in KNOWN.columns for piece in character_ngrams(word))
    assert character_features(document) == character_features(document) == character_ngrams(word)
    assert KNOWN.counts([document, document]).sum(axis=1).tolist() == [[known], [known]]


def test_words_far_from_where_the_target_is_named_are_left_out() -> None:
    text = f"Early {'so ' * (MAX_TOKENS_FROM_TARGET - 1)}Bo {'so ' * (MAX_TOKENS_FROM_TARGET - 1)}near far"
    start = text.index("Bo")
    words = word_features(make_document(Passage(text, ((start, start + 2),))))
    assert {"early", "^ early", "near", "so near"} <= {*words}
    assert not {"far", "near far"} & {*words}


def test_without_a_mention_all_words_count_however_long_the_sentence() -> None:
    words = word_features(make_document(Passage(f"Early {'so ' * 60}far")))
    assert {"early", "so far"} <= {*words}
