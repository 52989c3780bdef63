"""Another codebook goes the whole way, by its own labels, keys and target; the default one leaves no trace."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.study import open_study
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, GOLD, SCORES, SENTENCES

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Screen, Verbs

pytestmark = [pytest.mark.studio, pytest.mark.browser]
CONFIG: Final = str(Path(__file__).parent.parent.parent / "configs" / "climate_framing.toml")
PEOPLE: Final = ("gil", "hana", "ivo")

ABOUT: Final = {
    "cost": "The {name} adds {number} cents to a liter of fuel",
    "nature": "Emissions of {number} tons fell under the {name}",
    "power": "The {name} won {number} votes in parliament",
}
SIDE: Final = {
    "silent": ", the office wrote.",
    "pro": ", a great help that experts welcome.",
    "contra no_measure": ", a punishment that hauliers reject.",
    "contra other_measure": ", a punishment, and a ban would be cheaper.",
}
NEW: Final = (
    "Emissions of 90 tons fell under the carbon levy, a great help that experts welcome.",
    "The carbon tax adds 80 cents to a liter of fuel, a punishment that hauliers reject.",
)
# Common words, which stand in other places too (a column `author`, the `source` of a data set).
COMMON: Final = {"author", "source", "document", "none", "both", "mixed", "named", "evidence"}


def test_the_whole_circle(
    verbs: "Verbs",
    screen: "Screen",
    studio: Studio,
    as_annotator: Callable[[str], Studio],
    codebook: Codebook,
    other_codebook: Codebook,
    tmp_path: Path,
) -> None:
    write_articles(tmp_path / "articles")
    said = [verbs("split", "articles", "-o", "sentences.jsonl", "--codebook", CONFIG)]
    sentences = list(read_rows(tmp_path / "sentences.jsonl", SENTENCES))
    assert len(sentences) == 60
    assert {(row["target"], row["aliases"]) for row in sentences} == {("carbon tax", "carbon levy|carbon price")}
    assert all(row["target_start"] is not None for row in sentences)

    said.append(
        verbs("push", "sentences.jsonl", "--annotators", ",".join(PEOPLE), "--round", "c1", "--codebook", CONFIG)
    )
    given = answer(studio, as_annotator, other_codebook, tmp_path)
    said.append(verbs("pull", "-o", "answers.csv", "--codebook", CONFIG))
    pulled = [
        (row["annotator"], row["text"], row["question"], row["label"])
        for row in read_rows(tmp_path / "answers.csv", ANSWERS)
    ]
    assert sorted(pulled) == sorted(given)

    said.append(verbs("agree", "answers.csv", "--codebook", CONFIG))
    said.append(verbs("gold", "answers.csv", "-o", "gold.csv", "--labeled", "labeled.jsonl", "--codebook", CONFIG))
    texts = {row["sentence"]: row["text"] for row in sentences}
    gold = {(texts[row["sentence"]], row["question"], row["label"]) for row in read_rows(tmp_path / "gold.csv", GOLD)}
    assert gold == {(text, question, label) for text in texts.values() for question, label in right(text).items()}

    trained = verbs("train", "labeled.jsonl", "-o", "models", "--codebook", CONFIG)
    model = re.findall(r"^models/\S+$", trained, re.MULTILINE)[-1].partition("/")[2]
    (tmp_path / "new.txt").write_text("\n\n".join(NEW), encoding="utf-8")
    learned = ("new.txt", "--model", model, "--codebook", CONFIG, "--no-abstain")
    said += [trained, verbs("score", *learned, "-o", "scores.csv")]
    scores = {row["text"]: row for row in read_rows(tmp_path / "scores.csv", SCORES)}
    assert {text: labels(row) for text, row in scores.items()} == {text: right(text) for text in NEW}
    said.append(verbs("prelabel", *learned, "--annotators", "gil", "--round", "c2", "--blind", "0"))

    screen.log_in(verbs.account("gil"))
    screen.open_project("c2 · gil")
    screen.label_all()
    said.append(screen.manual.inner_text())
    screen.close_manual()
    screen.shows(NEW[0])
    assert screen.chosen() == ["nature", "pro"]
    assert screen.problems() == []
    screen.choose("3", "w", "a")
    screen.mark("z", "help")
    screen.page.screenshot(path=tmp_path / "climate.png")
    assert screen.problems() == []
    said.append(screen.page.locator("body").inner_text())
    screen.submit()
    screen.shows(NEW[1])

    said.append(verbs("pull", "-o", "second.csv", "--round", "c2", "--codebook", CONFIG))
    columns = ("annotator", "text", "question", "label", "span_text", "arm", "shown_label", "model", "codebook")
    rest = {"annotator": "gil", "text": NEW[0], "arm": "prelabeled", "model": model, "codebook": other_codebook.stamp}
    assert [
        tuple(row.get(name) or None for name in columns) for row in read_rows(tmp_path / "second.csv", ANSWERS)
    ] == [
        tuple((rest | more).get(name) for name in columns)
        for more in (
            {"question": "frame", "label": "health", "shown_label": "nature"},
            {"question": "support", "label": "contra", "shown_label": "pro"},
            {"question": "remedy", "label": "other_measure"},
            {"question": "phrase", "label": "metaphor", "span_text": "help"},
        )
    ]
    assert default_words(codebook, other_codebook) & words(said, tmp_path, studio) == set()


def write_articles(folder: Path) -> None:
    """Sixty sentences in twelve articles: every frame with every side, five times."""
    folder.mkdir()
    for article in range(12):
        about, side = list(ABOUT.values())[article % 3], list(SIDE.values())[article % 4]
        name = ("carbon tax", "carbon levy", "carbon price")[article % 3]
        lines = [about.format(name=name, number=article * 5 + line) + side for line in range(5)]
        (folder / f"{article}.txt").write_text("\n\n".join(lines), encoding="utf-8")


def right(text: str) -> dict[str, str]:
    """The right answers, by the words that the sentences are made of."""
    frame = "cost" if "cents" in text else "nature" if "Emissions" in text else "power"
    (side,) = [name for name, words in SIDE.items() if text.endswith(words)]
    return {"frame": frame, **dict(zip(("support", "remedy"), side.split(), strict=False))}


def labels(row: Mapping[str, Any]) -> dict[str, str]:
    return {question: row[question] for question in ("frame", "support", "remedy") if row.get(question)}


def answer(
    studio: Studio, as_annotator: Callable[[str], Studio], codebook: Codebook, folder: Path
) -> list[tuple[str, str, str, str]]:
    """Have one person answer everything and two a third; ivo takes every fifth sentence for one without a frame."""
    given = []
    for marker, project in find_projects(studio, open_study(folder)).items():
        door = as_annotator(marker.annotator)
        mine = None if marker.annotator == "gil" else 20
        for number, task in enumerate(islice(studio.tasks(project.id), mine)):
            text = task["data"]["text"]
            answers = right(text)
            if marker.annotator == "ivo" and number % 5 == 0:
                answers["frame"] = "no_frame"
            door.answer(task["id"], [choice(codebook.question(q), label) for q, label in answers.items()], seconds=4)
            given += [(marker.annotator, text, question, label) for question, label in answers.items()]
    return given


def default_words(codebook: Codebook, other: Codebook) -> set[str]:
    """The questions and labels of the default codebook that could only come from there."""
    mine, others = (
        {name for question in book.questions for name in (question.name, *question.label_names)}
        for book in (codebook, other)
    )
    return mine - others - COMMON


def words(said: list[str], folder: Path, studio: Studio) -> set[str]:
    """Every word that was said, written, or put into Label Studio."""
    projects = find_projects(studio, open_study(folder)).values()
    shown = (f"{project.title} {project.description} {project.interface}" for project in projects)
    written = (path.read_text(encoding="utf-8") for path in files(folder))
    return {word for text in (*said, *shown, *written) for word in re.findall(r"[\w-]+", text)}


def files(folder: Path) -> Iterator[Path]:
    text = {".csv", ".json", ".jsonl", ".md", ".toml"}
    return (path for path in folder.rglob("*") if path.suffix in text)
