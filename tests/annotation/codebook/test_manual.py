"""The manual says everything the codebook says, in each of its three forms, and lets no sign of it become markup."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from annotation.cli.codebook import codebook_verbs
from annotation.codebook.codebook import Codebook, Label, Question, read_codebook
from annotation.codebook.manual import instructions, manual_html, manual_markdown
from annotation.codebook.wording import label_uses, shortcuts

CONFIGS = Path(__file__).parents[3] / "configs"
FORMS = {"markdown": manual_markdown, "html": manual_html, "instructions": instructions}

AWKWARD = Codebook(
    "awkward",
    "1.0",
    "Less < more & *more*",
    "First <b>bold</b> words.\n\n1. No list. `a<b`",
    (
        Question(
            "tone",
            "choice",
            "Tone | pitch",
            "Is {target} < 3 & > 2?",
            (
                Label(
                    "high",
                    "h",
                    "#0072b2",
                    "Over | under <script>alert(1)</script> & _up_",
                    use_when="- a dash; 5 * 3 * 2",
                    not_when="# no heading",
                    examples=("[link](http://example.org) & \\ back", "`code <i>`"),
                ),
            ),
            target=True,
            rules=("+ plus &copy; <u>x</u>", "~~no~~ line\nbroken"),
        ),
    ),
    digest="abcdef0123456789",
)


def words(html: str) -> str:
    """What a reader sees: no tags, no style, single spaces."""
    without_style = re.sub(r"<style>.*?</style>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", without_style.replace("<br", " <br"))).split())


def read(form: str, book: Codebook) -> str:
    text = FORMS[form](book)
    return words(MarkdownIt("commonmark").enable("table").render(text) if form == "markdown" else text)


def sayings(book: Codebook) -> list[str]:
    """Every word of the codebook that an annotator must be able to read."""
    texts = [book.title, book.name, book.version, book.digest[:12], *book.introduction.split("\n\n")]
    for question in book.questions:
        texts += [question.title, question.text.replace("{target}", "the target"), *question.rules]
        for label in question.labels:
            texts += [label.name, label.definition, label.use_when, label.not_when, *label.examples]
    return [" ".join(text.replace("`", "").split()) for text in texts]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["stance_sourcing", "climate_framing"])
def test_everything_the_codebook_says_is_in_the_manual(name: str, form: str) -> None:
    book = read_codebook(CONFIGS / f"{name}.toml")
    manual_text = read(form, book)
    assert [text for text in sayings(book) if text not in manual_text] == []
    steps = [*book.fixed_words["first_steps"], *book.fixed_words["steps"]]
    assert [step for step in steps if step not in manual_text] == []
    assert [does for key, does in shortcuts(book) if key not in manual_text or does not in manual_text] == []


@pytest.mark.parametrize("form", FORMS)
def test_signs_stay_signs(form: str) -> None:
    """Nothing a codebook says becomes a tag, a table's edge, a list, a link or emphasis."""
    manual_text = read(form, AWKWARD)
    assert [text for text in sayings(AWKWARD) if text not in manual_text] == []


def test_no_tag_comes_from_a_codebook() -> None:
    for page in (manual_html(AWKWARD), instructions(AWKWARD)):
        assert not {"<script", "<b>", "<u>", "<i>", "<h1>Less <"} & {tag for tag in re.findall(r"<\w+>?", page)}
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<code>a&lt;b</code>" in page
        assert "example.org)" in words(page)
    assert "<a " not in instructions(AWKWARD)


@pytest.mark.parametrize("name", ["stance_sourcing", "climate_framing"])
def test_each_label_stands_with_its_key(name: str) -> None:
    book = read_codebook(CONFIGS / f"{name}.toml")
    markdown, page, plain = manual_markdown(book), manual_html(book), instructions(book)
    for question in book.questions:
        for label in question.labels:
            name = "" if label.shown == label.name else f" (`{label.name}`)"
            assert f"| **{label.shown}**{name} | `{label.hotkey}` |" in markdown
            swatch = f'<span class="swatch" style="background: {label.color}"></span>'
            assert f"{swatch}{label.shown} <kbd>{label.hotkey}</kbd>" in page
            name = name.replace("`", "<code>", 1).replace("`", "</code>")
            assert f"<td><strong>{label.shown}</strong>{name} <code>{label.hotkey}</code></td>" in plain


def test_the_page_needs_nothing_else() -> None:
    page = manual_html(read_codebook(CONFIGS / "stance_sourcing.toml"))
    assert page.startswith("<!doctype html>")
    assert not re.findall(r"<script|<link|<img|@import|url\(|https?:", page)


def test_it_says_when_a_question_is_asked() -> None:
    manual_text = read("html", read_codebook(CONFIGS / "stance_sourcing.toml"))
    assert "Only for sentences with a target. Choose one answer. Must be answered." in manual_text
    assert "Only if Stance is favorable, unfavorable or mixed. Choose one answer. Must be answered." in manual_text
    assert "Mark as many stretches of the sentence as there are. Optional." in manual_text


def test_it_says_what_becomes_of_the_answers() -> None:
    book = read_codebook(CONFIGS / "climate_framing.toml")
    assert label_uses(book) == [
        "`frame`: the coarser set has `effects` for `cost`, `nature` or `health`.",
        "`frame`: the coarser set has `society` for `justice` or `power`.",
        "`frame`: the coarser set has `other` for `no_frame`.",
        "`frame`: `no_frame` is not trained on.",
        "`support`: `balanced` is trained as `silent`.",
    ]
    assert label_uses(replace(AWKWARD)) == ["All labels are trained on as they are."]


@pytest.mark.parametrize(("file", "form"), [("manual.html", "html"), ("manual.md", "markdown"), ("-", "markdown")])
def test_the_verb_writes_what_the_ending_names(tmp_path: Path, file: str, form: str) -> None:
    path = CONFIGS / "stance_sourcing.toml"
    output = file if file == "-" else str(tmp_path / file)
    ran = CliRunner().invoke(codebook_verbs, ["manual", str(path), "-o", output], catch_exceptions=False)
    written = ran.stdout if file == "-" else Path(output).read_text(encoding="utf-8")
    assert written == FORMS[form](read_codebook(path))
