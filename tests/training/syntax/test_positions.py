"""Where a word stands: beside which mention, in a quotation or not, in which clause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.syntax.positions import clause_positions, quotation_flags, side_and_distance


@pytest.mark.parametrize(
    ("at", "mentions", "told"),
    [
        (0, [3], ("<", 3)),
        (5, [3], (">", 2)),
        (3, [1, 9], (">", 2)),
        (8, [1, 9], ("<", 1)),
        (5, [1, 9], (">", 4)),  # as far from both: it counts by the first
        (12, [1, 5, 9], (">", 3)),
    ],
)
def test_a_word_stands_before_or_after_the_nearest_mention(at: int, mentions: list[int], told: tuple[str, int]) -> None:
    assert side_and_distance(at, mentions) == told


@given(st.integers(0, 30), st.sets(st.integers(0, 30), min_size=1))
def test_no_mention_is_nearer_than_the_one_that_was_found(at: int, mentions: set[int]) -> None:
    away = min(abs(at - mention) for mention in mentions)
    assert side_and_distance(at, sorted(mentions)) == (">" if at - away in mentions else "<", away)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('he " lied " twice', ["lied"]),
        ("he “ lied ” twice", ["lied"]),
        ("he « lied » twice", ["lied"]),
        ('he " lied " , " often " he', ["lied", "often"]),
        ("“ he “ lied ” twice ” again", ["he", "lied"]),  # a nested one ends with the first mark that closes
        ('“ he lied " twice', ["he", "lied"]),  # opened curly, closed straight
        ("he ” lied” twice", []),  # nothing was open
        ("he lied “ twice again", ["twice", "again"]),  # nothing closes it
        ("“ he ” “ lied ” twice", ["he", "lied"]),
        ("", []),
    ],
)
def test_what_is_quoted_stands_between_marks_straight_or_curly(text: str, inside: list[str]) -> None:
    words = text.split()
    assert [
        word for word, within in zip(words, quotation_flags(words), strict=True) if within and word.isalpha()
    ] == inside


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        ("he won because she lost .", 0, "he won"),
        ("he won because she lost .", 3, "she lost"),
        ("although he won , she , too , lost", 4, "she"),
        ("he won and she lost", 1, "he won"),
        ("he won and she lost", 3, "she lost"),
        ("he won — she lost", 4, "she lost"),
        ("he said “ she lost ” then", 3, "she lost"),
        ("he won or she lost", 4, "he won or she lost"),  # "or" begins no clause
        ("he", 0, "he"),
    ],
)
def test_a_clause_ends_at_a_mark_or_a_conjunction(text: str, at: int, told: str) -> None:
    words = text.split()
    assert [words[place] for place in clause_positions(words, at)] == told.split()


@given(st.lists(st.sampled_from(["he", "won", "and", ","]), max_size=12), st.lists(st.just("she"), max_size=3))
def test_a_clause_reaches_to_the_next_border_on_both_sides(before: list[str], after: list[str]) -> None:
    words = [*before, "bo", *after, ",", "he"]
    found = clause_positions(words, len(before))
    assert len(before) in found
    assert not {"and", ","} & {words[place] for place in found}
    assert found.start == 0 or words[found.start - 1] in {"and", ","}
    assert words[found.stop] == ","
