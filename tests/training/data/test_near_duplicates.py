"""Near copies: every pair is found, and no other, however many are looked at at once."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.statistics.arrays import Ints
from training.data import near_duplicates as near_copies
from training.data.near_duplicates import MIN_SIMILARITY, Words, near_duplicates

TEXTS = st.sets(st.lists(st.sampled_from("ab"), max_size=8).map(tuple), max_size=12).map(sorted)


def triples(words: Words) -> set[Words]:
    return {words[position : position + 3] for position in range(len(words) - 2)}


def one_by_one(texts: list[Words]) -> list[list[int]]:
    sets = [triples(words) for words in texts]
    pairs = combinations(range(len(texts)), 2)
    return [
        [a, b]
        for a, b in pairs
        if sets[a] & sets[b] and len(sets[a] & sets[b]) >= MIN_SIMILARITY * len(sets[a] | sets[b])
    ]


@given(texts=TEXTS, at_once=st.sampled_from([1, 5, 4_000_000]))
def test_the_pairs_are_those_that_comparing_one_by_one_finds(texts: list[Words], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near_copies, "PAIRS_IN_MEMORY", at_once)
        assert sorted(near_duplicates(texts).tolist()) == one_by_one(texts)


def test_four_of_five_triples_are_enough() -> None:
    words = tuple("abcdefghijk")  # 9 triples
    assert near_duplicates([words, (*words, "l")]).tolist() == [[0, 1]]
    assert near_duplicates([words, (*words, "l", "m")]).tolist() == [[0, 1]]  # 9 of 11
    assert near_duplicates([words, (*words, "l", "m", "n")]).tolist() == []  # 9 of 12


def test_thousands_of_texts_from_one_template_are_compared_in_bounded_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each shares triples with each: what is held at once is bounded all the same."""
    sizes = []
    pairs_within = near_copies._pairs_within

    def counted(*arguments: object) -> Ints:
        sizes.append(arguments[3] - arguments[2])  # type: ignore[operator]
        return pairs_within(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(near_copies, "_pairs_within", counted)
    tail = tuple(f"word{n}" for n in range(40))
    assert near_duplicates([("shares", "of", "company", str(n), *tail) for n in range(1500)]).shape == (
        1500 * 1499 // 2,
        2,
    )
    assert max(sizes) * 1500 <= near_copies.PAIRS_IN_MEMORY
    assert sum(sizes) == 1500
