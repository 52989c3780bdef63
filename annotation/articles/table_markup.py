"""HTML in the text column of a table: an article is read as what it shows, a sentence is only remarked on."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from annotation.articles.markup import html_text
from annotation.articles.occurrences import Occurrences
from annotation.articles.visible_text import visible_blocks
from annotation.io.console import plural

_BLOCK_NAMES: Final = (
    r"p|div|ul|ol|li|h[1-6]|blockquote|table|tr|td|section|article|figure|figcaption|body|html|center|pre"
)
_LINE_NAMES: Final = r"a|b|i|u|s|q|em|strong|span|font|small|sub|sup|del|ins|time|cite|mark|abbr|code"
_BLOCK: Final = re.compile(rf"</(?:{_BLOCK_NAMES})\s*>|<(?:br|hr|p)\b[^<>]{{0,200}}>", re.IGNORECASE)
_OPENING: Final = re.compile(rf"<({_LINE_NAMES})\b[^<>]{{0,1000}}>", re.IGNORECASE)
_CLOSING: Final = re.compile(rf"</({_LINE_NAMES})\s*>", re.IGNORECASE)
_USUAL_ENTITY: Final = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|shy|[lr][sd]quo|[mn]dash|hellip|[a-z]{1,6}(?:acute|grave|circ|uml|tilde|cedil)|"
    r"#\d{2,6}|#x[0-9a-f]{2,5});",
    re.IGNORECASE,
)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_WHOLE_PAGE: Final = re.compile(r"\s*(?:<\?xml[^<>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\r?\n[ \t\r]*\n\s*")
_LINE_END: Final = re.compile(r"\r?\n")


def has_markup(text: str) -> bool:
    """Whether a text holds elements or entities of HTML.

    >>> has_markup("<p>She left.</p>"), has_markup("Ann &amp; Bo"), has_markup("1 < 2 & 3 > 2, AT&T; <3")
    (True, True, False)
    """
    return _has_tags(text) or ("&" in text and bool(_USUAL_ENTITY.search(text)))


def text_of_cell(text: str, location: str) -> str:
    r"""Give what a cell in HTML shows; of a whole page, its article.

    Empty lines part paragraphs; without any block, each line is one. Raises DataError if it cannot be read.

    >>> text_of_cell("<b>Ann</b> left.\nBo &amp; Cy stayed.", "a.csv:2")
    'Ann left.\n\nBo & Cy stayed.'
    """
    if _WHOLE_PAGE.match(text):
        return html_text(text, location).text
    if not _has_tags(text):
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
        if not _has_tags(text):  # else all of its markup was written in entities
            return text
    separator = _BLANK_LINES if _BLOCK.search(text) else _LINE_END
    return "\n\n".join(visible_blocks(separator.sub("<div></div>", text), location))


def _has_tags(text: str) -> bool:
    """Whether a text has a block or a line break of HTML, or an element within a line that is closed too."""
    if "<" not in text:
        return False
    if _BLOCK.search(text):
        return True
    closed = {name.lower() for name in _CLOSING.findall(text)}
    return bool(closed) and any(name.lower() in closed for name in _OPENING.findall(text))


class TableMarkup:
    """Reads articles of tables, and notes which of them, and which sentences, were in HTML."""

    def __init__(self) -> None:
        self._articles = Occurrences()
        self._sentences = Occurrences()

    def plain_article(self, row: Mapping[str, Any], location: str) -> Mapping[str, Any]:
        """Give an article's row with the text that its HTML shows; raises DataError if it cannot be read."""
        text = row.get("text")
        if not isinstance(text, str) or not has_markup(text):
            return row
        self._articles.add(location)
        return {**row, "text": text_of_cell(text, location)}

    def note_sentence(self, text: str, location: str) -> None:
        """Note whether a sentence's text holds HTML."""
        if has_markup(text):
            self._sentences.add(location)

    def remarks(self) -> Iterator[str]:
        """Yield a remark about articles, and one about sentences, if any were in HTML."""
        if number := self._articles.number:
            subject = plural(number, "article is in HTML and was", "articles are in HTML and were")
            yield (
                f"{subject} read without tags {self._articles.examples_text}; offsets count in that text, which "
                "newsstance split --articles FILE writes"
            )
        if number := self._sentences.number:
            subject = plural(number, "sentence holds", "sentences hold")
            yield (
                f"{subject} tags or entities of HTML {self._sentences.examples_text}, which are read as words; "
                "take them away, or split the articles with newsstance split"
            )
