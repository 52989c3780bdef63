"""Words, pairs and pieces of words; what is remembered of them has an end."""

import tracemalloc
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from training.features.ngrams import LONGEST, characters, pieces
from training.masking.passages import Passage
from training.syntax.tokens import Document, document
from training.vectorize.vocabulary import PieceVocabulary

LETTERS = "abcd"
KNOWN = PieceVocabulary("".join(letters) for size in (3, 4) for letters in product(LETTERS, repeat=size))


@pytest.mark.parametrize("count", [characters, lambda found: KNOWN.counts([found])], ids=["listed", "counted"])
def test_the_pieces_of_long_words_are_not_kept(count: Callable[[Document], object]) -> None:
    """Of 20,000 words kept, each might have 5,000 letters and fill a megabyte."""
    chosen = np.random.default_rng(0).choice(list(LETTERS), (40, 5000))
    found = [document(Passage("".join(letters))) for letters in chosen]
    tracemalloc.start()
    for one in found:
        count(one)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2**20


@pytest.mark.parametrize("length", [1, LONGEST, LONGEST + 1])
def test_long_words_have_the_same_pieces_as_short_ones(length: int) -> None:
    word = "a" * length
    found = document(Passage(word))
    known = sum(piece in KNOWN.columns for piece in pieces(word))
    assert characters(found) == characters(found) == pieces(word)
    assert KNOWN.counts([found, found]).sum(axis=1).tolist() == [[known], [known]]
