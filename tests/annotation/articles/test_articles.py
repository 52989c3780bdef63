"""Articles: read from files, folders and tables as they are, or refused in one line."""

import json
import sys
from pathlib import Path

import pytest

from annotation.articles.articles import Article, read_articles
from annotation.articles.markdown import markdown_text
from annotation.articles.markup import html_text
from annotation.errors import DataError
from annotation.text.language import language
from annotation.text.targets import Target

MUSK = Target("Elon Musk", ("Musk",))


def read(*sources: Path, targets: tuple[Target, ...] = (), encoding: str = "utf-8") -> tuple[list[Article], list[str]]:
    remarks: list[str] = []
    return list(read_articles(sources, targets=targets, encoding=encoding, report_remark=remarks.append)), remarks


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_is_read_code_point_for_code_point_without_its_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "talks.v2.txt", "\ufeffTalks\r\n“They met.” 😀\u2028\ufeffEnd\r")
    assert read(path)[0] == [
        Article("talks.v2", "Talks\r\n“They met.” 😀\u2028\ufeffEnd\r", title="Talks", where=str(path))
    ]


def test_a_folder_gives_all_articles_below_it_in_order_and_tells_what_it_left_out(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/z.md",
        "a/y/x.TXT",
        ".hidden.txt",
        ".git/c.txt",
        "a/photo.jpg",
        "b.pdf",
        "c.pdf",
        "LICENSE",
    ):
        write(tmp_path / name, f"This is {name.lower()}.")
    articles, remarks = read(tmp_path)
    assert [article.id for article in articles] == ["a/y/x", "a/z", "b"]
    assert remarks == [f"{tmp_path}: left out 4 other files: .pdf (2), .jpg (1), no ending (1)"]


def test_front_matter_describes_the_article_and_is_no_part_of_it(tmp_path: Path) -> None:
    lines = [
        *("---", "id: nyt-1", 'title: "Minister: I quit"', "outlet: The Example", "author: Ann Smith"),
        *("published: 2024-10-25", "url: https://example.org/a?b=1", "target: Elon Musk", "aliases: Musk | Elon"),
        *("# a comment", "Desk: foreign", "", "---", "Musk left.\r"),
    ]
    path = write(tmp_path / "a.txt", "\n".join(lines))
    assert read(path, targets=(Target("NASA"),))[0] == [
        Article(
            "nyt-1",
            "Musk left.\r",
            title="Minister: I quit",
            outlet="The Example",
            author="Ann Smith",
            published="2024-10-25",
            url="https://example.org/a?b=1",
            targets=(Target("Elon Musk", ("Musk", "Elon")),),
            extra={"desk": "foreign"},
            where=str(path),
        )
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("---\ntitle: A\nShe left.\n", ":1 opens front matter with '---', but no other '---' line closes it"),
        ("---\ntitle: A\nShe left.\n---\n", ":3 is 'She left.', not a line of front matter; each one is 'key: value'"),
        ("---\ntitle: A\ntitle: B\n---\nx", ":3 gives 'title' a second time"),
        ("---\naliases: [a, b]\n---\nx", ":2 gives 'aliases' the value '[a, b]'; several targets are joined by ;"),
        (
            "---\ntext: A\n---\nx",
            " has the key 'text' in its front matter; remove it: the text is what follows the front matter",
        ),
        ("---\npublished: May 2\n---\nx", ": 'published' is 'May 2', not an ISO date such as 2024-10-25"),
        ("---\npublished: 20240502\n---\nx", ": 'published' is '20240502', not an ISO date"),
        ("---\naliases: Musk\n---\nx", " has aliases (Musk) but no target that they belong to; name the target"),
        (
            "---\ntarget: A; B\naliases: C\n---\nx",
            " has different numbers of targets, 2 (A; B), and of groups of aliases, 1 (C); give each",
        ),
        ("---\ntitle: A\n---\n \n", ": the article 'a' has no text"),
        ("", ": the article 'a' has no text"),
        ("\ufeff", ": the article 'a' has no text"),
        (b"Hi.\nA \0 in it", " is not a text file (it has NUL bytes)"),
        (b"\x89PNG\r\n\x1a\n\0", " is a PNG picture, not text"),
        ("Hi.\n".encode("utf-16-le"), " is not a text file (it has NUL bytes)"),
        (
            "Hi.\nCafé".encode("latin-1"),
            ":2 is not utf-8: byte 0xe9 at position 7; name the encoding it is in, such as --encoding cp1252",
        ),
    ],
)
def test_a_bad_article_is_one_line_that_names_the_place(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = write(tmp_path / "a.txt", content)
    with pytest.raises(DataError) as error:
        read(path)
    assert str(error.value).startswith(f"{path}{message}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-8-sig", "U8"])
