"""Each article once: ids and digests of the texts seen so far, never the texts."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from annotation.errors import DataError
from annotation.text.targets import Target


class _Seen(NamedTuple):
    digest: bytes
    where: str
    targets: tuple[Target, ...]


class SeenArticles:
    """Remembers which article was asked about which target."""

    NO_TARGET: Final = (Target(""),)

    def __init__(self) -> None:
        self.repeated = 0
        self.example = ""
        self._seen: dict[str, _Seen] = {}

    def new_targets(self, name: str, text: str, targets: Sequence[Target], where: str) -> tuple[Target, ...]:
        """Give those targets that this article wasn't asked about yet (`NO_TARGET` where it has none).

        >>> once = SeenArticles()
        >>> once.new_targets("a", "He won.", [Target("Musk")], "a.txt")
        (Target(name='Musk', aliases=()),)
        >>> once.new_targets("a", "He won.", [Target("Musk"), Target("NASA")], "b.txt")
        (Target(name='NASA', aliases=()),)
        """
        wanted = tuple(targets) or self.NO_TARGET
        digest = blake2b(text.encode(), digest_size=16).digest()
        seen = self._seen.setdefault(name, _Seen(digest, where, ()))
        if seen.digest != digest:
            raise DataError(
                f"the article id {name!r} is given twice with different text: {seen.where} and {where}; "
                "give each article its own id (a file's is its path, or 'id' in its front matter)"
            )
        asked = {target.name for target in seen.targets}
        new = tuple(target for target in wanted if target.name not in asked)
        if not new:
            self.repeated += 1
            self.example = self.example or f"{seen.where} and {where}"
        elif not seen.targets:
            self._seen[name] = seen._replace(targets=wanted)
        else:
            self._seen[name] = seen._replace(targets=(*seen.targets, *new))
        return new
