"""Articles, from files, folders and tables, one at a time."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from annotation.articles.deduplication import SeenArticles
from annotation.articles.front_matter import take_front_matter
from annotation.articles.sources import is_table, text_files
from annotation.errors import DataError
from annotation.io import console
from annotation.io.encodings import read_text
from annotation.tables.read import read_rows
from annotation.tables.schema import ARTICLES
from annotation.text.headings import first_heading
from annotation.text.targets import Target, join_targets, read_targets

ReportRemark = Callable[[str], None]
ReportError = Callable[[DataError], None]
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True)
class Article:
    """One article; all offsets count in its `text`. Texts that nobody gave are empty."""

    id: str
    text: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    targets: tuple[Target, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # columns we don't know
    where: str = ""

    def row(self) -> dict[str, Any]:
        """Give the article as a row of its table."""
        target, aliases = join_targets(self.targets)
        known = {column: getattr(self, column) or None for column in ("title", "outlet", "author", "published", "url")}
        named = {"target": target or None, "aliases": aliases or None}
        return {"id": self.id, "text": self.text, **known, **named, **self.extra}


def read_articles(
    sources: Sequence[str | Path],
    *,
    targets: Sequence[Target] = (),
    encoding: str = "utf-8",
    tell: ReportRemark = console.remark,
) -> Iterator[Article]:
    """Stream the articles of files, folders (with all below them) and tables; `targets` where they name none.

    The same article given twice is read once, unless it asks about another target; `tell` gets what is
    remarkable: files left out, articles given twice.
    """
    once = SeenArticles()
    for source in sources:
        yield from without_repeats(source_articles(source, encoding, tell), targets, once)
    tell_repeated(once, tell)


def source_articles(
    source: str | Path, encoding: str, tell: ReportRemark, bad: ReportError | None = None
) -> Iterator[Article]:
    """Give the articles of one source as they are; a bad one stops it unless `bad` takes the error."""
    if is_table(source):
        for row in read_rows(source, ARTICLES, encoding=encoding, bad=bad):
            yield from skip_bad(partial(table_article, row, row.where), bad)
        return
    for file, name in text_files(Path(source), tell):
        yield from skip_bad(partial(file_article, file, name, encoding), bad)


def without_repeats(articles: Iterable[Article], targets: Sequence[Target], once: SeenArticles) -> Iterator[Article]:
    """Give each article once, with the targets it wasn't asked about yet, its own or else those given."""
    for article in articles:
        asked = article.targets or tuple(targets)
        if new := once.new_targets(article.id, article.text, asked, article.where):
            yield replace(article, targets=() if new == once.NO_TARGET else new)


def tell_repeated(once: SeenArticles, tell: ReportRemark) -> None:
    """Say how many articles were given more than once."""
    if once.repeated:
        given = console.plural(once.repeated, "article was", "articles were")
        tell(f"{given} given twice with the same text and read once (such as {once.example})")


def skip_bad(read: Callable[[], Article], bad: ReportError | None) -> Iterator[Article]:
    """Give one article, or nothing where `bad` takes its error."""
    try:
        article = read()
    except DataError as error:
        if bad is None:
            raise
        bad(error)
    else:
        yield article


def table_article(row: Mapping[str, Any], where: str) -> Article:
    """Make an article of a row of the articles table."""
    values = {column: row.get(column) or "" for column in ARTICLES.columns}
    targets = read_targets(values.pop("target"), values.pop("aliases"), where)
    extra = {column: value for column, value in row.items() if column not in ARTICLES.columns}
    return _checked(Article(**values, targets=targets, extra=MappingProxyType(extra), where=where))


def file_article(path: Path, name: str, encoding: str = "utf-8") -> Article:
    """Read the article of one file; `name` is its id unless its front matter gives another."""
    where = str(path)
    keys, source = take_front_matter(read_text(path, encoding), where)
    if "text" in keys:
        raise DataError(f"{where} gives 'text' in its front matter; the text is what follows it")
    text, title = _plain(source, path.suffix.lower(), where)
    row = {"id": name, "title": title or first_heading(text), **{key: value for key, value in keys.items() if value}}
    return table_article({**row, "id": _name(row["id"], where), "text": text}, where)


def _plain(source: str, ending: str, where: str) -> tuple[str, str]:
    """Give the text that offsets count in, and the title its markup names."""
    if ending in (".html", ".htm"):
        from annotation.articles.markup import html_text

        return html_text(source, where)
    if ending in (".md", ".markdown"):
        from annotation.articles.markup import markdown_text

        return markdown_text(source)
    return source, ""


def _name(name: str, where: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise DataError(
            f"{where!r}: the file's name is not UTF-8, so it can't be the article's id; rename it"
        ) from error
    return name


def _checked(article: Article) -> Article:
    if not article.text.strip():
        raise DataError(f"{article.where}: the article {article.id!r} has no text")
    if article.published and not _is_iso(article.published):
        raise DataError(
            f"{article.where}: 'published' is {article.published!r}, not an ISO date such as 2024-10-25 "
            "or 2024-10-25T18:00:00+02:00"
        )
    return article


def _is_iso(published: str) -> bool:
    try:
        datetime.fromisoformat(published)
    except ValueError:
        return False
    return bool(_ISO_DAY.match(published))
