"""Splits: what is learned from and what is judged never share a group, an outlet, or a day to come."""

from collections.abc import Sequence
from itertools import zip_longest

import pytest

from training.data.examples import Source
from training.data.splits import NoSplit, Split, article_split, outlet_split, shuffled_split, time_split


def sources(outlet: Sequence[str] = (), published: Sequence[str] = ()) -> list[Source]:
    pairs = zip_longest(outlet, published, fillvalue="")
    return [Source(f"s{n}", outlet=name, published=day) for n, (name, day) in enumerate(pairs)]


def folds(split: Split | NoSplit) -> list[tuple[list[int], list[int]]]:
    assert isinstance(split, Split), split
    return [(train.tolist(), test.tolist()) for train, test in split.folds]


def why(split: Split | NoSplit) -> str:
    assert isinstance(split, NoSplit), split
    return split.reason


LABELS = ["pro", "con", "odd"] * 20
GROUPS = [n // 4 for n in range(60)]


def test_no_group_is_on_both_sides_and_every_sentence_is_judged_once() -> None:
    dealt = folds(article_split(LABELS, GROUPS, seed=0))
    assert len(dealt) == 5
    assert sorted(position for _, test in dealt for position in test) == list(range(60))
    for train, test in dealt:
        assert not {GROUPS[position] for position in train} & {GROUPS[position] for position in test}


def test_shuffled_tears_articles_apart_and_says_so() -> None:
    split = shuffled_split(LABELS, seed=0)
    dealt = folds(split)
    assert any(
        {GROUPS[position] for position in train} & {GROUPS[position] for position in test} for train, test in dealt
    )
    assert isinstance(split, Split)
    assert split.description == "single sentences dealt into 5 folds, those of one article on both sides: this flatters"


def test_the_seed_decides_the_folds() -> None:
    whole = [folds(article_split(LABELS, GROUPS, seed)) for seed in (1, 1, 2)]
    single = [folds(shuffled_split(LABELS, seed)) for seed in (1, 1, 2)]
    assert whole[0] == whole[1] != whole[2]
    assert single[0] == single[1] != single[2]


@pytest.mark.parametrize(
    ("answers", "articles", "number"),
    [
        (["pro", "con"] * 4, "aaaaaaaa", 0),  # one article
        (["pro", "con"] * 4, "aabbaabb", 2),
        (["pro", "con"] * 4, "aabbccdd", 4),
        (["pro", "con"], "ab", 0),  # either side would know one label only
        (["pro", "pro", "con", "con"], "aabb", 0),  # each article has a label of its own
        (["pro", "pro", "pro", "con", "con"], "abcde", 3),  # no more folds than sentences of the most frequent label
        (["pro", "con"] * 10 + ["odd"], "abcdefghijklmnopqrstu", 5),  # a label seen once stands in one fold only
    ],
)
def test_few_articles_give_fewer_folds_or_a_reason(answers: list[str], articles: str, number: int) -> None:
    split = article_split(answers, [ord(letter) for letter in articles], seed=0)
    if number:
        assert len(folds(split)) == number
        assert all(len({answers[position] for position in train}) > 1 for train, _ in folds(split))
    else:
        assert "label" in why(split)


def test_outlets_are_whole_on_one_side() -> None:
    outlets = [f"paper {n % 7}" for n in range(60)]
    dealt = folds(outlet_split(LABELS, list(range(60)), sources(outlet=outlets)))
    assert len(dealt) == 5
    assert sorted(position for _, test in dealt for position in test) == list(range(60))
    for train, test in dealt:
        assert not {outlets[position] for position in train} & {outlets[position] for position in test}


def test_wire_copy_that_two_outlets_ran_is_not_learned_from_while_either_is_judged() -> None:
    outlets = ["x", "x", "x", "y", "y", "y"]
    groups = [0, 1, 2, 2, 3, 4]  # sentence 2 of x and 3 of y are copies
    dealt = folds(outlet_split(["pro", "con", "pro", "con", "pro", "con"], groups, sources(outlet=outlets)))
    assert sorted(dealt) == [([0, 1], [3, 4, 5]), ([4, 5], [0, 1, 2])]


def test_sentences_without_an_outlet_are_on_neither_side_and_counted() -> None:
    outlets = ["x", "x", "y", "y", "", "x", "y"]
    split = outlet_split(["pro", "con", "pro", "con", "pro", "con", "pro"], list(range(7)), sources(outlet=outlets))
    assert all(4 not in (*train, *test) for train, test in folds(split))
    assert isinstance(split, Split)
    assert (
        split.description
        == "2 outlets dealt whole into 2 folds, each judged unseen; 1 sentence without an outlet left out"
    )


@pytest.mark.parametrize(
    ("outlets", "reason"),
    [
        (["", ""], "no sentence names its outlet (a column 'outlet' would)"),
        (["x", ""], "only 1 of 2 sentences name their outlet"),
        (["x", "x"], "all sentences are of one outlet, x"),
        (["x", "y"], "without one outlet the others have only one label: nothing could be learned from them"),
    ],
)
def test_without_outlets_to_tell_apart_there_is_a_reason(outlets: list[str], reason: str) -> None:
    assert why(outlet_split(["pro", "con"], [0, 1], sources(outlet=outlets))) == reason


DAYS = [f"2026-01-{1 + n // 2:02}" for n in range(60)]


def test_time_learns_from_the_past_only() -> None:
    split = time_split(LABELS, list(range(60)), sources(published=DAYS))
    assert [(len(train), len(test)) for train, test in folds(split)] == [(12, 12), (24, 12), (36, 12), (48, 12)]
    for train, test in folds(split):
        assert max(DAYS[position] for position in train) < min(DAYS[position] for position in test)
    assert isinstance(split, Split)
    assert split.description == "learned from the past, judged on what came after, in 4 windows from 2026-01-07 on"


def test_an_article_that_is_still_running_is_not_learned_from() -> None:
    """Sentences 0 and 59 are of one group: while 59 lies ahead, 0 would give it away."""
    groups = [59 if n == 0 else n for n in range(60)]
    assert all(0 not in train for train, _ in folds(time_split(LABELS, groups, sources(published=DAYS))))


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (["", ""], "no sentence says when it was published (a column 'published' would)"),
        (["2026-01-01", ""], "only 1 of 2 sentences say when they were published"),
        (["2026-01-01", "last Tuesday"], "'published' of sentence s1 is 'last Tuesday', not a date like 2026-03-31"),
        (
            ["tomorrow", "01/02/2026"],
            "'published' of sentence s0 is 'tomorrow', not a date like 2026-03-31 (2 such values)",
        ),
        (
            ["2026-01-01", "2026-01-01"],
            "the earlier sentences have only one label, or all are of one day: nothing could be learned from",
        ),
    ],
)
def test_without_dates_there_is_a_reason_with_the_first_bad_one(days: list[str], reason: str) -> None:
    assert why(time_split(["pro", "con"], [0, 1], sources(published=days))) == reason


def test_times_of_day_and_zones_are_dates_too() -> None:
    days = [f"{day}T23:59:00+02:00" for day in DAYS]
    assert folds(time_split(LABELS, GROUPS, sources(published=days))) == folds(
        time_split(LABELS, GROUPS, sources(published=DAYS))
    )


def test_sentences_without_a_date_are_left_out_with_their_article() -> None:
    days = ["" if n == 5 else day for n, day in enumerate(DAYS)]
    split = time_split(LABELS, [4 if n == 5 else n for n in range(60)], sources(published=days))
    assert all(not {4, 5} & {*train} and 5 not in test for train, test in folds(split))
    assert isinstance(split, Split)
    assert split.description.endswith("; 1 sentence without a date left out")
