"""Lists of English words that features look for."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

WORD_LISTS_FILE: Final = Path(__file__).with_name("english.toml")
ATTITUDES_FILE: Final = Path(__file__).with_name("attitudes.toml")
_SHARED_LISTS: Final = ("hedges", "first_person", "negations")  # lists that speak of an attitude too

WordLists = dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """Give every list by its name.

    >>> "said" in word_lists()["speech"]
    True
    """
    return _read_lists(WORD_LISTS_FILE)


@lru_cache(maxsize=1)
def attitudes_by_word() -> Mapping[str, tuple[str, ...]]:
    """Say of each word that shows an attitude which lists it is in.

    >>> attitudes_by_word()["shameless"]
    ('blame',)
    """
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, words in (_read_lists(ATTITUDES_FILE) | {name: word_lists()[name] for name in _SHARED_LISTS}).items():
        for word in words:
            found[word] += (name,)
    return dict(found)


@lru_cache(maxsize=1)
def word_lists_digest() -> str:
    """Changes with any word: a model made with other lists saw text otherwise."""
    told = [(name, sorted(words)) for name, words in sorted((_read_lists(ATTITUDES_FILE) | word_lists()).items())]
    return sha256(repr(told).encode()).hexdigest()[:8]


def _read_lists(path: Path) -> WordLists:
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in found.items()}
