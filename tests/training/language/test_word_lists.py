"""The lists of English words: each word can be met, and stands where it should."""

import tomllib
from itertools import chain, combinations
from pathlib import Path

import pytest

from training.language.word_lists import ATTITUDES, FILE, attitude_lists, word_lists, word_lists_digest
from training.masking.passages import Passage
from training.syntax.tokens import document


def written(path: Path) -> dict[str, list[str]]:
    """Give the lists of a file as they are written."""
    return {name: words.split() for name, words in tomllib.loads(path.read_text(encoding="utf-8")).items()}


ALL = [(path.name, name) for path in (FILE, ATTITUDES) for name in written(path)]


@pytest.mark.parametrize(("file", "name"), ALL)
def test_each_word_of_a_list_is_a_token_in_small_letters_and_there_once(file: str, name: str) -> None:
    """A word with a hyphen or a dot is several tokens: it would never be met."""
    words = written(FILE.with_name(file))[name]
    assert words
    assert [word for word in words if document(Passage(word)).lowered != [word]] == []
    assert [word for word in sorted(set(words)) if words.count(word) > 1] == []


def test_no_list_hides_or_repeats_another() -> None:
    names = [name for _, name in ALL]
    assert [name for name in set(names) if names.count(name) > 1] == []
    of_attitude = {name: set(words) for name, words in written(ATTITUDES).items()}
    assert [pair for pair in combinations(of_attitude, 2) if of_attitude[pair[0]] == of_attitude[pair[1]]] == []


def test_what_is_looked_for_only_among_cues_is_a_cue() -> None:
    assert word_lists()["passive"] <= word_lists()["speech"]
    assert word_lists()["auxiliaries"] | word_lists()["having"] <= word_lists()["between"]
    assert word_lists()["borders"] <= word_lists()["clauses"]


def test_a_word_shows_the_attitudes_of_all_its_lists() -> None:
    assert attitude_lists()["shameless"] == ("blame",)
    assert attitude_lists()["better"] == ("praise", "duty")
    assert attitude_lists()["smear"] == ("blame", "charged")
    assert attitude_lists()["allegedly"] == ("hedges",)  # lists that stand in the other file
    assert attitude_lists()["myself"] == ("first_person",)
    assert attitude_lists()["none"] == ("everybody", "negations")
    assert "said" not in attitude_lists()
    assert {*chain(*attitude_lists().values())} == {*written(ATTITUDES), "hedges", "first_person", "negations"}


def test_the_digest_is_short_and_the_same_each_time() -> None:
    assert len(word_lists_digest()) == 8
    assert word_lists_digest() == word_lists_digest.__wrapped__()
