"""The paragraphs and list points of a page that are evidently part of its article's text, however many links they have.

Extracting a page's text drops what is mostly links, or bears a class such as "related", because menus and teasers are
like that. A sentence that stands among the article's paragraphs is no menu: its links become words, its class goes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from annotation.articles.inline_html import Element, strip_marked, unwrap

_LISTS: Final = ("ul", "ol", "dl")
_POINTS: Final = ("li", "dt", "dd")
_WITHOUT_PLACE: Final = frozenset((*_LISTS, *_POINTS, "blockquote"))
_WITHIN_LINES: Final = frozenset(("a", "br", "img", "svg", "picture"))
_PERIOD: Final = re.compile(r"""\.[”’"'»)\]]*$""")
_SENTENCE_END: Final = re.compile(r"""[.!?…][”’"'»)\]]*$""")
_WORD: Final = re.compile(r"[^\W\d_]+")
_MIN_PLAIN_LENGTH: Final = 50  # code points of a paragraph that is certainly text
_MAX_LINK_SHARE: Final = 0.5  # of the letters of such a paragraph
_MIN_PLAIN_PARAGRAPHS: Final = 2  # beside which a sentence counts as part of the article
_MIN_WORDS: Final = 2  # outside of links, in a line that ends in a colon
# What may stand among an article's paragraphs and is not part of it, by its class and by its first words.
_BESIDE_THE_TEXT: Final = re.compile(
    r"newsletter|subscri|sign-?up|promo|cookie|consent|copyright|credit|caption|byline|\bbio\b|\bads?\b|advert|"
    r"sponsor|outbrain|taboola|paywall|footer",
    re.IGNORECASE,
)
_BESIDE_IF_LINKED: Final = re.compile(
    r"author|privacy|share|social|follow|comment|timestamp|breadcrumb|\bnav|menu|widget|premium|read-?more|tags|tag-list|teaser",
    re.IGNORECASE,
)
_FIRST_WORDS: Final = re.compile(
    r"\W*(?:read (?:more|also|next|the full)|also read|see also|more (?:on|from|about|coverage|stories)|related|"
    r"recommended|sign up|subscribe|follow (?:us|the|@|\w+ on)|click here|watch(?: more)?:|listen(?: to)?:|download|"
    r"join (?:us|our|the)|copyright|©|\(c\)|by (?:clicking|signing|continuing|using)|photo|image|advertisement|"
    r"tap here|share this|(?:have|got) a tip|send (?:tips|us)|contact (?:us|the)|e-?mail|we use cookies|this site|"
    r"all rights|get (?:our|the|more)|don.t miss|support |donate|already a|log ?in|register|published in|posted in|"
    r"filed under|tags?:|topics?:)",
    re.IGNORECASE,
)


def protect_prose(tree: Element) -> list[str]:
    """Turn the links of an article's sentences into words, and take their classes away; the tree is changed.

    Points of a list become paragraphs, because lists are dropped from pages that do not mark their article. Returns
    the sentences that stand where most of the page's text is, whether they were taken for part of it or not.
    """
    _make_paragraphs(tree)
    sentences: list[str] = []
    for block, is_main in _blocks_in_article(tree):
        if is_main:
            sentences += [_text(line) for line in ([block] if block.tag == "p" else block) if _is_sentence(line)]
        if not _may_be_text(block):
            continue
        if block.tag == "p" and _is_sentence(block):
            _protect(block)
        elif block.tag in _LISTS and _is_list_of_text(block):
            block.tag = "div"
            for line in [block, *block]:
                _protect(line)
    strip_marked(tree)
    return sentences


def _make_paragraphs(tree: Element) -> None:
    """Make paragraphs of the divisions that stand for them: lines of text beside others, with no block in them."""
    lines = [line for line in tree.iter("div") if not _has_blocks(line) and _SENTENCE_END.search(_text(line))]
    plain_lines = Counter(line.getparent() for line in lines if _is_plain(line) and _may_be_text(line))
    for line in lines:
        if plain_lines[line.getparent()] >= _MIN_PLAIN_PARAGRAPHS:
            line.tag = "p"


def _blocks_in_article(tree: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the paragraphs and lists beside certain paragraphs of text, and whether most of those are there."""
    plain_paragraphs = Counter(
        _container(paragraph) for paragraph in tree.iter("p") if _is_plain(paragraph) and _may_be_text(paragraph)
    )
    largest_number = max(plain_paragraphs.values(), default=0)
    for block in list(tree.iter("p", *_LISTS)):
        number = plain_paragraphs[_container(block)]
        others = number - (block.tag == "p" and _is_plain(block))
        if others >= _MIN_PLAIN_PARAGRAPHS or 0 < others == largest_number:
            yield block, number == largest_number


def _is_list_of_text(block: Element) -> bool:
    """Whether a list has points of text, each in one line, and does not lead to other pages."""
    points = [point for point in block if point.tag in _POINTS]
    if not points or len(points) < len(block) or any(map(_has_blocks, points)):
        return False
    previous = block.getprevious()
    if previous is not None and _FIRST_WORDS.match(_text(previous)):
        return False
    if 2 * sum(_is_sentence(point) and _may_be_text(point) for point in points) >= len(points):
        return True
    return _link_share(block) <= _MAX_LINK_SHARE and all(_words_outside_links(point) for point in points)


def _protect(line: Element) -> None:
    if line.tag in _POINTS:
        line.tag = "p"
    for name in ("class", "id", "style", "data-testid"):
        line.attrib.pop(name, None)
    for link in line.iter("a"):
        unwrap(link)


def _container(block: Element) -> Element:
    """Give what a block stands in, beside other blocks: a list's points, or what a division holds alone, do not."""
    parent = block.getparent()
    while parent.getparent() is not None and (
        parent.tag in _WITHOUT_PLACE or (parent.tag == "div" and len(parent) == 1)
    ):
        parent = parent.getparent()
    return parent


def _is_plain(block: Element) -> bool:
    """Whether a block is certainly a paragraph of some text."""
    text = _text(block)
    if len(text) < _MIN_PLAIN_LENGTH or not _SENTENCE_END.search(text):
        return False
    return _link_share(block) <= _MAX_LINK_SHARE


def _is_sentence(block: Element) -> bool:
    """Whether a block is a line that ends as a sentence does, and not as a linked headline may."""
    if _has_blocks(block):
        return False
    text, words_outside = _text(block), _words_outside_links(block)
    if text.endswith(":"):
        return words_outside >= _MIN_WORDS
    return bool((_SENTENCE_END if words_outside else _PERIOD).search(text))


def _has_blocks(block: Element) -> bool:
    return any(child.tag not in _WITHIN_LINES for child in block.iterdescendants())


def _words_outside_links(block: Element) -> int:
    """Count the words of a line that are no links."""
    return len(_WORD.findall(" ".join([block.text or "", *(child.tail or "" for child in block)])))


def _link_share(block: Element) -> float:
    """Give the share of a block's letters that are links."""
    return sum(len(_text(link)) for link in block.iter("a")) / max(1, len(_text(block)))


def _may_be_text(block: Element) -> bool:
    names = f"{block.get('class', '')} {block.get('id', '')} {block.get('data-testid', '')}"
    if _BESIDE_THE_TEXT.search(names) or _FIRST_WORDS.match(_text(block)):
        return False
    is_linked = next(block.iter("a"), None) is not None
    return not (is_linked and _BESIDE_IF_LINKED.search(names))


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
