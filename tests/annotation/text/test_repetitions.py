"""Passages that say the same again and again are found whole, and only they."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.text.paragraphs import paragraphs
from annotation.text.repetitions import (
    MAX_PERIOD,
    MIN_LENGTH,
    repeated_passages,
    repeats_itself,
    with_repetitions,
    without_repetitions,
)
from annotation.text.sentence_boundaries import sentence_spans

NEWS = " ".join(f"The mayor met {number} people, and nobody knew why." for number in range(500))
UNITS = st.one_of(st.text("ab. \n“[1", min_size=1, max_size=6), st.sampled_from(["x" * MAX_PERIOD, "Hi! ", "\n", "🙂"]))


@given(UNITS, st.integers(0, 3000), st.integers(0, 3000))
def test_a_long_passage_is_found_wherever_it_stands(unit: str, before: int, after: int) -> None:
    repeated = unit * (2 * MIN_LENGTH // len(unit))
    text = NEWS[:before] + repeated + NEWS[:after]
    [(start, end)] = repeated_passages(text)
    assert before - len(unit) <= start <= before + len(unit)
    assert before + len(repeated) - 2 * len(unit) <= end <= before + len(repeated) + len(unit)


@pytest.mark.parametrize("text", ["", "Hi! " * 1000, NEWS, "-" * (MIN_LENGTH - 1), NEWS + "Hi! " * 1000 + NEWS])
def test_a_shorter_passage_or_news_is_none(text: str) -> None:
    assert list(repeated_passages(text)) == []


def test_no_sentence_ends_within_it_and_words_beside_it_stay_whole() -> None:
    text = "She left. " + "Hi! No. " * 2000 + "He stayed. They won."
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    assert sentences == ["She left.", ("Hi! No. " * 2000).strip(), "He stayed.", "They won."]


def test_its_lines_are_one_paragraph() -> None:
    text = "She left.\n" + "a\n" * 5000 + "He stayed.\nThey won.\n"
    found = [text[start:end] for start, end in paragraphs(text)]
    assert found == ["She left.", ("a\n" * 5000).strip(), "He stayed.", "They won."]
    assert [repeats_itself(passage) for passage in found] == [False, True, False, False]


@given(UNITS, st.integers(0, 300))
def test_stand_ins_are_put_back(unit: str, before: int) -> None:
    text = NEWS[:before] + "\n\n" + unit * (2 * MIN_LENGTH // len(unit))
    shortened, stand_ins = without_repetitions(text)
    assert len(shortened) < MIN_LENGTH
    assert with_repetitions(shortened, stand_ins).split() == text.split()
