"""Lists of English words that features look for; the words themselves are in the two TOML files beside this one."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

WORD_LISTS_FILE: Final = Path(__file__).with_name("english.toml")
ATTITUDES_FILE: Final = Path(__file__).with_name("attitudes.toml")
_SHARED_LISTS: Final = ("hedges", "first_person", "negations")  # lists of english.toml that show an attitude too

WordLists = dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """Give the lists of english.toml by name.

    >>> "said" in word_lists()["speech"]
    True
    """
    return _read_lists(WORD_LISTS_FILE)


@lru_cache(maxsize=1)
def attitudes_by_word() -> Mapping[str, tuple[str, ...]]:
    """Give, for each word that shows an attitude, the names of the lists that have it.

    >>> attitudes_by_word()["shameless"]
    ('blame',)
    """
    attitudes: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    shared = {name: word_lists()[name] for name in _SHARED_LISTS}
    for name, words in (_read_lists(ATTITUDES_FILE) | shared).items():
        for word in words:
            attitudes[word] += (name,)
    return dict(attitudes)


@lru_cache(maxsize=1)
def word_lists_digest() -> str:
    """Give eight characters that change with any word of any list: other lists give other features for a text."""
    lists = _read_lists(ATTITUDES_FILE) | word_lists()
    sorted_lists = [(name, sorted(words)) for name, words in sorted(lists.items())]
    return sha256(repr(sorted_lists).encode()).hexdigest()[:8]


def _read_lists(path: Path) -> WordLists:
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in lists.items()}
