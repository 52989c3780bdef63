"""The documentation builds without a warning, its reference names all there is, and it needs no network to be read."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from annotation.codebook.codebook import Label, Question
from annotation.tables.schema import ANSWERS, ARTICLES, GOLD, HANDOUT, LABELED, SCORES, SENTENCES
from tests.examples.documentation import DOCS, PAGES, verbs


class Loaded(HTMLParser):
    """The addresses from which a page loads anything, such as scripts, styles and pictures; links are not loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take note of what this tag loads."""
        names = ("src",) if tag in ("script", "img", "iframe") else ("href",) if tag == "link" else ()
        self.addresses += [value for name, value in attributes if name in names and value]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built pages; a warning ends the build with an error."""
    folder = tmp_path_factory.mktemp("documentation")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", str(folder / "doctrees")]
    done = subprocess.run([*command, str(DOCS), str(folder / "html")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def test_every_page_is_built(built: Path) -> None:
    assert [name for name in PAGES if not (built / f"{name}.html").is_file()] == []


def section(page: str, name: str) -> str:
    """The part of a page below a heading."""
    anchor = name.replace(" ", "-")
    return page[page.index(f'<section id="{anchor}">') :].partition("</section>")[0]


def test_the_reference_has_every_verb_and_option(built: Path) -> None:
    page = (built / "reference" / "verbs.html").read_text(encoding="utf-8")
    for name, verb in verbs().items():
        described = re.findall(r">(-[\w-]+)<", section(page, name.replace(" ", "-")))
        options = [option for parameter in verb.params for option in (*parameter.opts, *parameter.secondary_opts)]
        assert {option for option in options if option.startswith("-")} <= set(described), name


def test_the_reference_has_every_column_and_key(built: Path) -> None:
    tables = (built / "reference" / "tables.html").read_text(encoding="utf-8")
    for table in (ARTICLES, SENTENCES, HANDOUT, ANSWERS, GOLD, LABELED, SCORES):
        described = section(tables, table.name)
        assert [column for column in table.columns if f">{column}<" not in described] == []
    keys = (built / "reference" / "codebook.html").read_text(encoding="utf-8")
    for part in (Question, Label):
        assert [key for key in part.__dataclass_fields__ if f">{key}<" not in keys] == []


def test_no_page_loads_anything_from_elsewhere(built: Path) -> None:
    """Links may lead out, but styles, scripts, fonts and pictures are beside the pages."""
    pages = list(built.rglob("*.html"))
    assert len(pages) > len(PAGES)
    for page in pages:
        loaded = Loaded()
        loaded.feed(page.read_text(encoding="utf-8"))
        assert loaded.addresses
        assert [address for address in loaded.addresses if "//" in address] == []
    styles = [style.read_text(encoding="utf-8") for style in built.rglob("*.css")]
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", "".join(styles)) == []
