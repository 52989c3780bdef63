"""What stands within a line of HTML: every word that a browser shows is read, in its place and as it is spaced."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.articles.markup import html_text
from annotation.articles.visible_text import visible_blocks

BEFORE = (
    "The mayor of Salem, Ann Hale, resigned on Monday after a long night of talks with the council.",
    "She had been in office for eleven years, and nobody had expected that she would leave so soon.",
)
AFTER = "The council will meet again next week to elect a new mayor, it said."
INLINE = (
    *("abbr", "b", "bdi", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd", "mark", "meter", "nobr"),
    *("output", "progress", "ruby", "samp", "small", "strong", "sub", "sup", "time", "tt", "u", "var", "x-tip"),
)


def read_paragraph(paragraph: str) -> list[str]:
    """Read a paragraph that stands among others of an article."""
    first, second = (f"<p>{text}</p>" for text in BEFORE)
    page = f"<html><head><title>t</title></head><body><article>{first}{second}{paragraph}<p>{AFTER}</p></article>"
    lines = html_text(page, "a.html")[0].splitlines()
    assert (lines[:2], lines[-1]) == (list(BEFORE), AFTER)
    return lines[2:-1]


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("On <time datetime='2026-12-03'>Dec. 3</time> she left.", "On Dec. 3 she left."),
        ("It is <output>12</output>, or <math><mi>x</mi> <mo>=</mo> <mn>2</mn></math>.", "It is 12, or x=2."),
        ("<q>We must act</q>, she said, <q>or <q>leave</q> it.</q>", "“We must act”, she said, “or ‘leave’ it.”"),
        ("<q>We <b>must</b></q> go, <q><i>now</i></q>.", "“We must” go, “now”."),
        ("Some <del>five hundred</del> <ins>six</ins> people <s>ran</s> left.", "Some six people left."),
        ("A news<wbr>paper said<wbr> so.", "A newspaper said so."),
        ("<span>Five</span> <span>hundred</span>\n<span>people</span> left.", "Five hundred people left."),
        ("<span class='drop-cap'>F</span>ive people left.", "Five people left."),
        ("<span>SALEM</span><span>The mayor</span> left.", "SALEM The mayor left."),
        ("<span>Five</span><span>hundred</span><span>people</span> left.", "Five hundred people left."),
        ("<span>She left.</span><span>He stayed.</span>", "She left. He stayed."),
        ("<span>Five hun</span><span>dred people</span> left.", "Five hundred people left."),
        ("<span>Ann Mc</span><span>Hale</span> had 5<span>.</span><span>5</span>.", "Ann McHale had 5.5."),
        (
            "<span>F</span><span>ive</span> people<span>, they</span><span>, too, left.</span>",
            "Five people, they, too, left.",
        ),
        ("Hale <!-- not me -->left<!-- --> us.", "Hale left us."),
        ("<ruby>Hale<rp>(</rp><rt>HAYL</rt><rp>)</rp></ruby> left.", "Hale(HAYL) left."),
        ("H<sub>2</sub>O cost <data value='3'>three</data> dollars.", "H2O cost three dollars."),
        ("Hale<span class='visually-hidden'> (mayor)</span> <span hidden>not</span>left.", "Hale left."),
        ("Press <button>Enter</button> to vote.", "Press Enter to vote."),
        ("Hale <x-tip>left</x-tip> <b></b>us, <abbr title='x'>Inc.</abbr> said.", "Hale left us, Inc. said."),
        ("<math><semantics><mi>x</mi><annotation encoding='tex'>\\x</annotation></semantics></math> won.", "x won."),
    ],
)
def test_a_line_is_read_as_a_reader_sees_it(paragraph: str, text: str) -> None:
    assert read_paragraph(f"<p>{paragraph}</p>") == [text]
    assert visible_blocks(f"<p>{paragraph}</p>", "a.md") == [text]


def test_a_date_beside_the_text_is_not_part_of_it() -> None:
    assert read_paragraph("<div><time>Dec. 3, 2026</time></div><p><time>Dec. 4</time></p>") == []


@pytest.mark.parametrize(
    "block",
    [
        "<center>Hale left us.</center>",
        "<news-text>Hale left us.</news-text>",
        "<news-body><p>Hale left us.</p></news-body>",
        "<figure><blockquote>Hale left us.</blockquote></figure>",
        "<blockquote><p>Hale left</p><footer>us.</footer></blockquote>",
        "<table><tr><td>Hale</td><td>left us.</td></tr></table>",
        "<ul><li>Hale<ul><li>left us.</li></ul></li></ul>",
        "<details><summary>Hale</summary>left <time>us</time>.</details>",
    ],
)
def test_blocks_are_kept_and_no_mark_of_theirs(block: str) -> None:
    assert "\n".join(read_paragraph(block)).split() == ["Hale", "left", "us."]


def test_the_caption_of_a_picture_is_not_part_of_the_text() -> None:
    assert read_paragraph("<figure><img src='a.jpg'><figcaption>Hale on Monday.</figcaption></figure>") == []


WORDS = st.text(st.sampled_from("abcdé’&<–"), min_size=1, max_size=6)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@st.composite
def lines(draw: st.DrawFn, depth: int = 0) -> tuple[str, str]:
    """Draw a part of a line: its HTML, and the text that a browser shows."""
    source, shown = "", ""
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("word", "element", "link", "struck", "comment", "break")))
        space = draw(st.sampled_from(("", " ", "\n ")))
        part, text = "", ""
        if kind == "word" or depth > 3:
            text = draw(WORDS)
            part = escaped(text)
        elif kind in ("element", "link"):
            part, text = draw(lines(depth + 1))
            name = "a" if kind == "link" else draw(st.sampled_from(INLINE))
            part = f"<{name}>{part}</{name}>"
        elif kind == "struck":
            part = f"<del>{draw(WORDS.map(escaped))}</del>"
        elif kind == "comment":
            part = "<!-- no -->"
        else:
            part = "<wbr>"
        source, shown = source + part + space, shown + text + space
    return source, shown


def squeezed(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text).strip()


@settings(max_examples=60, deadline=None)
@given(lines())
def test_no_word_of_a_line_is_lost_glued_or_parted(line: tuple[str, str]) -> None:
    source, shown = line
    paragraph, text = f"<p>Hale said {source} so.</p>", squeezed(f"Hale said {shown} so.")
    assert [squeezed(block) for block in visible_blocks(paragraph, "a.md")] == [text]
    assert [squeezed(block) for block in read_paragraph(paragraph)] == [text]
