"""The lists of English words: each word can be met, and stands where it should."""

import tomllib
from itertools import chain, combinations
from pathlib import Path

import pytest

from training.language.word_lists import ATTITUDES, FILE, attitudes, digest, lists
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
    assert lists()["passive"] <= lists()["speech"]
    assert lists()["auxiliaries"] | lists()["having"] <= lists()["between"]
    assert lists()["borders"] <= lists()["clauses"]


def test_a_word_shows_the_attitudes_of_all_its_lists() -> None:
    assert attitudes()["shameless"] == ("blame",)
    assert attitudes()["better"] == ("praise", "duty")
    assert attitudes()["smear"] == ("blame", "charged")
    assert attitudes()["allegedly"] == ("hedges",)  # lists that stand in the other file
    assert attitudes()["myself"] == ("first_person",)
    assert attitudes()["none"] == ("everybody", "negations")
    assert "said" not in attitudes()
    assert {*chain(*attitudes().values())} == {*written(ATTITUDES), "hedges", "first_person", "negations"}


def test_the_digest_is_short_and_the_same_each_time() -> None:
    assert len(digest()) == 8
    assert digest() == digest.__wrapped__()
