"""An annotator labels in a real Chromium, and what is pulled is what was pressed."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.study.study import open_study
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, HANDOUT, SCORES, SENTENCES
from annotation.tables.write import write_rows
from tests.end_to_end.conftest import LONG, SCREEN, SETTLED

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Screen, Verbs

pytestmark = [pytest.mark.studio, pytest.mark.browser]
Row = Mapping[str, Any]

PLAIN: Final = (
    "Under Mara Quill the clinic paid back every loan.",
    "The council has eleven members.",
    "Quill will present the budget on Tuesday, clerk Ada Stein said.",
    "What a manager.",
    "Aides said Quill had lied about the loan.",
    "“Well done 🎉👩🏽‍⚕️ team,” tweeted nurse Ila Brandt.",
)
SCORED: Final = ("Quill ruined the clinic, two former nurses said.", "Quill saved the clinic, two neighbors said.")
GUESS: Final = {"stance": "unfavorable", "holder": "source", "sourcing": "anonymous", "bias": "not_biased"}
COLUMNS: Final = (
    *("annotator", "text", "question", "label", "start", "end", "span_text", "comment", "status"),
    *("arm", "shown_label", "shown_probability", "model", "round", "target"),
)


def test_what_is_pulled_is_what_was_pressed(verbs: "Verbs", screen: "Screen", tmp_path: Path, studio: Studio) -> None:
    """Three sentences by the keyboard, a skip, a comment, marks after an emoji, a pre-label, and a blind sentence."""
    hand_out(verbs, tmp_path)
    given = {str(row["sentence"]): row for row in read_rows(tmp_path / "handout.csv", HANDOUT)}
    arms = {text: given[sentence]["arm"] for text, sentence in ids(tmp_path / "scores.jsonl").items()}
    assert sorted(arms.values()) == ["blind", "prelabeled"]

    screen.log_in(verbs.account("eva"))
    screen.open_project("browser · eva")
    screen.label_all()
    expect(screen.manual).to_contain_text("Stance: How does the sentence present the target?")
    screen.close_manual()

    screen.shows(PLAIN[0])
    assert screen.chosen() == []
    assert not screen.suggestion.is_visible()
    assert screen.targets() == ["Mara Quill"]
    screen.choose("1", "8", "t", "s")  # favorable asks for the holder
    screen.submit()
    screen.shows(PLAIN[1])
    assert screen.targets() == []
    screen.choose("5", "t", "s")
    screen.submit()
    screen.shows(PLAIN[2])
    screen.choose("1", "4", "q", "d")  # the second thought counts
    screen.submit()
    screen.shows(PLAIN[3])
    screen.skip()
    screen.shows(PLAIN[4])
    screen.choose("2", "8", "w", "a")
    screen.say("Who are they?")
    screen.submit()
    screen.shows(PLAIN[5])
    screen.choose("5", "q", "s")
    screen.mark("x", "tweeted")
    screen.mark("z", "nurse Ila", drag=True)
    screen.page.screenshot(path=tmp_path / "marks.png")
    screen.submit()
    for text in SCORED:
        screen.shows(text)
        screen.page.screenshot(path=tmp_path / f"{arms[text]}.png")
        guesses = [label.replace("_", " ") for label in GUESS.values()]
        assert screen.chosen() == (guesses if arms[text] == "prelabeled" else [])
        assert screen.suggestion.is_visible() is (arms[text] == "prelabeled")
        assert screen.targets() == ["Quill"]
        if arms[text] == "blind":
            screen.choose("1", "9", "e", "a")
        screen.submit()  # one chord accepts what is shown
    screen.finished()

    predictions = {task["data"]["text"]: task["total_predictions"] for task in tasks(studio, tmp_path)}
    assert predictions == {**dict.fromkeys(PLAIN, 0), **{text: int(arm == "prelabeled") for text, arm in arms.items()}}
    verbs("pull", "-o", "answers.csv")
    assert pulled(tmp_path / "answers.csv") == Counter(
        row
        for rows in (
            answered(PLAIN[0], stance="favorable", holder="source", sourcing="unattributed", bias="not_biased"),
            answered(PLAIN[1], stance="none", sourcing="unattributed", bias="not_biased"),
            answered(PLAIN[2], stance="neutral", sourcing="named", bias="unclear"),
            [expected(PLAIN[3], status="skipped")],
            answered(
                PLAIN[4],
                {"comment": "Who are they?"},
                stance="unfavorable",
                holder="source",
                sourcing="anonymous",
                bias="biased",
            ),
            answered(PLAIN[5], stance="none", sourcing="named", bias="not_biased"),
            [span(PLAIN[5], "cue", "tweeted"), span(PLAIN[5], "source", "nurse Ila")],
            *(guessed(text, arm) for text, arm in arms.items()),
        )
        for row in rows
    )


def hand_out(verbs: "Verbs", folder: Path) -> None:
    """Push an article without and one with a model's guesses, into one round."""
    about = ("--target", "Mara Quill", "--alias", "Quill")
    (folder / "plain.txt").write_text("\n\n".join(PLAIN), encoding="utf-8")
    (folder / "more.txt").write_text("\n\n".join(SCORED), encoding="utf-8")
    verbs("split", "plain.txt", "-o", "plain.jsonl", *about)
    verbs("split", "more.txt", "-o", "more.jsonl", *about)
    guesses = GUESS | {f"{question}_probability": 0.75 for question in GUESS} | {"model": "by-hand"}
    scored = ({**row, **guesses} for row in read_rows(folder / "more.jsonl", SENTENCES))
    write_rows(folder / "scores.jsonl", scored, SCORES)
    verbs("push", "plain.jsonl", "--annotators", "eva", "--round", "browser")
    verbs("push", "scores.jsonl", "--annotators", "eva", "--round", "browser", "--blind", "0.5")


