"""Web pages converted to plain text, with one line for each paragraph and heading."""

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from annotation.articles.inline_html import simplify_lines
from annotation.articles.page_prose import protect_prose
from annotation.articles.visible_text import WHITE_SPACE
from annotation.errors import DataError

_BULLET: Final = re.compile(r"^ *- ", re.MULTILINE)
_TABLE_RULE: Final = re.compile(r"^\|(?:---\|)+ ?\n", re.MULTILINE)  # trafilatura writes tables as Markdown
_TABLE_ROW: Final = re.compile(r"^\| (.*) \| ?$", re.MULTILINE)


class PageText(NamedTuple):
    """An article's text, the page's title, and the lines among those of the article that are left out."""

    text: str
    title: str
    left_out: list[str]


def html_text(source: str, location: str) -> PageText:
    """Return an article's text without menus and footers, and the page's `<title>` (empty if it has none).

    Raises DataError if the source is not HTML or the package trafilatura is not installed.
    """
    trafilatura = _trafilatura()
    tree = trafilatura.load_html(source)
    if tree is None:
        raise DataError(f"{location} has no HTML in it; give a text file the ending .txt")
    title = " ".join((tree.findtext(".//title") or "").split())
    simplify_lines(tree)
    _join_lines(tree)
    sentences = protect_prose(tree)
    text = trafilatura.extract(tree, include_comments=False) or trafilatura.html2txt(tree)
    text = _TABLE_ROW.sub(lambda row: "\t".join(row[1].split(" | ")), _TABLE_RULE.sub("", text))
    text = _BULLET.sub("", text)
    return PageText(text, title, _lines_not_in(text, sentences))


def _lines_not_in(text: str, lines: Iterable[str]) -> list[str]:
    """Give the lines that a text lacks, however the white space in it is."""
    squeezed = {" ".join(line.split()) for line in text.splitlines()}
    missing = [line for line in lines if line not in squeezed]
    in_one_line = " ".join(text.split()) if missing else ""
    return [line for line in missing if line not in in_one_line]


def _join_lines(tree: Any) -> None:  # noqa: ANN401 - lxml has no types
    """Replace line breaks within paragraphs by spaces, as a browser does."""
    for element in tree.iter():
        if element.tag == "pre":
            continue
        if element.text:
            element.text = WHITE_SPACE.sub(" ", element.text)
        if element.tail:
            element.tail = WHITE_SPACE.sub(" ", element.tail)


def _trafilatura() -> Any:  # noqa: ANN401 - an optional package
    try:
        import trafilatura
    except ImportError as error:
        raise DataError("reading HTML needs trafilatura; install it with: pip install 'newsstance[html]'") from error
    return trafilatura
