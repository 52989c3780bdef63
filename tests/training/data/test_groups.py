"""Near-duplicates, and the groups they join."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.data.groups import copy_numbers, join_groups

WIRE = "The minister resigned on Monday after a long night of talks with the unions in the capital."
EDITED = "The minister resigned on Monday, after a long night of talks with the unions in the Capital"
OTHER = "A storm closed the harbor for the third time this year, and the fishermen stayed at home."


def parts(groups: Sequence[int]) -> set[frozenset[int]]:
    """The groups as sets of places, whatever their numbers."""
    return {frozenset(position for position, group in enumerate(groups) if group == number) for number in groups}


def test_wire_copy_under_two_ids_is_one_group_with_all_else_of_both_articles() -> None:
    joined = join_groups([WIRE, OTHER, EDITED, "He won.", "Nobody came."], ["a", "a", "b", "b", "c"])
    assert parts(joined.groups) == {frozenset({0, 1, 2, 3}), frozenset({4})}
    assert joined.duplicates == {"groups": 1, "sentences": 2, "across_articles": 1, "joined": "near-duplicates"}


def test_a_text_changed_a_little_is_near_and_one_changed_more_is_not() -> None:
    words = WIRE.split()  # 17 words, 15 triples; a changed word at the end costs one, in the middle three
    last = " ".join([*words[:-1], "town."])
    middle = " ".join([*words[:8], "short", *words[9:]])
    assert copy_numbers([WIRE, last]) == [0, 0]  # 14 triples of 16 in common
    assert copy_numbers([WIRE, middle]) == [0, 1]  # 12 of 18


def test_short_phrases_join_nothing() -> None:
    texts = ["He declined to comment.", "He declined to comment."]
    assert join_groups(texts, ["a", "b"]).groups == (0, 1)
    assert join_groups([*texts, "He declined to comment on that."] * 2, list("abcdef")).groups == (0, 1, 2, 3, 4, 2)


def test_groups_are_joined_over_a_chain_of_articles() -> None:
    assert join_groups([WIRE, WIRE, OTHER, OTHER], ["a", "b", "b", "c"]).groups == (0, 0, 0, 0)


@given(st.lists(st.tuples(st.sampled_from([WIRE, EDITED, OTHER, "He won."]), st.sampled_from("abcdefgh")), min_size=1))
def test_an_article_is_never_torn(rows: list[tuple[str, str]]) -> None:
    groups = join_groups(*map(list, zip(*rows, strict=True))).groups
    by_article: dict[str, int] = {}
    for (_, article), group in zip(rows, groups, strict=True):
        assert by_article.setdefault(article, group) == group


def test_row_order_changes_nothing() -> None:
    rows = [(f"{WIRE} {n // 2}", f"a{n % 7}") for n in range(40)] + [
        (f"{OTHER[n:]} and more", f"b{n}") for n in range(9)
    ]
    order = list(range(len(rows)))
    np.random.default_rng(1).shuffle(order)
    plain = parts(join_groups(*map(list, zip(*rows, strict=True))).groups)
    shuffled = parts(join_groups(*map(list, zip(*(rows[position] for position in order), strict=True))).groups)
    assert {frozenset(order[position] for position in group) for group in shuffled} == plain


def test_where_all_would_be_one_group_only_exact_copies_are_joined() -> None:
    """Every article ends with the same notice but for its number."""
    notice = "Sign up here to get our free newsletter about the election every morning in your inbox, edition"
    texts = [text for n in range(10) for text in (f"{notice} {n}", f"Sentence {n} of its own.")]
    joined = join_groups([*texts, WIRE, WIRE], [*(f"a{n // 2}" for n in range(20)), "a1", "a2"])
    assert len(set(joined.groups)) == 9
    assert joined.duplicates["joined"] == "exact copies"
    assert joined.duplicates["why"] == (
        "near-duplicates would join 22 of 22 sentences in one group: only exact copies are joined"
    )


def test_rows_that_are_all_copies_of_each_other_stay_one_group() -> None:
    assert set(join_groups([WIRE] * 5, list("abcde")).groups) == {0}


def test_a_sentence_asked_about_two_targets_is_no_copy() -> None:
    assert join_groups([WIRE, WIRE], ["a", "a"]).duplicates["sentences"] == 0
