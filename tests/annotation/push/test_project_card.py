"""What a project says of itself: the study, sentences rather than JSON, and how far its annotator is."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir, mkdtemp

import pytest

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import Marker, read_marker
from annotation.labelstudio.tasks import choice
from annotation.push.project_card import ProjectProgress, card, project_title
from annotation.study.study import Study
from tests.examples.pushing import Push, project, sentences

MARKER = Marker("k3f9", "pilot", "ann", "tone 1.0 ab12cd", True)
PROGRESS = re.compile(r"(\d+ of \d+ done) on \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\.")


@pytest.mark.parametrize(
    ("folder", "title"),
    [
        ("musk", "musk: pilot · ann"),
        ("m", "m: pilot · ann"),
        ("the-second-study-of-musk-and-putin-in-2026", "the-second-study-of-musk-and-putin-i…: pilot · ann"),
    ],
)
def test_the_title_names_the_study_as_far_as_there_is_room(folder: str, title: str) -> None:
    """Label Studio takes 50 characters."""
    found = project_title(MARKER, Study(Path("/studies", folder), "k3f9", b"k"))
    assert found == title
    assert len(found) <= 50


def test_a_long_round_leaves_no_room_for_a_name() -> None:
    marker = replace(MARKER, round="x" * 40)
    assert project_title(marker, Study(Path("/studies/musk-and-putin"), "k3f9", b"k")) == marker.title


def test_the_card_begins_with_sentences_and_ends_with_the_marker(codebook: Codebook) -> None:
    study = Study(Path("/studies/musk"), "k3f9", b"k")
    text = card(MARKER, study, codebook, ProjectProgress(12, 47))
    start, _, end = text.partition("\n\n")
    assert PROGRESS.sub(r"\1", start) == "pilot: sentences of the study musk, for ann. 12 of 47 done"
    assert (end, read_marker(text)) == (str(MARKER), MARKER)
    german = card(MARKER, study, replace(codebook, language="de"), ProjectProgress(12, 47))
    assert german.startswith("pilot: Sätze der Studie musk, für ann. 12 von 47 erledigt am ")


def test_a_marker_of_an_older_version_is_read() -> None:
    old = 'Handed out by newsstance, which finds the project by this line: {"study": "k3f9", "round": "pilot", '
    assert read_marker(old + '"annotator": "ann", "codebook": "tone 1.0 ab12cd", "target": true}') == MARKER


@pytest.mark.studio
def test_a_push_says_how_far_the_annotator_is(hand_out: Push, study: Study, studio: Studio, codebook: Codebook) -> None:
    """On the card and at the head of the instructions, once each; instructions that people wrote stay theirs."""
    hand_out(sentences("One.", "Two.", "Three."))
    number = project(study, studio).id
    manual = studio.project(number).instructions
    task = next(iter(studio.tasks(number)))
    studio.answer(task["id"], [choice(codebook.question("sourcing"), "named")], seconds=5)
    hand_out(sentences("One.", "Two.", "Three."))
    found = studio.project(number)
    assert PROGRESS.findall(found.description) == PROGRESS.findall(found.instructions) == ["1 of 3 done"]
    assert PROGRESS.sub("", found.instructions) == PROGRESS.sub("", manual)
    studio.update_project(number, expert_instruction="<p>Ours.</p>")
    hand_out(sentences("One.", "Two.", "Three."))
    assert studio.project(number).instructions == "<p>Ours.</p>"


def test_a_temporary_folder_is_no_name() -> None:
    drawn = Path(mkdtemp(prefix="study-"))
    assert project_title(MARKER, Study(drawn, "k3f9", b"k")) == MARKER.title
    drawn.rmdir()
    chosen = Path(gettempdir(), "river-poll")
    assert project_title(MARKER, Study(chosen, "k3f9", b"k")) == f"river-poll: {MARKER.title}"
