"""Marks and elements within a line of HTML, made plain text as a reader sees it.

Extracting an article's text from a page loses or glues words in elements such as `<time>`. So all that stands within a
line is made text beforehand; only links and line breaks stay. What is struck out (`<del>`, `<s>`) goes: it is shown as
no longer said. `<q>` gets its quotation marks.
"""

import re
from typing import Any, Final

Element = Any  # lxml has no types

# Elements that hold a line of text; what else is in them stands within the line.
TEXT_BLOCKS: Final = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "figcaption",
        "caption",
        "summary",
        "address",
        "pre",
    ]
)
_PLAIN: Final = frozenset(
    [
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "meter",
        "nobr",
        "progress",
        "rb",
        "rt",
        "rtc",
        "ruby",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_STRUCK_OUT: Final = frozenset(("del", "s", "strike"))
_NEVER_SHOWN: Final = frozenset(("rp", "annotation", "annotation-xml", "template"))
# Elements that news sites also use beside the text: for dates, switches and the like.
_ONLY_IN_RUNNING_TEXT: Final = frozenset(("time", "output", "math", "blink", "marquee"))
_ONLY_BETWEEN_WORDS: Final = frozenset(("button", "label"))
_HIDING_CLASS: Final = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader-text)\b")
_HIDING_STYLE: Final = re.compile(r"display\s*:\s*none")
_QUOTATION_MARKS: Final = ("“”", "‘’")  # those of a quotation, and of one within another
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
    elif tag == "q":
        _quote(element)
        unwrap(element)
    elif tag == "rt":
        _enclose(element, "(", ")")
        unwrap(element)
    elif tag in _PLAIN or (tag in _ONLY_BETWEEN_WORDS and _is_between_words(element)):
        unwrap(element)
    elif tag in _ONLY_IN_RUNNING_TEXT and _is_in_running_text(element, letters):
        if tag == "math":
            _unwrap_formula(element)
        unwrap(element)
    elif "-" in tag and tag not in (_UNWRAPPED, _REMOVED):
        _replace_custom(element)
    elif tag == "center":
        element.tag = "div"
    elif tag == "footer" and next(element.iterancestors("blockquote"), None) is not None:
        element.tag = "p"  # who is quoted
    elif tag == "figure" and next(element.iter("img", "picture", "video", "svg", "iframe", "amp-img"), None) is None:
        element.tag = "div"  # a quotation or a table, and no picture with its caption


def _is_hidden(element: Element) -> bool:
    return (
        element.get("hidden") is not None
        or _HIDING_CLASS.search(element.get("class", "")) is not None
        or _HIDING_STYLE.search(element.get("style", "")) is not None
    )


def _quote(element: Element) -> None:
    depth = sum(ancestor.get("x-quoted") is not None for ancestor in element.iterancestors(_UNWRAPPED))
    element.set("x-quoted", "")
    _enclose(element, *_QUOTATION_MARKS[depth % 2])


def _enclose(element: Element, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + closing
    else:
        element.text = element.text.rstrip() + closing


def _text_block(element: Element) -> Element | None:
    return next((ancestor for ancestor in element.iterancestors() if ancestor.tag in TEXT_BLOCKS), None)


def _is_in_running_text(element: Element, letters: dict[Element, int]) -> bool:
    """Whether the line that an element stands in has other words too."""
    block = _text_block(element)
    if block is None:
        return False
    if block not in letters:
        letters[block] = _letters(block)
    return letters[block] > _letters(element)


def _letters(element: Element) -> int:
    return sum(map(str.isalnum, "".join(element.itertext())))


def _is_between_words(element: Element) -> bool:
    previous = element.getprevious()
    before = previous.tail if previous is not None else element.getparent().text
    return _text_block(element) is not None and bool((before or "").strip()) and bool((element.tail or "").strip())


def _unwrap_formula(formula: Element) -> None:
    for part in formula.iterdescendants():
        if part.tag in _NEVER_SHOWN:
            continue
        if not (part.text or "").strip():
            part.text = None
        if not (part.tail or "").strip():
            part.tail = None
        unwrap(part)
    formula.text = (formula.text or "").strip()


def _replace_custom(element: Element) -> None:
    """Unwrap a site's own element within a line, and make another one a division that keeps its name as a class."""
    if element.getparent().tag in TEXT_BLOCKS:
        unwrap(element)
        return
    element.set("class", f"{element.tag} {element.get('class', '')}".strip())
    element.tag = "div"
