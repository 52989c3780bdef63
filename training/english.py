"""Lists of English words that features look for."""

import tomllib
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("english.toml")


@lru_cache(maxsize=1)
def lists() -> dict[str, frozenset[str]]:
    """Give every list by its name.

    >>> "said" in lists()["speech"]
    True
    """
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in found.items()}


@lru_cache(maxsize=1)
def digest() -> str:
    """Changes with any word: a model made with other lists saw text otherwise."""
    told = [(name, sorted(words)) for name, words in sorted(lists().items())]
    return sha256(repr(told).encode()).hexdigest()[:8]
