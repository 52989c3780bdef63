"""Splitting articles into a file of sentences, in a stream."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from annotation.articles.articles import Article, ReportRemark, read_articles, table_article
from annotation.articles.diagnostics import Diagnostics
from annotation.articles.sentences import HEADING, NO_HEADINGS_ADVICE, split_article
from annotation.errors import ConfigError
from annotation.io import console
from annotation.io.files import STDIO
from annotation.io.streams import Spool
from annotation.tables.read import table_format
from annotation.tables.schema import ARTICLES, SENTENCES
from annotation.tables.write import write_rows
from annotation.text.targets import Target


@dataclass
class SplitCounts:
    """The number of sentences and headings that articles were split into, and what is unusual about the articles."""

    diagnostics: Diagnostics = field(default_factory=Diagnostics)
    sentences: int = 0
    headings: int = 0
    no_headings: bool = False

    def split(self, articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
        """Split articles into rows of the sentences table, and count them."""
        for article in self.diagnostics.watch(articles):
            for row in split_article(article, self.diagnostics, no_headings=self.no_headings):
                self.headings += row["kind"] == HEADING
                self.sentences += row["kind"] != HEADING
                yield row

    def remarks(self) -> Iterator[str]:
        """Yield one line with all counts, then remarks about unusual articles."""
        articles = console.plural(self.diagnostics.articles, "article")
        yield f"{articles}: {console.plural(self.sentences, 'sentence')}, {console.plural(self.headings, 'heading')}"
        if self.headings > self.sentences:
            yield f"headings are lines without a final period; {NO_HEADINGS_ADVICE}"
        yield from self.diagnostics.remarks()


def split_files(
    sources: Sequence[str],
    output: str,
    *,
    articles: str = "",
    targets: Sequence[Target] = (),
    no_headings: bool = False,
    encoding: str = "utf-8",
    for_spreadsheets: bool = False,
    report_remark: ReportRemark = console.remark,
) -> SplitCounts:
    """Split articles into sentences, and write them to a file.

    Args:
        sources: Files, folders and tables of articles.
        output: The file of sentences; its ending names the format, and `-` is standard output.
        articles: A file for the articles themselves, whose texts the offsets of the sentences count in; empty for none.
        targets: The targets of articles that name none themselves.
        no_headings: Whether a line without a final period counts as a sentence.
        encoding: The encoding of the sources.
        for_spreadsheets: Whether cells of CSV that a spreadsheet would run are written as text.
        report_remark: Called with remarks about the sources.

    Raises:
        ConfigError: `articles` and `output` are the same file.
        DataError: An article is invalid, or a file cannot be read or written.
    """
    table_format(output)  # an ending that cannot be written is reported before the work is done
    if articles:
        table_format(articles)
    if articles and (articles == STDIO or os.path.realpath(articles) == os.path.realpath(output)):
        raise ConfigError(f"--articles {articles} would be mixed with the sentences; name another file")
    counts = SplitCounts(no_headings=no_headings)
    stream = read_articles(sources, targets=targets, encoding=encoding, report_remark=report_remark)
    with Spool(article.row() for article in stream) if articles else nullcontext() as spool:
        if spool is not None:
            write_rows(articles, spool, ARTICLES, for_spreadsheets=for_spreadsheets)
            stream = (table_article(row, row["id"]) for row in spool)
        write_rows(output, counts.split(stream), SENTENCES, for_spreadsheets=for_spreadsheets)
    return counts
