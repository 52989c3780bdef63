"""Articles, read one at a time from files, folders and tables."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from annotation.articles.bundles import refuse_bundle
from annotation.articles.deduplication import SeenArticles
from annotation.articles.file_reader import FileReader
from annotation.articles.front_matter import split_front_matter
from annotation.articles.sources import PAGE_ENDINGS, is_table, text_files
from annotation.articles.table_markup import TableMarkup
from annotation.errors import DataError
from annotation.io import console
from annotation.tables.read import read_rows
from annotation.tables.schema import ARTICLES, Row
from annotation.text.headings import first_heading
from annotation.text.repetitions import with_repetitions, without_repetitions
from annotation.text.targets import Target, join_targets, read_targets

ReportRemark = Callable[[str], None]
ReportError = Callable[[DataError], None]
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_Made = TypeVar("_Made")
_METADATA: Final = ("title", "outlet", "author", "published", "url")


@dataclass(frozen=True)
class Article:
    """One article. Offsets of its sentences count code points of `text`; metadata that is missing is empty."""

    id: str
    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: str = ""  # an ISO date, with or without a time
    url: str = ""
    targets: tuple[Target, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # columns that ARTICLES lacks
    where: str = ""  # the file or line it was read from, for messages

    def row(self) -> dict[str, Any]:
        """Return the article as a row of the articles table.

        >>> Article("a", "She left.", outlet="Daily", targets=(Target("NASA"),)).row()["target"]
        'NASA'
        """
        target, aliases, not_aliases = join_targets(self.targets)
        metadata = {column: getattr(self, column) or None for column in _METADATA}
        target_cells = {"target": target or None, "aliases": aliases or None}
        target_cells |= {"not_aliases": not_aliases} if not_aliases else {}
        return {"id": self.id, "text": self.text, **metadata, **target_cells, **self.extra}


def read_articles(
    sources: Sequence[str | Path],
    *,
    targets: Sequence[Target] = (),
    encoding: str = "utf-8",
    report_remark: ReportRemark = console.remark,
) -> Iterator[Article]:
    """Stream the articles of several sources. A repeated article is read once, unless it has another target.

    Args:
        sources: Files, folders (with everything below them) and tables of articles.
        targets: The targets of articles that name none themselves.
        encoding: The encoding of the files.
        report_remark: Called with remarks about files that were left out and articles that were repeated.

    Raises:
        DataError: An article is invalid, or two different articles have the same id.
    """
    seen_articles = SeenArticles()
    for source in sources:
        yield from without_repeats(source_articles(source, encoding, report_remark), targets, seen_articles)
    report_repeated(seen_articles, report_remark)


def source_articles(
    source: str | Path, encoding: str, report_remark: ReportRemark, report_error: ReportError | None = None
) -> Iterator[Article]:
    """Stream the articles of one source; an invalid one raises DataError unless `report_error` takes the error."""
    if is_table(source):
        markup = TableMarkup()
        for row in read_rows(source, ARTICLES, encoding=encoding, report_error=report_error):
            yield from unless_invalid(partial(row_article, row, markup), report_error)
        for remark in markup.remarks():
            report_remark(remark)
        return
    reader = FileReader(encoding)
    for path, article_id in text_files(Path(source), report_remark):
        yield from unless_invalid(partial(file_article, path, article_id, reader), report_error)
    for remark in reader.remarks():
        report_remark(remark)


def without_repeats(
    articles: Iterable[Article], targets: Sequence[Target], seen_articles: SeenArticles
) -> Iterator[Article]:
    """Yield each article with those of its targets that it did not have before, and not at all if there are none.

    `targets` are for articles that name none themselves. Raises DataError if two different articles have the same id.
    """
    for article in articles:
        article_targets = article.targets or tuple(targets)
        if new_targets := seen_articles.new_targets(article.id, article.text, article_targets, article.where):
            yield replace(article, targets=() if new_targets == seen_articles.NO_TARGET else new_targets)


def report_repeated(seen_articles: SeenArticles, report_remark: ReportRemark) -> None:
    """Report how many articles came more than once, if any did."""
    if seen_articles.repeated:
        articles = console.plural(seen_articles.repeated, "article was", "articles were")
        report_remark(f"{articles} given twice with the same text and read once (such as {seen_articles.example})")


def unless_invalid(make_article: Callable[[], _Made], report_error: ReportError | None) -> Iterator[_Made]:
    """Yield an article, or what is made of one; its DataError goes to `report_error`, or is raised without it."""
    try:
        article = make_article()
    except DataError as error:
        if report_error is None:
            raise
        report_error(error)
    else:
        yield article


def row_article(row: Row, markup: TableMarkup) -> Article:
    """Make an article of a row with the columns of the articles table, whose text may be HTML.

    Raises DataError if the row is invalid.
    """
    return table_article(markup.plain_article(row, row.where), row.where)


def table_article(row: Mapping[str, Any], location: str) -> Article:
    """Make an article of a row of the articles table; raises DataError if it is invalid."""
    values = {column: row.get(column) or "" for column in ARTICLES.columns}
    targets = read_targets(values.pop("target"), values.pop("aliases"), values.pop("not_aliases"), location)
    extra = {column: value for column, value in row.items() if column not in ARTICLES.columns}
    return _checked(Article(**values, targets=targets, extra=MappingProxyType(extra), where=location))


def file_article(path: Path, article_id: str, reader: FileReader) -> Article:
    """Read the article of one text, Markdown or HTML file; raises DataError if it is invalid.

    `article_id` is its id unless its front matter has another one.
    """
    location = str(path)
    metadata, source = split_front_matter(reader.read(path), location)
    if "text" in metadata:
        raise DataError(
            f"{location} has the key 'text' in its front matter; remove it: the text is what follows the front matter"
        )
    text, title = _plain_text(source, path.suffix.lower(), location, reader)
    refuse_bundle(text, location)
    row = {"id": article_id, "title": title or first_heading(text)}
    row |= {key: value for key, value in metadata.items() if value}
    return table_article({**row, "id": _checked_id(row["id"], location), "text": text}, location)


def _plain_text(source: str, suffix: str, location: str, reader: FileReader) -> tuple[str, str]:
    """Return the text that offsets count in, and the title that its markup names (empty if it names none)."""
    if suffix in PAGE_ENDINGS:
        from annotation.articles.markup import html_text

        page = html_text(source, location)
        reader.note_left_out(location, page.left_out)
        return page.text, page.title
    if suffix in (".md", ".markdown"):
        from annotation.articles.markdown import markdown_text

        shortened, stand_ins = without_repetitions(source)
        text, title = markdown_text(shortened, location)
        return with_repetitions(text, stand_ins), with_repetitions(title, stand_ins)
    reader.note_markup(location, source)
    return source, ""


def _checked_id(article_id: str, location: str) -> str:
    try:
        article_id.encode()
    except UnicodeEncodeError as error:
        raise DataError(
            f"{location!r}: the file's name is not UTF-8, so it can't be the article's id; rename it"
        ) from error
    return article_id


def _checked(article: Article) -> Article:
    if not article.text.strip():
        raise DataError(f"{article.where}: the article {article.id!r} has no text")
    if article.published and not _is_iso_date(article.published):
        raise DataError(
            f"{article.where}: 'published' is {article.published!r}, not an ISO date such as 2024-10-25 "
            "or 2024-10-25T18:00:00+02:00"
        )
    return article


def _is_iso_date(published: str) -> bool:
    try:
        datetime.fromisoformat(published)
    except ValueError:
        return False
    return bool(_ISO_DATE.match(published))
