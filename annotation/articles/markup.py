"""HTML and Markdown converted to plain text, with one line for each paragraph and heading."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from annotation.articles.inline_html import simplify_lines
from annotation.articles.page_prose import protect_prose
from annotation.errors import DataError

if TYPE_CHECKING:
    from markdown_it.token import Token

# White space as the HTML standard defines it; a no-break space is not part of it.
_WHITE_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_BULLET: Final = re.compile(r"^ *- ", re.MULTILINE)


def html_text(source: str, location: str) -> tuple[str, str]:
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
    protect_prose(tree)
    text = trafilatura.extract(tree, include_comments=False) or trafilatura.html2txt(tree)
    return _BULLET.sub("", text), title


def markdown_text(source: str) -> tuple[str, str]:
    r"""Return the plain text, and the heading it begins with (empty if it begins with something else).

    >>> markdown_text("# Minister quits\n\nShe *left*, says [a report](https://example.org).\n\n- One.\n- Two.")
    ('Minister quits\n\nShe left, says a report.\n\nOne.\n\nTwo.', 'Minister quits')
    """
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    blocks = [block for block in _blocks(tokens) if block.strip()]
    begins_with_heading = bool(tokens) and tokens[0].type == "heading_open" and bool(blocks)
    return "\n\n".join(blocks), " ".join(blocks[0].split()) if begins_with_heading else ""


def _blocks(tokens: "list[Token]") -> Iterator[str]:
    row: list[str] | None = None  # the cells of a table row, which become one line
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield "\t".join(row or ())
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_inline(token))
        elif token.type == "inline":
            yield _inline(token)
        elif token.type in ("fence", "code_block"):
            yield token.content.rstrip("\n")


def _inline(token: "Token") -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    text_types = ("text", "code_inline", "text_special")
    children = token.children or []
    return "".join(
        breaks.get(child.type, child.content if child.type in text_types else "") for child in children
    ).strip()


def _join_lines(tree: Any) -> None:  # noqa: ANN401 - lxml has no types
    """Replace line breaks within paragraphs by spaces, as a browser does."""
    for element in tree.iter():
        if element.tag == "pre":
            continue
        if element.text:
            element.text = _WHITE_SPACE.sub(" ", element.text)
        if element.tail:
            element.tail = _WHITE_SPACE.sub(" ", element.tail)


def _trafilatura() -> Any:  # noqa: ANN401 - an optional package
    try:
        import trafilatura
    except ImportError as error:
        raise DataError("reading HTML needs trafilatura; install it with: pip install 'newsstance[html]'") from error
    return trafilatura
