"""What a user should know about articles: those without a target, a mention or a period, and those not in English."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotation.articles.articles import Article
from annotation.articles.occurrences import Occurrences
from annotation.io.console import plural
from annotation.text.language import language
from annotation.text.targets import first_mention


@dataclass
class Diagnostics:
    """Counts of what is unusual about articles, made while they pass through `watch`."""

    expects_targets: bool = True  # False: who asks for the sentences says itself what a missing target means
    articles: int = 0
    without_target: Occurrences = field(default_factory=Occurrences)
    never_mentioned: Occurrences = field(default_factory=Occurrences)
    not_english: Occurrences = field(default_factory=Occurrences)
    only_headings: Occurrences = field(default_factory=Occurrences)  # counted where the articles are split

    def watch(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Pass articles through unchanged and count what is unusual about them."""
        for article in articles:
            self._count(article)
            yield article

    def remarks(self) -> Iterator[str]:
        """Yield one remark for each kind of unusual article that there was."""
        if number := self.only_headings.number:
            subject = plural(number, "article has", "articles have")
            yield (
                f"{subject} no line with a final period {self.only_headings.examples_text}: "
                "each line counts as a sentence, none as a heading"
            )
        if self.expects_targets and (number := self.without_target.number):
            subject = "no target is given" if number == self.articles else f"no target for {plural(number, 'article')}"
            yield f"{subject}: questions about a target, such as stance, stay empty there; --target NAME names one"
        if number := self.never_mentioned.number:
            subject = plural(number, "article never mentions its target", "articles never mention their target")
            yield f"{subject} {self.never_mentioned.examples_text}; other names of it are given with --alias NAME"
        if number := self.not_english.number:
            subject = plural(number, "article is", "articles are")
            yield f"{subject} not in English {self.not_english.examples_text}; sentences are cut by English rules"

    def _count(self, article: Article) -> None:
        self.articles += 1
        if not article.targets:
            self.without_target.add(article.id)
        for target in article.targets:
            if first_mention(article.text, target.names, target.not_aliases) == (None, None):
                self.never_mentioned.add(f"{article.id}: {target.name}")
        if (article_language := language(article.text)) not in ("", "English"):
            self.not_english.add(f"{article.id}: {article_language}")
