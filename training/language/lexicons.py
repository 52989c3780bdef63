"""Word lists that installed packages bring along: only their files are read, the packages are never imported."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError
from training.language.word_lists import word_lists_digest

# A package, and the path of its list inside it. Both packages have the MIT license.
VALENCE_LEXICON: Final = ("vaderSentiment", "vader_lexicon.txt")  # how good or bad words are: Hutto and Gilbert 2014
TAG_LEXICON: Final = ("textblob", "en/en-lexicon.txt")  # words and their part-of-speech tags: Brill's tagger


def lexicon_lines(package: str, file: str) -> Iterator[str]:
    """Give the lines of a package's file.  Raises ConfigError if the package is not installed.

    >>> [line for line in lexicon_lines(*TAG_LEXICON) if line.startswith("herald ")]
    ['herald VB']
    """
    yield from _lexicon_path(package, file).read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=1)
def lexicons_digest() -> str:
    """Give eight characters that change with any word of any list: other lists give other features for a text."""
    digest = sha256(word_lists_digest().encode())
    for package, file in (VALENCE_LEXICON, TAG_LEXICON):
        digest.update(_lexicon_path(package, file).read_bytes())
    return digest.hexdigest()[:8]


def _lexicon_path(package: str, file: str) -> Path:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        if (Path(folder) / file).is_file():
            return Path(folder) / file
    raise ConfigError(f"the package {package} with its list {file} is not installed: pip install {package}")
