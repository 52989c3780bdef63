"""What `rounds` writes into the annotators' own projects."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotation.assignment.plan import HandOutOptions
from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.push.sync import sync_projects
from annotation.study.study import open_study
from annotation.tables.schema import SENTENCES, check_row
from newsstance import app
from tests.examples.pushing import project, sentences

pytestmark = pytest.mark.studio


def test_rounds_says_on_the_card_and_in_the_instructions_how_far_everybody_is(
    tmp_path: Path, studio: Studio, studio_data: Path, codebook: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study = open_study(tmp_path, new=True)
    queue = make_queue((check_row(SENTENCES, row, "x") for row in sentences("One.", "Two.", "Three.")), codebook)
    sync_projects(queue, study, studio, codebook, HandOutOptions(("ann", "bob"), "pilot"))
    number = project(study, studio).id
    first, *_ = list(studio.tasks(number))
    studio.answer(first["id"], [], seconds=5, skipped=True)
    ran = CliRunner().invoke(app, ["rounds", "--data", str(studio_data)], catch_exceptions=False)
    assert ran.exit_code == 0
    for annotator, progress in (("ann", "1 of 3 done"), ("bob", "0 of 3 done")):
        shown = studio.project(project(study, studio, annotator).id)
        assert progress in shown.description
        assert progress in shown.instructions
    closed = CliRunner().invoke(
        app, ["rounds", "--data", str(studio_data), "--round", "pilot", "--close"], catch_exceptions=False
    )
    assert closed.stdout.splitlines() == [
        "pilot · ann: 2 sentences taken back, 1 kept",
        "pilot · bob: 3 sentences taken back, 0 kept",
    ]