def ids(path: Path) -> dict[str, str]:
    """The sentences' ids, by their text."""
    return {row["text"]: row["sentence"] for row in read_rows(path, SENTENCES)}


def expected(text: str, **columns: Any) -> tuple[Any, ...]:
    """An answer as it must come back; what isn't named is empty."""
    row = {"annotator": "eva", "text": text, "status": "answered", "round": "browser", "target": "Mara Quill"}
    return tuple((row | columns).get(column) for column in COLUMNS)


def answered(text: str, columns: Row | None = None, /, **labels: str) -> list[tuple[Any, ...]]:
    return [expected(text, question=question, label=label, **(columns or {})) for question, label in labels.items()]


def guessed(text: str, arm: str) -> list[tuple[Any, ...]]:
    """The pre-label as it was accepted, or what was pressed where nothing was shown."""
    if arm == "prelabeled":
        shown = {"shown_probability": 0.75, "arm": arm, "model": "by-hand"}
        return [expected(text, question=q, label=label, shown_label=label, **shown) for q, label in GUESS.items()]
    pressed = {"stance": "favorable", "holder": "both", "sourcing": "document", "bias": "biased"}
    return answered(text, {"arm": arm, "model": "by-hand"}, **pressed)


def tasks(studio: Studio, folder: Path) -> list[Row]:
    """Every task of the study, as Label Studio has it."""
    projects = find_projects(studio, open_study(folder)).values()
    return [task for project in projects for task in studio.tasks(project.id)]


def span(text: str, label: str, words: str) -> tuple[Any, ...]:
    start = text.index(words)
    place = {"start": start, "end": start + len(words), "span_text": words}
    return expected(text, question="evidence", label=label, **place)


def pulled(path: Path) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row.get(column) or None for column in COLUMNS) for row in read_rows(path, ANSWERS))


def test_a_long_sentence_fits_on_one_screen(verbs: "Verbs", screen: "Screen", tmp_path: Path) -> None:
    """With 300 characters, context, and every question asked, nothing scrolls, overlaps or is out of view."""
    assert len(LONG["text"]) >= 300
    write_rows(tmp_path / "long.jsonl", [LONG], SENTENCES)
    verbs("push", "long.jsonl", "--annotators", "eva", "--round", "long")
    screen.log_in(verbs.account("eva"))
    screen.open_project("long · eva")
    screen.label_all()
    screen.close_manual()
    screen.shows(LONG["text"])
    assert screen.problems() == []
    screen.choose("1", "8", "q", "a")  # the holder question takes its place
    screen.page.screenshot(path=tmp_path / "long.png")
    assert screen.problems() == []
    screen.page.set_viewport_size({"width": 1280, "height": 720})
    screen.page.wait_for_timeout(SETTLED)
    screen.page.screenshot(path=tmp_path / "small.png")
    assert screen.problems() == []
    screen.page.set_viewport_size(SCREEN)
    screen.page.get_by_role("button", name="Instructions").click()
    question = screen.manual.get_by_role("heading", name="Stance: How does the sentence present the target?")
    question.scroll_into_view_if_needed()
    screen.page.screenshot(path=tmp_path / "manual.png")
    expect(question).to_be_in_viewport()
