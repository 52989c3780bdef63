"""All text that a piece of HTML shows, block by block: for pieces that are an article's text already, and no page."""

import re
from collections.abc import Iterator
from typing import Final

from annotation.articles.inline_html import Element, simplify_lines
from annotation.errors import DataError

# White space as the HTML standard defines it; a no-break space is not part of it.
WHITE_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_NOT_SHOWN: Final = frozenset(
    (
        *("area", "audio", "canvas", "datalist", "head", "iframe", "map", "noscript", "object", "script", "select"),
        *("style", "svg", "template", "textarea", "title", "video"),
    )
)
_CELLS: Final = ("td", "th")
_MAX_PARSED_DEPTH: Final = 2000  # of elements in each other; the parser drops what is deeper than 2,047
_MAX_DEPTH: Final = 300  # of blocks in each other


def visible_blocks(source: str, location: str) -> list[str]:
    r"""Give the text of each block; a line break stays one, and a table's row is one line with tabs between cells.

    Raises DataError if elements are nested too deeply to be read.

    >>> visible_blocks("<p>We <b>must</b> act<br>now.</p>So said <q>Ann</q>.<tr><td>1<td>2</tr>", "a.md")
    ['We must act\nnow.', 'So said “Ann”.', '1\t2']
    """
    from lxml import html

    parser = html.HTMLParser(huge_tree=True)
    tree = html.document_fromstring(f"<div>{source}</div>", parser=parser)
    _refuse_depth(tree, _MAX_PARSED_DEPTH, location)
    simplify_lines(tree)
    _refuse_depth(tree, _MAX_DEPTH, location)
    collector = _Collector()
    collector.add(tree)
    return collector.finished()


def _refuse_depth(tree: Element, limit: int, location: str) -> None:
    depths = {tree: 0}
    for element in tree.iterdescendants():
        depths[element] = depths[element.getparent()] + 1
    if max(depths.values()) > limit:
        raise DataError(f"{location} has more than {limit:,} elements of HTML within each other; close them earlier")


class _Collector:
    """Collects the text of elements, cut into blocks."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._line: list[str] = []

    def finished(self) -> list[str]:
        """Give the blocks that have text."""
        self._end_block()
        return self._blocks

    def add(self, element: Element) -> None:
        """Add the text of an element, and of all that is in it."""
        tag = element.tag
        if tag in _NOT_SHOWN:
            return
        if tag == "br":
            self._line.append("\n")
        elif tag == "pre":
            self._end_block()
            self._add_block("".join(element.itertext()).rstrip("\n"))
        elif tag == "tr":
            self._end_block()
            self._add_block("\t".join(_cell_texts(element)))
        elif tag in BLOCKS:
            self._end_block()
            self._add_content(element)
            self._end_block()
        else:
            self._add_content(element)

    def _add_content(self, element: Element) -> None:
        self._add_text(element.text)
        for child in element:
            self.add(child)
            self._add_text(child.tail)

    def _add_text(self, text: str | None) -> None:
        if text:
            self._line.append(WHITE_SPACE.sub(" ", text))

    def _end_block(self) -> None:
        lines = "".join(self._line).split("\n")
        self._add_block("\n".join(re.sub(" +", " ", line).strip(" ") for line in lines).strip("\n"))
        self._line = []

    def _add_block(self, text: str) -> None:
        if text.strip():
            self._blocks.append(text)


def _cell_texts(row: Element) -> Iterator[str]:
    for cell in row:
        if cell.tag in _CELLS:
            collector = _Collector()
            collector.add(cell)
            yield " ".join(" ".join(collector.finished()).split("\n"))
