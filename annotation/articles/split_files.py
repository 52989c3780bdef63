"""Articles to a file of sentences, in a stream."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotation.articles.articles import Article, ReportRemark, read_articles, table_article
from annotation.articles.diagnostics import Diagnostics
from annotation.articles.sentences import HEADING, split_article
from annotation.errors import ConfigError
from annotation.io import console
from annotation.io.files import STDIO
from annotation.io.streams import Spool
from annotation.tables.read import table_format
from annotation.tables.schema import ARTICLES, SENTENCES
from annotation.tables.write import write_rows
from annotation.text.targets import Target


@dataclass
class Splitting:
    """What was split: counts, and what is remarkable about the articles."""

    survey: Diagnostics = field(default_factory=Diagnostics)
    sentences: int = 0
    headings: int = 0

    def rows(self, articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
        """Split articles, counting."""
        for article in self.survey.watch(articles):
            for row in split_article(article):
                self.headings += row["kind"] == HEADING
                self.sentences += row["kind"] != HEADING
                yield row

    def remarks(self) -> Iterator[str]:
        """Say how much there was, then what is remarkable."""
        articles = console.plural(self.survey.articles, "article")
        yield f"{articles}: {console.plural(self.sentences, 'sentence')}, {console.plural(self.headings, 'heading')}"
        yield from self.survey.remarks()


def split_files(
    sources: Sequence[str],
    output: str,
    *,
    articles: str = "",
    targets: Sequence[Target] = (),
    encoding: str = "utf-8",
    tell: ReportRemark = console.remark,
) -> Splitting:
    """Write the sentences of all articles to `output`, and to `articles` the texts that their offsets count in."""
    table_format(output)  # a name we can't write is told before the work, not after
    if articles:
        table_format(articles)
    if articles and (articles == STDIO or Path(articles).resolve() == Path(output).resolve()):
        raise ConfigError(f"--articles {articles} would be mixed with the sentences; name another file")
    found = Splitting()
    read = read_articles(sources, targets=targets, encoding=encoding, tell=tell)
    with Spool(article.row() for article in read) if articles else nullcontext() as spool:
        if spool is not None:
            write_rows(articles, spool, ARTICLES)
            read = (table_article(row, row["id"]) for row in spool)
        write_rows(output, found.rows(read), SENTENCES)
    return found