def test_other_encodings_are_read_when_named(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.txt", "Café closed.\r\n".encode(encoding))
    assert read(path, encoding=encoding)[0][0].text == "Café closed.\r\n"


@pytest.mark.parametrize("encoding", ["latin1000", "base64", "a\0b"])
def test_an_encoding_that_is_none_is_named(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(DataError, match=r"^no encoding is called '"):
        read(write(tmp_path / "a.txt", "x"), encoding=encoding)


def test_sources_that_hold_no_article_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "pdfs" / "a.pdf", "%PDF")
    write(tmp_path / "a.docx", "PK")
    messages = []
    for name in ("empty", "pdfs", "a.docx", "nothing.txt", "nothing.jsonl"):
        with pytest.raises(DataError) as error:
            read(tmp_path / name)
        messages.append(str(error.value).replace(f"{tmp_path}/", ""))
    assert messages == [
        "there are no articles (.txt .md .html) in the folder empty; it is empty",
        "there are no articles (.txt .md .html) in the folder pdfs; it holds 1 other file: .pdf (1)",
        "a.docx is neither an article (.txt .md .html) nor a table (.jsonl .csv .parquet); "
        "rename it with the ending of its format",
        "there is no file or folder nothing.txt",
        "there is no file nothing.jsonl",
    ]


def test_a_table_gives_articles_with_their_targets_and_unknown_columns(tmp_path: Path) -> None:
    row = {"id": 7, "text": "They met.", "target": ["Elon Musk", "NASA"], "aliases": "Musk;", "views": 3}
    path = write(tmp_path / "a.jsonl", json.dumps(row))
    targets = (MUSK, Target("NASA"))
    assert read(path)[0] == [Article("7", "They met.", targets=targets, extra={"views": 3}, where=f"{path}:1")]


def test_an_article_and_its_row_say_the_same(tmp_path: Path) -> None:
    original = Article("a", "He won.", "T", "O", "A", "2024-10-25", "u", (MUSK, Target("NASA")), {"views": 3}, "w")
    path = write(tmp_path / "a.jsonl", json.dumps(original.row()))
    assert [article.row() for article in read(path)[0]] == [original.row()]
    assert read(path)[0][0].targets == original.targets


def test_one_id_with_two_texts_names_both_places(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "He won.")
    write(tmp_path / "a.md", "She won.")
    with pytest.raises(DataError) as error:
        read(tmp_path)
    assert str(error.value) == (
        f"the article id 'a' is given twice with different text: {tmp_path}/a.md and {tmp_path}/a.txt; "
        "give each article its own id (a file's is its path, or 'id' in its front matter)"
    )


def test_one_article_given_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "He won.")
    articles, remarks = read(path, tmp_path, path)
    assert [article.id for article in articles] == ["a"]
    assert remarks == [f"2 articles were given twice with the same text and read once (such as {path} and {path})"]


def test_one_article_asked_about_two_targets_is_asked_about_each_once(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "He won.", "target": target} for target in ("Musk", "Musk;NASA", "NASA", "")]
    path = write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    articles, remarks = read(path)
    assert [article.targets for article in articles] == [(Target("Musk"),), (Target("NASA"),), ()]
    assert len(remarks) == 1


PAGE = """<!doctype html><html><head><title>Minister quits |
 The Example</title><style>p {color: red}</style></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav>
<article><h1>Minister quits</h1>
<p>The minister <b>resigned</b> on Tuesday.
   She said &ldquo;I was wrong&rdquo; &amp; left&nbsp;😀.</p>
<h2>What next</h2><ul><li>One thing.</li><li>Two things.</li></ul><p>Nobody knows.</p></article>
<footer>Copyright</footer></body></html>"""


def test_html_is_read_as_paragraphs_and_headings(tmp_path: Path) -> None:
    article = read(write(tmp_path / "a.html", f"---\noutlet: The Example\n---\n{PAGE}"))[0][0]
    assert (article.title, article.outlet) == ("Minister quits | The Example", "The Example")
    assert article.text.splitlines() == [
        "Minister quits",
        "The minister resigned on Tuesday. She said “I was wrong” & left 😀.",
        "What next",
        "One thing.",
        "Two things.",
        "Nobody knows.",
    ]


@pytest.mark.parametrize("page", ["", "no markup", "<html><body></body></html>"])
def test_a_page_without_an_article_is_named(tmp_path: Path, page: str) -> None:
    with pytest.raises(DataError, match=r"a\.html.* has no (HTML|text)"):
        read(write(tmp_path / "a.html", page))


def test_html_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(DataError, match=r"install it with: pip install 'newsstance\[html\]'$"):
        html_text(PAGE, "a.html")


def test_markdown_is_read_as_plain_text(tmp_path: Path) -> None:
    source = (
        "---\noutlet: The Example\n---\n# Minister *quits*\n\nShe [left](https://example.org)\non **Tuesday** & `x`.\n"
        "\n- One.\n- Two.\n\n> Quoted.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![A photo](p.jpg)\n\n<!-- no -->\n\n"
        "---\n\nEnd.\n"
    )
    article = read(write(tmp_path / "a.md", source))[0][0]
    assert (article.title, article.outlet) == ("Minister quits", "The Example")
    lines = ["Minister quits", "She left on Tuesday & x.", "One.", "Two.", "Quoted.", "a\tb", "1\t2", "End."]
    assert article.text == "\n\n".join(lines)


def test_a_title_is_only_what_comes_first() -> None:
    assert markdown_text("She left.\n\n# Next")[1] == ""
    assert markdown_text("## Who will win?\n\nShe.")[1] == "Who will win?"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The president said on Tuesday that he would not sign the bill into law this year.", "English"),
        ("THE PRESIDENT SAID ON TUESDAY THAT HE WOULD NOT SIGN THE BILL INTO LAW THIS YEAR.", "English"),
        ("Le président a déclaré mardi qu'il ne signerait pas la loi avant la fin de l'année.", "French"),
        ("Президент заявил во вторник, что не будет подписывать новый закон в этом году.", "Russian"),
        ("Президент", ""),
        ("12.5 13.5 14.5 " * 40, ""),
    ],
)
def test_the_language_is_named_where_it_is_sure(text: str, name: str) -> None:
    assert language(text) == name
