"""HTML in a table: an article is read as what it shows, and said to be; of sentences it is said only."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotation.articles.articles import read_articles
from annotation.articles.sentences import read_sentences
from annotation.articles.split_files import split_files
from annotation.articles.table_markup import has_markup, text_of_cell
from tests.examples.news_pages import PAGES


def table(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>She <b>left</b>.</p><p>He stayed.</p>", "She left.\n\nHe stayed."),
        ("<div class='x'>\n  <p>She\n  left.</p>\n</div>", "She left."),
        ("She left.<br><br/>He stayed.", "She left.\n\nHe stayed."),
        ("She <b>left</b>.\nHe stayed.", "She left.\n\nHe stayed."),
        ("She left.\n\n<blockquote>Go.</blockquote>\n\nHe stayed.", "She left.\n\nGo.\n\nHe stayed."),
        ("AT&amp;T &#8220;rose&#8221; &mdash; by&nbsp;2 &lt; 3.", "AT&T “rose” — by\u00a02 < 3."),
        ("&lt;p&gt;She left.&lt;/p&gt;&lt;p&gt;He stayed.&lt;/p&gt;", "She left.\n\nHe stayed."),
        ("<html><head><title>t</title></head><body><p>She left.</p></body></html>", "She left."),
        ("<p>She <q>left</q> <del>not</del></p><script>x</script><!-- y -->", "She “left”"),
        ("<ul><li>One.</li><li>Two.</li></ul>", "One.\n\nTwo."),
    ],
)
def test_a_cell_in_html_is_read_as_what_it_shows(cell: str, text: str) -> None:
    assert has_markup(cell)
    assert text_of_cell(cell, "a.csv:2") == text


def test_of_a_whole_page_the_article_is_read() -> None:
    lines = text_of_cell(PAGES["article"], "a.csv:2").splitlines()
    assert len(lines) > 10
    assert all(line.rstrip(".!?”").endswith("zza") for line in lines)


@pytest.mark.parametrize(
    "cell",
    [
        *("She left.\n\nHe stayed.", "1 < 2 and 3 > 2", "AT&T; R&D, <3", "<Ann> said: a<b>c", "x <y@z.org> &c; Q&A"),
        *("if a <b and c> d", "&copy=1&amp=2", "<unknown>tag</unknown>"),
    ],
)
def test_ordinary_text_is_no_html(cell: str) -> None:
    assert not has_markup(cell)


def test_articles_in_html_are_counted_and_named(tmp_path: Path) -> None:
    path = table(tmp_path, {"id": "a", "text": "<p>She left.</p>"}, {"id": "b", "text": "He stayed."})
    remarks: list[str] = []
    articles = list(read_articles([path], report_remark=remarks.append))
    assert [article.text for article in articles] == ["She left.", "He stayed."]
    assert remarks == [
        f"1 article is in HTML and was read without tags ({path}:1); offsets count in that text, which newsstance "
        "split --articles FILE writes"
    ]


def test_offsets_count_in_the_text_that_is_written_and_it_is_not_read_as_html_again(tmp_path: Path) -> None:
    path = table(tmp_path, {"id": "a", "text": "<p>Write &lt;p&gt; and &lt;/p&gt; here.</p><p>Go.</p>"})
    articles, sentences = tmp_path / "articles.jsonl", tmp_path / "sentences.jsonl"
    split_files([str(path)], str(sentences), articles=str(articles), report_remark=lambda _: None)
    [article] = map(json.loads, articles.read_text(encoding="utf-8").splitlines())
    rows = [json.loads(line) for line in sentences.read_text(encoding="utf-8").splitlines()]
    assert article["text"] == "Write <p> and </p> here.\n\nGo."
    assert [article["text"][row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]


def test_sentences_in_html_stay_and_are_named(tmp_path: Path) -> None:
    path = table(tmp_path, {"sentence": "s", "text": "She <b>left</b>."}, {"sentence": "t", "text": "He stayed."})
    remarks: list[str] = []
    assert [row["text"] for row in read_sentences([path], report_remark=remarks.append)] == [
        "She <b>left</b>.",
        "He stayed.",
    ]
    assert remarks == [
        f"1 sentence holds tags or entities of HTML ({path}:1), which are read as words; take them away, or split the "
        "articles with newsstance split"
    ]


def test_text_files_in_html_stay_and_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<p>She left.</p>", encoding="utf-8")
    remarks: list[str] = []
    assert [article.text for article in read_articles([tmp_path], report_remark=remarks.append)] == ["<p>She left.</p>"]
    assert remarks == [
        f"1 text file holds tags or entities of HTML ({tmp_path}/a.txt), which are read as words; a web page has the "
        "ending .html"
    ]
