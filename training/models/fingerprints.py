"""What a model was trained on, as digests: enough to refuse it as a judge of itself, too little to read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from annotation.errors import ModelError

if TYPE_CHECKING:
    from training.data.examples import Examples

_WORD: Final = re.compile(r"\w+")
_LINES: Final = re.compile(r"(?:[0-9a-f]{16}\n)*+")
_TEXT, _ARTICLE = "text ", "article "


@dataclass(frozen=True)
class Fingerprints:
    """Digests of the texts and articles a model learned from."""

    digests: frozenset[str] = frozenset()

    def has_text(self, text: str) -> bool:
        """Whether the model learned from this sentence, whatever its capitals, marks and id."""
        return _digest(_TEXT + _plain(text)) in self.digests

    def has_article(self, article: str) -> bool:
        """Whether the model learned from some sentence of this article."""
        return bool(article) and _digest(_ARTICLE + article) in self.digests


def fingerprints(learned: "Iterable[Examples]") -> Fingerprints:
    """Note what is learned from."""
    found = set()
    for one in learned:
        found |= {_TEXT + _plain(passage.text) for passage in one.passages}
        found |= {_ARTICLE + source.article for source in one.sources if source.article}
    return Fingerprints(frozenset(map(_digest, found)))


def to_lines(known: Fingerprints) -> bytes:
    """Write the digests, one a line.

    >>> known = Fingerprints(frozenset({"0" * 16, "f" * 16}))
    >>> from_lines(to_lines(known), "seen.txt") == known
    True
    """
    return "".join(f"{digest}\n" for digest in sorted(known.digests)).encode()


def from_lines(content: bytes, where: str) -> Fingerprints:
    """Read what was written, or say that it isn't that."""
    text = content.decode("ascii", errors="replace")
    if not _LINES.fullmatch(text):
        raise ModelError(f"{where} is not a list of digests, one a line")
    return Fingerprints(frozenset(text.split()))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold())) or text


def _digest(known: str) -> str:
    return blake2b(known.encode(), digest_size=8).hexdigest()
