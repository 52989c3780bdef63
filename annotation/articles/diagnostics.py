"""What is remarkable about a stream of articles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotation.articles.articles import Article
from annotation.io.console import plural
from annotation.text.language import language
from annotation.text.targets import first_mention

_SHOWN = 3  # examples in a remark; a month of news has thousands


@dataclass
class Occurrences:
    """How many articles something is true of, and the first of them."""

    number: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        """Count one more."""
        self.number += 1
        if len(self.examples) < _SHOWN:
            self.examples.append(example)

    @property
    def such_as(self) -> str:
        """The examples, in words."""
        more = ", …" if self.number > len(self.examples) else ""
        return f"({', '.join(self.examples)}{more})"


@dataclass
class Diagnostics:
    """Looks at articles as they pass."""

    articles: int = 0
    without_target: Occurrences = field(default_factory=Occurrences)
    never_mentioned: Occurrences = field(default_factory=Occurrences)
    not_english: Occurrences = field(default_factory=Occurrences)

    def watch(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Pass articles through, noting what is remarkable."""
        for article in articles:
            self._note(article)
            yield article

    def remarks(self) -> Iterator[str]:
        """Say what was found, a line for each kind."""
        if found := self.without_target.number:
            who = "no target is given" if found == self.articles else f"no target for {plural(found, 'article')}"
            yield f"{who}: stance is not asked there and stays empty; name one with --target NAME"
        if found := self.never_mentioned.number:
            times = plural(found, "article never mentions its target", "articles never mention their target")
            yield f"{times} {self.never_mentioned.such_as}; other names of it are given with --alias NAME"
        if found := self.not_english.number:
            are = plural(found, "article is", "articles are")
            yield f"{are} not in English {self.not_english.such_as}; sentences are cut by English rules"

    def _note(self, article: Article) -> None:
        self.articles += 1
        if not article.targets:
            self.without_target.add(article.id)
        for target in article.targets:
            if first_mention(article.text, target.names) == (None, None):
                self.never_mentioned.add(f"{article.id}: {target.name}")
        if (found := language(article.text)) not in ("", "English"):
            self.not_english.add(f"{article.id}: {found}")
