"""Markdown converted to plain text, with the HTML in it, one line for each paragraph and heading."""

import re
from functools import cache
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any, Final

from annotation.articles.inline_html import TEXT_BLOCKS
from annotation.articles.visible_text import BLOCKS, visible_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MAX_NESTING: Final = 100  # of lists and quotations in each other; what is deeper would be lost
_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|pre|textarea)\b.*?(?:</\1\s*>|\Z)|</?([a-zA-Z][\w-]*)[^<>]*>|<[!?][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_INDENTATION: Final = re.compile(r"^[ \t]+", re.MULTILINE)
_NOTE: Final = re.compile(r"\[\^([^\]\s]{1,20})\]")
_NOTE_LABEL: Final = re.compile(r"\[\^[^\]\s]+\]:\s*")


def markdown_text(source: str, location: str = "the text") -> tuple[str, str]:
    r"""Return the plain text, and the heading it begins with (empty if it begins with something else).

    HTML in it is read as a reader sees it. What is struck out is left out, and the mark of a note is "[1]".

    >>> markdown_text("# Minister quits\n\nShe *left*, says [a report](https://example.org).\n\n- One.\n- Two.")
    ('Minister quits\n\nShe left, says a report.\n\nOne.\n\nTwo.', 'Minister quits')
    """
    parser = _parser()
    tokens = parser.parse(source)
    for token in tokens:
        _read_notes(token.children or [])
        if token.type == "html_block":
            token.content = _with_markdown(token.content, parser)
    blocks = visible_blocks(parser.renderer.render(tokens, parser.options, {}), location)
    begins_with_heading = bool(tokens) and tokens[0].type == "heading_open" and bool(blocks)
    return "\n\n".join(blocks), " ".join(blocks[0].split()) if begins_with_heading else ""


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import reference

    def reference_but_no_note(state: Any, start: int, end: int, silent: bool) -> bool:  # noqa: ANN401 - its rule
        """Take a line for the address of a link, unless it is a note: its words would be lost."""
        first = state.bMarks[start] + state.tShift[start]
        return not state.src.startswith("[^", first) and reference(state, start, end, silent)

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    parser.block.ruler.at("reference", reference_but_no_note)
    return parser


def _read_notes(children: "list[Token]") -> None:
    """Write the marks of notes as "[1]", and let each note begin a line without its label."""
    begins_line = True
    for index, child in enumerate(children):
        if child.type == "text":
            if begins_line and (label := _NOTE_LABEL.match(child.content)):
                child.content = child.content[label.end() :]
                if index:
                    children[index - 1].type = "hardbreak"
            child.content = _NOTE.sub(r"[\1]", child.content)
        begins_line = child.type == "softbreak"


def _with_markdown(source: str, parser: "MarkdownIt") -> str:
    """Convert the Markdown between the tags of a block of HTML, such as what follows one on the next line."""
    tags = [tag for tag in _TAG.finditer(source) if not _is_within_line(tag)]
    bounds = [0, *(bound for tag in tags for bound in tag.span()), len(source)]
    texts = [source[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    begins_anew = [True, *map(_is_block_end, tags)]
    converted = [
        _as_blocks(text, parser) if is_new and "\n" in text.strip(" \t") else _as_part_of_line(text, parser)
        for text, is_new in zip(texts, begins_anew, strict=True)
    ]
    return "".join(chain.from_iterable(zip_longest(converted, (tag[0] for tag in tags), fillvalue="")))


def _is_within_line(tag: re.Match[str]) -> bool:
    name = (tag[2] or "").lower()
    return bool(name) and name not in BLOCKS and "-" not in name


def _is_block_end(tag: re.Match[str]) -> bool:
    """Whether the text after a tag begins anew, and not as the first line of a paragraph."""
    name = (tag[2] or "").lower()
    return tag[0].startswith("</") or name not in TEXT_BLOCKS or name == "blockquote"


def _as_blocks(text: str, parser: "MarkdownIt") -> str:
    return str(parser.render(_INDENTATION.sub("", text)))


def _as_part_of_line(text: str, parser: "MarkdownIt") -> str:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return text[:start] + str(parser.renderInline(text[start:end])) + text[end:] if start < end else text
