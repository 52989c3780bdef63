"""The lists of English words: each word can be met, and stands where it should."""

import tomllib
from itertools import chain, combinations
from pathlib import Path

import pytest

from training.language.word_lists import (
    ATTITUDES_FILE,
    WORD_LISTS_FILE,
    attitudes_by_word,
    word_lists,
    word_lists_digest,
)
from training.masking.passages import Passage
from training.syntax.tokens import make_document


def written(path: Path) -> dict[str, list[str]]:
    """Give the lists of a file as they are written."""
    return {name: words.split() for name, words in tomllib.loads(path.read_text(encoding="utf-8")).items()}


ALL = [(path.name, name) for path in (WORD_LISTS_FILE, ATTITUDES_FILE) for name in written(path)]


@pytest.mark.parametrize(("file", "name"), ALL)
def test_each_word_of_a_list_is_a_token_in_small_letters_and_there_once(file: str, name: str) -> None:
    """A word with a hyphen or a dot is several tokens: it would never be met."""
    words = written(WORD_LISTS_FILE.with_name(file))[name]
    assert words
    assert [word for word in words if make_document(Passage(word)).lowered != [word]] == []
    assert [word for word in sorted(set(words)) if words.count(word) > 1] == []


def test_no_list_hides_or_repeats_another() -> None:
    names = [name for _, name in ALL]
    assert [name for name in set(names) if names.count(name) > 1] == []
    of_attitude = {name: set(words) for name, words in written(ATTITUDES_FILE).items()}
    assert [pair for pair in combinations(of_attitude, 2) if of_attitude[pair[0]] == of_attitude[pair[1]]] == []


def test_what_is_looked_for_only_among_cues_is_a_cue() -> None:
    assert word_lists()["passive"] <= word_lists()["speech"]
    assert word_lists()["auxiliaries"] | word_lists()["having"] <= word_lists()["between"]
    assert word_lists()["borders"] <= word_lists()["clauses"]


def test_a_word_shows_the_attitudes_of_all_its_lists() -> None:
    assert attitudes_by_word()["shameless"] == ("blame",)
    assert attitudes_by_word()["better"] == ("praise", "duty")
    assert attitudes_by_word()["smear"] == ("blame", "charged")
    assert attitudes_by_word()["allegedly"] == ("hedges",)  # lists that stand in the other file
    assert attitudes_by_word()["myself"] == ("first_person",)
    assert attitudes_by_word()["none"] == ("everybody", "negations")
    assert "said" not in attitudes_by_word()
    assert {*chain(*attitudes_by_word().values())} == {*written(ATTITUDES_FILE), "hedges", "first_person", "negations"}


def test_the_digest_is_short_and_the_same_each_time() -> None:
    assert len(word_lists_digest()) == 8
    assert word_lists_digest() == word_lists_digest.__wrapped__()
