"""In which arm each annotator answers each sentence."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.assignment.arms import Arms, SentenceAndAnnotator, draw_arms
from annotation.tables.schema import BLIND, PRELABELED

SENTENCES = [f"s{number:03}" for number in range(100)]
ArmTable = dict[SentenceAndAnnotator, str]


def pairs(annotators: Sequence[str], sentences: Sequence[str] = SENTENCES) -> list[SentenceAndAnnotator]:
    return [(sentence, annotator) for annotator, sentence in product(annotators, sentences)]


def arms(
    new: Sequence[SentenceAndAnnotator], earlier: Mapping[SentenceAndAnnotator, str] | None = None, **options: Any
) -> ArmTable:
    settings: dict[str, Any] = {"audit": set(), "is_scored": True, "blind": 0.2, "by": None, "key": b"k", **options}
    return draw_arms(new, earlier or {}, **settings)


def blind_numbers(table: ArmTable) -> dict[str, int]:
    """For how many annotators each sentence is blind."""
    numbers = dict.fromkeys([sentence for sentence, _ in table], 0)
    for (sentence, _), arm in table.items():
        numbers[sentence] += arm == BLIND
    return numbers


@pytest.mark.parametrize(
    ("annotators", "numbers"),
    [
        ("ab", {0: 60, 1: 40}),
        ("abc", {0: 40, 1: 60}),
        ("abcde", {1: 100}),
        ("abcdefg", {1: 60, 2: 40}),
    ],
)
def test_a_sentence_is_blind_for_its_share_of_the_annotators(annotators: str, numbers: dict[int, int]) -> None:
    """Of five answers one is blind, of three none or one: nowhere could more be compared within a sentence."""
    assert Counter(blind_numbers(arms(pairs(list(annotators)))).values()) == numbers


def test_each_queue_has_one_blind_sentence_in_each_stretch_and_each_sentence_is_as_likely() -> None:
    likely: Counter[SentenceAndAnnotator] = Counter()
    for seed in range(400):
        table = arms(pairs("abc", SENTENCES[:10]), key=seed.to_bytes(2))
        for annotator in "abc":
            blind = [table[sentence, annotator] == BLIND for sentence in SENTENCES[:10]]
            assert [sum(blind[:5]), sum(blind[5:])] == [1, 1]
        likely.update(pair for pair, arm in table.items() if arm == BLIND)
    # Eighty of 400 are expected; 8 is the standard deviation, and the furthest of thirty lies within four of them.
    assert all(48 <= likely[pair] <= 112 for pair in pairs("abc", SENTENCES[:10]))


@given(
    st.lists(st.tuples(st.integers(0, 30), st.sets(st.sampled_from("abcd"), min_size=1)), max_size=40),
    st.floats(0, 1),
    st.binary(min_size=1, max_size=4),
)
def test_in_every_queue_any_window_has_its_share(dealt: list[tuple[int, set[str]]], blind: float, key: bytes) -> None:
    """Whoever shares what with whom: a window of w sentences has w times the share, give or take less than two."""
    new = [(f"s{place}", annotator) for annotator in "abcd" for place, (_, who) in enumerate(dealt) if annotator in who]
    table = arms(new, blind=blind, key=key, by=Arms.PERSON)
    queues: dict[str, list[bool]] = defaultdict(list)
    for pair in new:
        queues[pair[1]].append(table[pair] == BLIND)
    for flags in queues.values():
        for start, end in product(range(len(flags)), range(len(flags) + 1)):
            assert end <= start or abs(sum(flags[start:end]) - blind * (end - start)) < 2 + 1e-6


def test_what_is_shared_is_blind_as_often_as_what_is_ones_own() -> None:
    """Also for who is drawn last; 60 studies of 100 sentences, of which each third one is shared by three."""
    flags: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    new = [
        (sentence, annotator)
        for annotator in "abc"
        for place, sentence in enumerate(SENTENCES)
        if place % 3 == 0 or place // 3 % 3 == "abc".index(annotator)
    ]
    for seed in range(60):
        for (sentence, annotator), arm in arms(new, key=seed.to_bytes(2)).items():
            flags[annotator, int(sentence[1:]) % 3 == 0].append(arm == BLIND)
    shares = {which: sum(blind) / len(blind) for which, blind in flags.items()}
    assert all(0.17 < share < 0.23 for share in shares.values()), shares


def test_who_joins_later_gets_the_arms_that_compare_most_and_nobody_elses_change() -> None:
    first = arms(pairs("a"))
    second = arms(pairs("b"), first)
    third = arms(pairs("c"), first | second)
    assert set(first) & set(second) == set()
    assert Counter(blind_numbers(first | second | third).values()) == {0: 40, 1: 60}


def test_more_sentences_later_are_drawn_for_themselves() -> None:
    first = arms(pairs("ab", SENTENCES[:50]))
    later = arms(pairs("ab", SENTENCES[50:]), first)
    assert set(later) == set(pairs("ab", SENTENCES[50:]))
    assert Counter(blind_numbers(first | later).values()) == {0: 60, 1: 40}


def test_by_sentence_all_annotators_see_it_alike() -> None:
    assert Counter(blind_numbers(arms(pairs("abc"), by=Arms.SENTENCE)).values()) == {0: 80, 3: 20}


def test_where_each_sentence_has_one_answer_arms_are_drawn_by_sentence() -> None:
    assert arms(pairs("a")) == arms(pairs("a"), by=Arms.SENTENCE)
    assert arms(pairs("ab")) == arms(pairs("ab"), by=Arms.PERSON) != arms(pairs("ab"), by=Arms.SENTENCE)


def test_a_round_begun_by_sentence_goes_on_so_unless_it_is_said() -> None:
    old = arms(pairs("ab"), by=Arms.SENTENCE)
    joined = arms(pairs("c"), old)
    assert Counter(blind_numbers(old | joined).values()) == {0: 80, 3: 20}
    more = arms(pairs("abc", ["new1", "new2", "new3", "new4", "new5"]), old | joined)
    assert Counter(blind_numbers(more).values()) == {0: 4, 3: 1}
    by_person = arms(pairs("c"), old, by=Arms.PERSON)
    assert Counter(blind_numbers(old | by_person).values()) == {0: 60, 1: 20, 2: 20}


def test_audit_sentences_are_blind_for_everybody_and_the_share_is_of_all_sentences() -> None:
    audit = set(SENTENCES[::10])
    table = arms(pairs("abc"), audit=audit)
    assert {table[sentence, annotator] for sentence in audit for annotator in "abc"} == {BLIND}
    assert [sum(table[sentence, who] == BLIND for sentence in SENTENCES) for who in "abc"] == [30, 30, 30]


def test_what_no_model_has_scored_has_no_arm() -> None:
    """Also for somebody who joins later; and nobody's is drawn where the queue has no scores."""
    unscored = arms(pairs("ab", SENTENCES[:10]), is_scored=False, audit={"s000"})
    assert Counter(unscored.values()) == {BLIND: 2, "": 18}
    joined = arms(pairs("c", SENTENCES[:10]), unscored, audit={"s000"})
    assert Counter(joined.values()) == {BLIND: 1, "": 9}
    assert set(arms(pairs("c"), arms(pairs("ab")), is_scored=False).values()) == {""}


def test_the_order_in_which_annotators_are_named_changes_nothing() -> None:
    assert arms(pairs("abc")) == arms(pairs("cab"))


def test_all_may_be_blind_and_none() -> None:
    assert set(arms(pairs("ab"), blind=1.0).values()) == {BLIND}
    assert set(arms(pairs("ab"), blind=0.0).values()) == {PRELABELED}
