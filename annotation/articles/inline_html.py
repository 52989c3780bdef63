"""Marks and elements within a line of HTML, made plain text as a reader sees it.

Extracting an article's text from a page loses or glues words in elements such as `<time>`. So all that stands within a
line is made text beforehand; only links and line breaks stay. What is struck out (`<del>`, `<s>`) goes: it is shown as
no longer said. `<q>` gets its quotation marks.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from annotation.articles.adjacent_spans import differ_as_words

Element = Any  # lxml has no types

# Elements that hold a line of text; what else is in them stands within the line.
TEXT_BLOCKS: Final = frozenset(
    (
        *("address", "blockquote", "caption", "dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p"),
        *("pre", "summary", "td", "th"),
    )
)
_PLAIN: Final = frozenset(
    (
        *("abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd"),
        *("mark", "meter", "nobr", "progress", "rb", "rt", "rtc", "ruby", "samp", "small", "span", "strong", "sub"),
        *("sup", "tt", "u", "var", "wbr"),
    )
)
_STRUCK_OUT: Final = frozenset(("del", "s", "strike"))
_NEVER_SHOWN: Final = frozenset(("rp", "annotation", "annotation-xml", "template"))
# Elements that news sites also use beside the text: for dates, switches and the like.
_ONLY_IN_RUNNING_TEXT: Final = frozenset(("time", "output", "math", "blink", "marquee"))
_ONLY_BETWEEN_WORDS: Final = frozenset(("button", "label"))
_HIDING_CLASS: Final = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader-text)\b")
_HIDING_STYLE: Final = re.compile(r"display\s*:\s*none")
_PICTURES: Final = ("img", "picture", "video", "svg", "iframe", "amp-img")
_SENTENCE_ENDS: Final = (".", "!", "?", "…", "”", '"', "’")
_QUOTATION_MARKS: Final = ("“”", "‘’")  # those of a quotation, and of one within another
_WAS_SPAN: Final = "x-span"
_UNWRAPPED, _REMOVED = "x-unwrapped", "x-removed"


def simplify_lines(tree: Element) -> None:
    """Turn what stands within the lines of a page, or a part of one, into text; the tree is changed."""
    from lxml import etree

    etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
    letters: dict[Element, int] = {}  # in each block, counted once
    for element in list(tree.iter(etree.Element)):
        if isinstance(element.tag, str) and element is not tree:
            _mark(element, letters)
    strip_marked(tree)


def unwrap(element: Element) -> None:
    """Mark an element to be replaced by what is in it, when the whole tree is stripped."""
    element.tag = _UNWRAPPED


def strip_marked(tree: Element) -> None:
    """Take away the elements that were marked; all at once, as one after the other takes the square of their time."""
    from lxml import etree

    etree.strip_elements(tree, _REMOVED, with_tail=False)
    etree.strip_tags(tree, _UNWRAPPED)


def _mark(element: Element, letters: dict[Element, int]) -> None:
    tag = element.tag
    if tag in _STRUCK_OUT or tag in _NEVER_SHOWN or (tag in _PLAIN and _is_hidden(element)):
        element.tag = _REMOVED
    elif _is_within_line(element, letters):
        if tag == "span":
            _part_from_span_before(element)
        if tag in _MADE_TEXT:
            _MADE_TEXT[tag](element)
        unwrap(element)
    elif tag in _MADE_BLOCK:
        _MADE_BLOCK[tag](element)
    elif "-" in tag and tag not in (_UNWRAPPED, _REMOVED):
        _replace_custom(element)


def _is_within_line(element: Element, letters: dict[Element, int]) -> bool:
    tag = element.tag
    return (
        tag in _PLAIN
        or tag == "q"
        or (tag in _ONLY_BETWEEN_WORDS and _is_between_words(element))
        or (tag in _ONLY_IN_RUNNING_TEXT and _is_in_running_text(element, letters))
    )


def _is_hidden(element: Element) -> bool:
    return (
        element.get("hidden") is not None
        or _HIDING_CLASS.search(element.get("class", "")) is not None
        or _HIDING_STYLE.search(element.get("style", "")) is not None
    )


def _part_from_span_before(span: Element) -> None:
    """Put a blank between two spans that hold different words."""
    before = span.getprevious()
    if before is not None and before.get(_WAS_SPAN) is not None and not before.tail:
        texts = ("".join(element.itertext()) for element in (before, span))
        before.tail = " " if differ_as_words(*texts) else None
    span.set(_WAS_SPAN, "")


def _quote(element: Element) -> None:
    depth = sum(ancestor.get("x-quoted") is not None for ancestor in element.iterancestors(_UNWRAPPED))
    element.set("x-quoted", "")
    _enclose(element, *_QUOTATION_MARKS[depth % 2])


def _parenthesize(element: Element) -> None:
    _enclose(element, "(", ")")


def _enclose(element: Element, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + closing
    else:
        element.text = element.text.rstrip() + closing


def _is_in_line(element: Element) -> bool:
    """Whether an element stands in a block of text, with nothing between them but links and what was unwrapped."""
    block = next((parent for parent in element.iterancestors() if parent.tag not in (_UNWRAPPED, "a")), None)
    return block is not None and block.tag in TEXT_BLOCKS


def _is_in_running_text(element: Element, letters: dict[Element, int]) -> bool:
    """Whether the line that an element stands in has other words too; in a division, they must end as a sentence."""
    block = next((parent for parent in element.iterancestors() if parent.tag in TEXT_BLOCKS), None)
    if block is None:
        parent = element.getparent()
        own_text = "".join([parent.text or "", *(child.tail or "" for child in parent)])
        return own_text.rstrip().endswith(_SENTENCE_ENDS) and any(map(str.isalnum, own_text))
    if block not in letters:
        letters[block] = _letters(block)
    return letters[block] > _letters(element)


def _letters(element: Element) -> int:
    return sum(map(str.isalnum, "".join(element.itertext())))


def _is_between_words(element: Element) -> bool:
    previous = element.getprevious()
    before = previous.tail if previous is not None else element.getparent().text
    return _is_in_line(element) and bool((before or "").strip()) and bool((element.tail or "").strip())


def _unwrap_formula(formula: Element) -> None:
    """Unwrap the elements of MathML, between which white space means nothing."""
    for part in formula.iterdescendants():
        if part.tag == "semantics" or (part.tag.startswith("m") and part.tag not in _PLAIN):
            part.text = part.text if (part.text or "").strip() else None
            part.tail = part.tail if (part.tail or "").strip() else None
            unwrap(part)


def _replace_custom(element: Element) -> None:
    """Unwrap a site's own element within a line, and make another one a division that keeps its name as a class."""
    if _is_in_line(element):
        unwrap(element)
        return
    element.set("class", f"{element.tag} {element.get('class', '')}".strip())
    element.tag = "div"


def _make_division(element: Element) -> None:
    element.tag = "div"


def _make_paragraph_of_source(footer: Element) -> None:
    """Keep who is quoted; any other footer stays one."""
    if next(footer.iterancestors("blockquote"), None) is not None:
        footer.tag = "p"


def _keep_text_of_figure(figure: Element) -> None:
    """Keep a quotation or a table; a picture's caption is no part of the text."""
    if next(figure.iter(*_PICTURES), None) is None:
        figure.tag = "div"


_MADE_TEXT: Final[dict[str, Callable[[Element], None]]] = {
    "q": _quote,
    "rt": _parenthesize,
    "math": _unwrap_formula,
}
_MADE_BLOCK: Final[dict[str, Callable[[Element], None]]] = {
    "center": _make_division,
    "footer": _make_paragraph_of_source,
    "figure": _keep_text_of_figure,
}
