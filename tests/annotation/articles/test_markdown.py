"""Markdown, with the HTML in it, as plain text: no word is lost, none glued."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.articles.markdown import markdown_text


def blocks(source: str) -> list[str]:
    text = markdown_text(source)[0]
    return text.split("\n\n") if text else []


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>The mayor left.</p>\n\nShe stayed.", ["The mayor left.", "She stayed."]),
        ("<blockquote>We are done.</blockquote>\nHale *said* so.", ["We are done.", "Hale said so."]),
        ("<div>\n## Heading\n- *One.*\n- Two.\n</div>", ["Heading", "One.", "Two."]),
        ("<div>\n\n## Heading\n\nShe *left*.\n\n</div>", ["Heading", "She left."]),
        ("<center>*She* left.</center>\nHe [stayed](x).", ["She left.", "He stayed."]),
        ("<figure>\n<img src=x>\n<figcaption>Hale, *left*.</figcaption>\n</figure>\nEnd.", ["Hale, left.", "End."]),
        ("<details>\n<summary>Why *now*</summary>\n\n- One.\n\n</details>", ["Why now", "One."]),
        ("<table>\n<tr><td>Hale</td><td>left<br>us</td></tr>\n\n</table>", ["Hale\tleft us"]),
        ("<!-- not\n\nthis -->\nShe left.", ["She left."]),
        ("<style>\np {}\n</style>\n<script>x()</script>\n\nShe left.", ["She left."]),
        ("<p align=center>\n  Hale <b>left</b>\n  *us*.\n</p>", ["Hale left us."]),
        ("<p>1984. It was <em>cold</em>.</p>", ["1984. It was cold."]),
        ("Ann Hale<br>left the<br/>town.", ["Ann Hale\nleft the\ntown."]),
        ("<q>Go</q>, <time>Dec. 3</time> <del>no</del> ~~no~~ news<wbr>paper.", ["“Go”, Dec. 3 newspaper."]),
        ("Hale[^1] left.[^b]\n\n[^1]: Ann.\n[^b]: See *there*.", ["Hale[1] left.[b]", "Ann.\nSee there."]),
        ("One[^1].\n\n[^1]: https://example.org", ["One[1].", "https://example.org"]),
        ("See [a][1] and <https://e.org>.\n\n[1]: https://e.org", ["See a and https://e.org."]),
        ("`<p>` and **bold** &amp; \\*star\\*", ["<p> and bold & *star*"]),
        ("```\n<p>code\n  x</p>\n```", ["<p>code\n  x</p>"]),
        ("| a | b<br>c |\n|---|---|\n| <b>1</b> | *2* |", ["a\tb c", "1\t2"]),
        ("1. One.\n2. Two.\n   - Three.\n\n> Four\n> five.", ["One.", "Two.", "Three.", "Four five."]),
        ("![Photo](x.jpg) She left.", ["She left."]),
        ("A < b, c > d, AT&T and <3.", ["A < b, c > d, AT&T and <3."]),
        ("", []),
        ("<!-- nothing -->", []),
    ],
)
def test_markdown_is_read_as_a_reader_sees_it(source: str, texts: list[str]) -> None:
    assert blocks(source) == texts


WORDS = st.text(st.sampled_from("abcdé’1"), min_size=1, max_size=5)


@st.composite
def spans(draw: st.DrawFn, depth: int = 0) -> str:
    """Draw words with Markdown and HTML around them."""
    words = " ".join(draw(st.lists(WORDS, min_size=1, max_size=3)))
    if depth > 2:
        return words
    is_nested = draw(st.booleans())
    forms = ("*{}*", "**{}**", "<b>{}</b>", "<span>{}</span>", "<time>{}</time>")
    form = draw(st.sampled_from(forms if is_nested else ("{}", "[{}](http://e.org)", *forms)))
    return f"{words} {form.format(draw(spans(depth + 1)) if is_nested else words)} {draw(WORDS)}"


LINES = spans().map(lambda text: f"x {text} y")
FORMS = (
    *("{}", "# {}", "- {}", "> {}", "1. {}", "<p>{}</p>", "<div>\n{}\n</div>", "<blockquote>{}</blockquote>"),
    *("<center>\n\n{}\n\n</center>", "<ul><li>{}</li></ul>", "<details><summary>{}</summary></details>"),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(FORMS), LINES), min_size=1, max_size=4), st.sampled_from(("\n", "\n\n")))
def test_no_word_of_markdown_is_lost(lines: list[tuple[str, str]], gap: str) -> None:
    source = gap.join(form.format(line) for form, line in lines)
    shown = " ".join(re.sub(r"\]\(.*?\)|<.*?>|[*\[]", "", line) for _, line in lines)
    assert " ".join(blocks(source)).replace("*", "").split() == shown.split()
