"""What is mostly links, in an article and beside it: sentences are kept, and nothing comes in with them."""

import re
from pathlib import Path

import pytest

from annotation.articles.articles import read_articles
from annotation.articles.markup import html_text
from tests.examples.news_pages import KEPT_BESIDE, PAGES

BEFORE = (
    "<p>The mayor of Salem, Ann Hale, resigned on Monday after a long night of talks with the council.</p>"
    "<p>She had been in office for eleven years, and nobody had expected that she would leave so soon.</p>"
)
AFTER = "<p>The council will meet again next week to elect a new mayor, it said.</p>"


@pytest.mark.parametrize("name", PAGES)
def test_an_article_is_read_whole_and_nothing_beside_it(name: str) -> None:
    text = html_text(PAGES[name], f"{name}.html")[0]
    assert text.count("zza") == PAGES[name].count("zza")
    assert sum("zzb" in line for line in text.splitlines()) == KEPT_BESIDE.get(name, 0)


def test_sentences_among_the_article_s_that_are_left_out_are_counted_and_named(tmp_path: Path) -> None:
    for name in ("article", "teasers"):
        (tmp_path / f"{name}.html").write_text(PAGES[name], encoding="utf-8")
    remarks: list[str] = []
    assert len(list(read_articles([tmp_path], report_remark=remarks.append))) == 2
    assert remarks == [
        "2 sentences were taken for something beside the article and left out, in 1 page "
        f"({tmp_path}/teasers.html: Sign up for our newsletter zzb.)"
    ]


@pytest.mark.parametrize("container", ["article", "news-story"])
@pytest.mark.parametrize(
    "block",
    [
        "<p>The <a href='/a'>mayor</a> left at <a href='/b'>noon</a>.</p>",
        "<p><a href='/x'>Hale</a>, <a href='/y'>Moss</a> and <a href='/z'>Reed</a> left.</p>",
        "<p><a href='/x'>Hale left the party in 2019.</a></p>",
        "<p><a href='/x'>Hale</a> and <a href='/y'>Moss</a> said:</p><p>“We left.”</p>",
        "<p class='related-x'>Hale left the party in 2019, and never came back to it.</p>",
        "<p class='share-price'>Hale left the party in 2019, and never came back to it.</p>",
        "<ul><li><a href='/x'>Hale</a> left.</li><li><a href='/y'>Moss</a> stayed, and told nobody.</li></ul>",
        "<ol><li><a href='/x'>Hale</a>: left the party</li><li><a href='/y'>Moss</a>: stayed in it</li></ol>",
        "<ul class='related-x'><li>Hale left the party.</li><li>Moss stayed in it.</li></ul>",
        "<dl><dt><a href='/x'>Hale</a></dt><dd>She left.</dd></dl>",
        "<blockquote><p><a href='/x'>Hale</a> <a href='/y'>left</a>.</p></blockquote>",
    ],
)
@pytest.mark.parametrize("after", [AFTER, ""])
def test_short_sentences_and_lists_of_links_are_kept(container: str, block: str, after: str) -> None:
    body = f"<nav><a href='/'>Home</a></nav><{container}>{BEFORE}{block}{after}</{container}><footer>© 2026</footer>"
    text = html_text(f"<html><head><title>t</title></head><body>{body}</body></html>", "a.html")[0]
    words = re.findall(r"\w+", re.sub("<[^>]*>", " ", block))
    assert [word for word in words if word not in re.findall(r"\w+", text)] == []
