"""A codebook in German on a small laptop: titles are seen, names are answered, everything is on one screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, SCORES
from annotation.tables.write import write_rows

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Screen, Verbs

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def label(name: str, title: str, hotkey: str) -> str:
    return (
        f'[[questions.labels]]\nname = "{name}"\ntitle = "{title}"\nhotkey = "{hotkey}"\ncolor = "#0072b2"\n'
        'definition = "So ist es."\n'
    )


CODEBOOK: Final = "".join(
    (
        'name = "haltung"\nversion = "1.0"\ntitle = "Haltung"\nlanguage = "de"\nintroduction = "Satz für Satz."\n',
        '[[questions]]\nname = "stance"\nkind = "choice"\ntitle = "Haltung"\n',
        'text = "Wie stellt der Satz {target} dar?"\n',
        "target = true\nrequired = true\n",
        label("pro", "günstig", "1") + label("contra", "ungünstig", "2"),
        '[[questions]]\nname = "holder"\nkind = "choice"\ntitle = "Träger"\ntext = "Wer wertet?"\nrequired = true\n',
        'only_if = { question = "stance", labels = ["contra"] }\n',
        label("author", "Autorin oder Autor", "7") + label("source", "zitierte Quelle", "8"),
        '[[questions]]\nname = "bias"\nkind = "choice"\ntitle = "Wortwahl"\ntext = "Voreingenommen?"\n',
        "required = true\n",
        label("biased", "ja & wie", "a") + label("not_biased", "nicht voreingenommen", "s"),
        '[[questions]]\nname = "evidence"\nkind = "spans"\ntitle = "Belege"\ntext = "Markieren Sie"\n',
        label("loaded", "wertendes Wort", "x"),
    )
)
TEXT: Final = (
    "Die Klinik hat unter Mara Quill jeden Kredit „<b>zurückgezahlt</b>“ 🎉, sagten zwei frühere Buchhalter und ein "
    "Mitglied des Vorstands am Mittwochabend, obwohl niemand sagen wollte, ob die Behörde davon wusste, als Quill nach "
    "einem erbitterten und teuren Wahlkampf ihr Amt antrat."
)


def test_titles_are_seen_and_names_are_answered(verbs: "Verbs", screen: "Screen", tmp_path: Path) -> None:
    """A pre-label in German, a mark after an emoji, and one answer changed, at 1280 by 720."""
    (tmp_path / "de.toml").write_text(CODEBOOK, encoding="utf-8")
    guesses: dict[str, object] = {"stance": "contra", "holder": "source", "bias": "not_biased", "model": "by-hand"}
    guesses |= {f"{question}_probability": 0.75 for question in ("stance", "holder", "bias")}
    row = {
        "sentence": "s1",
        "text": TEXT,
        "title": "Klinik zahlt Kredite zurück",
        "before": "Der Rat hatte neun Stunden lang hinter geschlossenen Türen getagt.",
        "after": "Eine Sprecherin wollte sich nicht äußern.",
        "target": "Mara Quill",
        "aliases": "Quill",
    }
    write_rows(tmp_path / "scores.jsonl", [{**row, **guesses}], SCORES)
    options = ("--annotators", "eva", "--round", "deutsch", "--codebook", "de.toml")
    verbs("push", "scores.jsonl", *options, "--blind", "0")

    screen.page.set_viewport_size({"width": 1280, "height": 720})
    screen.log_in(verbs.account("eva"))
    screen.open_project("deutsch · eva")
    screen.label_all()
    expect(screen.manual).to_contain_text("0 von 1 erledigt am ")
    expect(screen.manual).to_contain_text("Auf einer Seite")
    screen.close_manual()
    screen.shows(TEXT)
    assert screen.chosen() == ["ungünstig", "zitierte Quelle", "nicht voreingenommen"]
    expect(screen.suggestion).to_have_text(
        "Vorschlag eines Programms, das sich oft irrt: Satz lesen, selbst entscheiden, dann vergleichen."
    )
    assert screen.targets() == ["Mara Quill", "Quill"]
    assert screen.problems() == []
    screen.page.screenshot(path=tmp_path / "german.png")
    screen.choose("a")
    screen.mark("x", "erbitterten")
    assert screen.targets() == ["Mara Quill", "Quill"]  # marks of words move nothing
    screen.submit()

    verbs("pull", "-o", "answers.csv", "--codebook", "de.toml")
    answers = [(a["question"], a["label"], a.get("span_text")) for a in read_rows(tmp_path / "answers.csv", ANSWERS)]
    assert answers == [
        ("stance", "contra", None),
        ("holder", "source", None),
        ("bias", "biased", None),
        ("evidence", "loaded", "erbitterten"),
    ]
