"""An adjudicator settles ties in a real Chromium: sees what was said and by nobody, answers by the keyboard."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice, comment, span
from annotation.study.study import open_study
from annotation.tables.read import read_rows
from annotation.tables.schema import GOLD, SENTENCES
from annotation.tables.write import write_rows
from tests.end_to_end.conftest import LONG

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Screen, Verbs

pytestmark = [pytest.mark.studio, pytest.mark.browser]

PEOPLE: Final = ("rosalind", "quentin", "theodora")
PLAIN: Final = "Under Mara Quill the clinic paid back every loan, two former nurses said."
AGREED: Final = "The council has eleven members."
TEXTS: Final = (PLAIN, AGREED, LONG["text"])
NAMED: Final = {"sourcing": "named", "bias": "not_biased"}
LABELS: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = {
    PLAIN: (
        {"stance": "favorable", "holder": "source", "sourcing": "anonymous", "bias": "not_biased"},
        {"stance": "neutral", "sourcing": "named", "bias": "not_biased"},
        {"stance": "unfavorable", "holder": "author", "sourcing": "anonymous", "bias": "not_biased"},
    ),
    AGREED: tuple({"stance": "none", **NAMED} for _ in PEOPLE),
    LONG["text"]: (
        {"stance": "mixed", "holder": "both", "sourcing": "anonymous", "bias": "biased"},
        {"stance": "unclear", "sourcing": "unattributed", "bias": "not_biased"},
        {"stance": "unfavorable", "holder": "author", "sourcing": "media_report", "bias": "unclear"},
    ),
}
SAID: Final = {
    PLAIN: ("Praise by two nurses, I think.", "", "Could be irony: they are *former* nurses."),
    AGREED: ("", "", ""),
    LONG["text"]: ("Whose campaign was bitter, and does it matter here? " * 3, "Long!", "Two sources, no name. " * 9),
}
MARKS: Final = {
    (PLAIN, 1): (("cue", "said"), ("source", "two former nurses")),
    (PLAIN, 2): (("cue", "said"),),
    (LONG["text"], 0): (("loaded", "bitter and costly campaign"), ("loaded", "once bankrupt"), ("cue", "told")),
    (LONG["text"], 1): (("source", "two former accountants and a member of its own board"), ("loaded", "bitter")),
}


def test_an_adjudicator_sees_what_was_said_and_settles_it(
    verbs: "Verbs",
    screen: "Screen",
    tmp_path: Path,
    studio: Studio,
    codebook: Codebook,
    as_annotator: Callable[[str], Studio],
) -> None:
    """Everything on one screen of 1400 by 900, nobody's name on the page or in a task, and gold that is settled."""
    hand_out(verbs, tmp_path)
    for number, who in enumerate(PEOPLE):
        answer(as_annotator(who), studio, tmp_path, codebook, who, number)
    verbs("pull", "-o", "answers.csv")
    verbs("gold", "answers.csv", "-o", "before.jsonl")
    verbs("adjudicate", "answers.csv", "--adjudicator", "dana")

    screen.log_in(verbs.account("dana"))
    screen.open_project("adjudication · dana")
    screen.label_all()
    expect(screen.manual).to_contain_text("You settle it.")
    screen.page.screenshot(path=tmp_path / "steps.png")
    screen.close_manual()

    screen.shows(PLAIN)
    assert screen.chosen() == []
    said = screen.page.locator(".ns-said, .ns-remarks").all_inner_texts()
    assert [line.replace("\xa0", " ") for part in said for line in part.split("\n") if line.strip()] == [
        "Marked: 1 × source “two former nurses”, 2 × cue “said”",
        "To settle: 1 × favorable, 1 × unfavorable, 1 × neutral",
        "Holder, said: 1 × author, 1 × source",
        "Said: 1 × named, 2 × anonymous",
        "Agreed: 3 × not biased",
        "Comments: “Could be irony: they are *former* nurses.”, “Praise by two nurses, I think.”",
    ]
    screen.page.screenshot(path=tmp_path / "adjudicator.png")
    assert screen.problems() == []
    assert names(screen.page.content()) == []
    screen.choose("1", "8")
    screen.page.screenshot(path=tmp_path / "settled.png")
    assert screen.problems() == []
    screen.submit()
    screen.shows(LONG["text"])
    screen.page.screenshot(path=tmp_path / "adjudicator-long.png")
    assert screen.problems() == []
    screen.choose("1", "7")  # the second question asks for room, even beside long comments and many marks
    screen.page.screenshot(path=tmp_path / "adjudicator-full.png")
    assert screen.problems() == []
    screen.choose("4", "w", "s")
    screen.submit()
    screen.finished()

    tasks = [studio.task(task["id"]) for task in tasks_of(studio, tmp_path, "dana").values()]
    assert len(tasks) == 2
    assert names(json.dumps(tasks)) == []
    verbs("pull", "--round", "adjudication", "-o", "settled.csv")
    verbs("gold", "answers.csv", "--adjudicated", "settled.csv", "-o", "after.jsonl")
    assert gold(tmp_path / "after.jsonl") == {
        **gold(tmp_path / "before.jsonl"),
        (PLAIN, "stance"): ("favorable", "adjudicated"),
        (PLAIN, "holder"): ("source", "adjudicated"),
        (LONG["text"], "stance"): ("neutral", "adjudicated"),
        (LONG["text"], "sourcing"): ("anonymous", "adjudicated"),
        (LONG["text"], "bias"): ("not_biased", "adjudicated"),
    }


def hand_out(verbs: "Verbs", folder: Path) -> None:
    """Three sentences, of which one is long, with context and a title."""
    short: list[dict[str, Any]] = [
        {"sentence": text, "text": text, "article": "a", "target": "Mara Quill", "position": n}
        for n, text in enumerate(TEXTS)
    ]
    rows = [
        {**short[0], "after": AGREED},
        {**short[1], "before": PLAIN},
        {**LONG, "sentence": LONG["text"], "article": "b"},
    ]
    write_rows(folder / "three.jsonl", rows, SENTENCES)
    verbs("push", "three.jsonl", "--annotators", ",".join(PEOPLE), "--round", "pilot")


def answer(door: Studio, studio: Studio, folder: Path, codebook: Codebook, who: str, number: int) -> None:
    """Answer all sentences with an annotator's own account; on the first one with marks."""
    for text, task in tasks_of(studio, folder, who).items():
        given = [choice(codebook.question(question), label) for question, label in LABELS[text][number].items()]
        given.extend(marked(codebook, text, label, words) for label, words in MARKS.get((text, number), ()))
        words = SAID[text][number]
        door.answer(task["id"], [*given, *([comment([words])] if words else [])], seconds=12.0)


def marked(codebook: Codebook, text: str, label: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    return span(codebook.question("evidence"), label, start, start + len(words), text)


def tasks_of(studio: Studio, folder: Path, who: str) -> dict[str, dict[str, Any]]:
    """Somebody's tasks, by their text."""
    projects = find_projects(studio, open_study(folder)).items()
    return {t["data"]["text"]: t for marker, made in projects if marker.annotator == who for t in studio.tasks(made.id)}


def names(text: str) -> list[str]:
    """The annotators whose names stand in a text."""
    return [who for who in PEOPLE if who in text.lower()]


def gold(path: Path) -> dict[tuple[str, str], tuple[str | None, str]]:
    return {(r["sentence"], r["question"]): (r["label"], r["decided_by"]) for r in read_rows(path, GOLD)}
