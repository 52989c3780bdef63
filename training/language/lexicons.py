"""Lists of words that installed packages bring: only their files are read, the packages are never imported."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError
from training.language import word_lists as english

VALENCE_LEXICON: Final = ("vaderSentiment", "vader_lexicon.txt")  # how good or bad words are: Hutto and Gilbert 2014, MIT
TAG_LEXICON: Final = ("textblob", "en/en-lexicon.txt")  # words and their classes: Brill's tagger, MIT


def lexicon_lines(package: str, file: str) -> Iterator[str]:
    """Give the lines of a package's file."""
    yield from _lexicon_path(package, file).read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=1)
def lexicons_digest() -> str:
    """Changes with any word of any list: a model made with other lists saw text otherwise."""
    told = sha256(english.word_lists_digest().encode())
    for package, file in (VALENCE_LEXICON, TAG_LEXICON):
        told.update(_lexicon_path(package, file).read_bytes())
    return told.hexdigest()[:8]


def _lexicon_path(package: str, file: str) -> Path:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        if (Path(folder) / file).is_file():
            return Path(folder) / file
    raise ConfigError(f"the package {package} with its list {file} is not installed: pip install {package}")
