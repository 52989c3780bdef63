"""What a model was trained on, as digests: enough to refuse those sentences as its judges, too little to read them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from annotation.errors import ModelError
from annotation.text.letter_forms import has_odd_letters, text_words

if TYPE_CHECKING:
    from training.data.examples import Examples

_WORD: Final = re.compile(r"\w+")
_DIGEST_LINES: Final = re.compile(r"(?:[0-9a-f]{16}\n)*+")
_TEXT_PREFIX, _ARTICLE_PREFIX = "text ", "article "


@dataclass(frozen=True)
class Fingerprints:
    """Digests of the texts and articles that a model learned from."""

    digests: frozenset[str] = frozenset()

    def has_text(self, text: str) -> bool:
        """Say whether the model learned from this sentence, whatever its capitals, punctuation, odd letters and id."""
        if _digest(_TEXT_PREFIX + _normalized(text)) in self.digests:
            return True
        # Version 0.2 made digests of odd letters as they stood.
        return has_odd_letters(text) and _digest(_TEXT_PREFIX + _words_as_they_stand(text)) in self.digests

    def has_article(self, article: str) -> bool:
        """Say whether the model learned from any sentence of the article with this id."""
        return bool(article) and _digest(_ARTICLE_PREFIX + article) in self.digests


def make_fingerprints(examples_by_question: "Iterable[Examples]") -> Fingerprints:
    """Make digests of all texts and articles that the questions' examples hold."""
    contents = set()
    for examples in examples_by_question:
        contents |= {_TEXT_PREFIX + _normalized(passage.text) for passage in examples.passages}
        contents |= {_ARTICLE_PREFIX + source.article for source in examples.sources if source.article}
    return Fingerprints(frozenset(map(_digest, contents)))


def fingerprints_to_lines(fingerprints: Fingerprints) -> bytes:
    """Write the digests, one per line, sorted.

    >>> fingerprints = Fingerprints(frozenset({"0" * 16, "f" * 16}))
    >>> fingerprints_from_lines(fingerprints_to_lines(fingerprints), "seen.txt") == fingerprints
    True
    """
    return "".join(f"{digest}\n" for digest in sorted(fingerprints.digests)).encode()


def fingerprints_from_lines(content: bytes, path: str) -> Fingerprints:
    """Read the content of a file of digests; the path is named in errors.

    Raises ModelError if the content is anything else.
    """
    text = content.decode("ascii", errors="replace")
    if not _DIGEST_LINES.fullmatch(text):
        raise ModelError(f"{path} is not a list of digests, one a line")
    return Fingerprints(frozenset(text.split()))


def _normalized(text: str) -> str:
    """Give a text's words without capitals and punctuation; a text without words stays as it is."""
    return " ".join(text_words(text)) or text


def _words_as_they_stand(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold())) or text


def _digest(content: str) -> str:
    return blake2b(content.encode(), digest_size=8).hexdigest()
