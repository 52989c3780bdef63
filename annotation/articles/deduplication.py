"""Recognizing articles that come more than once, by their ids and digests of their texts; no text is kept."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from annotation.errors import DataError
from annotation.text.targets import Target


class _SeenArticle(NamedTuple):
    digest: bytes
    location: str
    targets: tuple[Target, ...]


class SeenArticles:
    """The articles that were read so far, with their targets.

    Attributes:
        repeated: How many articles came again without a new target.
        example: The locations of the first such article, for a message.
    """

    NO_TARGET: Final = (Target(""),)

    def __init__(self) -> None:
        self.repeated = 0
        self.example = ""
        self._articles: dict[str, _SeenArticle] = {}

    def new_targets(self, article_id: str, text: str, targets: Sequence[Target], location: str) -> tuple[Target, ...]:
        """Add an article, and return those of its targets that it did not have before.

        An article without any target gives `NO_TARGET` the first time. Raises DataError if another article with a
        different text has the same id.

        >>> seen_articles = SeenArticles()
        >>> seen_articles.new_targets("a", "He won.", [Target("Musk")], "a.txt")
        (Target(name='Musk', aliases=(), not_aliases=()),)
        >>> seen_articles.new_targets("a", "He won.", [Target("Musk"), Target("NASA")], "b.txt")
        (Target(name='NASA', aliases=(), not_aliases=()),)
        """
        all_targets = tuple(targets) or self.NO_TARGET
        digest = blake2b(text.encode(), digest_size=16).digest()
        earlier = self._articles.setdefault(article_id, _SeenArticle(digest, location, ()))
        if earlier.digest != digest:
            raise DataError(
                f"the article id {article_id!r} is given twice with different text: {earlier.location} and {location}; "
                "give each article its own id (a file's is its path, or 'id' in its front matter)"
            )
        earlier_names = {target.name for target in earlier.targets}
        new_targets = tuple(target for target in all_targets if target.name not in earlier_names)
        if not new_targets:
            self.repeated += 1
            self.example = self.example or f"{earlier.location} and {location}"
        elif not earlier.targets:
            self._articles[article_id] = earlier._replace(targets=all_targets)
        else:
            self._articles[article_id] = earlier._replace(targets=(*earlier.targets, *new_targets))
        return new_targets
