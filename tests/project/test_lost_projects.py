"""Projects that were edited, deleted or doubled on the server, as `pull` and `rounds` tell them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.study import open_study
from newsstance import app

pytestmark = pytest.mark.studio


def run(studio_data: Path, *words: str, status: int = 0) -> Result:
    ran = CliRunner().invoke(app, [*words, "--data", str(studio_data)], catch_exceptions=False)
    assert ran.exit_code == status, ran.output
    return ran


def refused(studio_data: Path, *words: str) -> str:
    """The message of a command that our error ends."""
    return str(CliRunner().invoke(app, [*words, "--data", str(studio_data)]).exception)


@pytest.fixture
def projects(studio: Studio, studio_data: Path, codebook: Codebook) -> dict[str, Project]:
    """A round of two annotators who answered everything, and a table of it."""
    rows: list[dict[str, Any]] = [
        {"sentence": f"s{n}", "text": f"He won {n} times.", "article": "a", "target": "Ada"} for n in range(3)
    ]
    Path("sentences.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run(studio_data, "push", "sentences.jsonl", "--annotators", "ida,ole", "--round", "pilot")
    found = {marker.annotator: project for marker, project in find_projects(studio, open_study(Path())).items()}
    for project in found.values():
        for task in studio.tasks(project.id):
            studio.answer(task["id"], [choice(codebook.question("sourcing"), "named")], seconds=3)
    run(studio_data, "pull", "-o", "answers.csv")
    return found


def test_an_edited_description_loses_no_answer(studio: Studio, studio_data: Path, projects: dict[str, Project]) -> None:
    before = Path("answers.csv").read_bytes()
    studio.update_project(projects["ida"].id, description="[red]tidied[/red]", title="[red]mine[/red]")
    pulled = run(studio_data, "pull", "-o", "answers.csv")
    assert f"project {projects['ida'].id} ([red]mine[/red]) of ida in round 'pilot'" in pulled.stderr
    assert Path("answers.csv").read_bytes() == before
    assert run(studio_data, "rounds").stdout.count("3        0     0      3") == 2


def test_a_deleted_project_ends_pull_and_leaves_the_table(
    studio: Studio, studio_data: Path, projects: dict[str, Project]
) -> None:
    before, number = Path("answers.csv").read_bytes(), projects["ida"].id
    studio.delete_project(number)
    gone = refused(studio_data, "pull", "-o", "answers.csv")
    assert f"project {number} of ida in round 'pilot', where 3 sentences were handed out: no longer on" in gone
    assert Path("answers.csv").read_bytes() == before
    fewer = run(studio_data, "pull", "-o", "answers.csv", "--allow-fewer")
    assert f"project {number} of ida" in fewer.stderr
    assert {line.split(",")[1] for line in Path("answers.csv").read_text().splitlines()[1:]} == {"ole"}


def test_deleted_answers_do_not_replace_the_table_that_has_them(
    studio: Studio, studio_data: Path, projects: dict[str, Project]
) -> None:
    before, number = Path("answers.csv").read_bytes(), projects["ida"].id
    everything = {"selectedItems": {"all": True, "excluded": []}}
    studio._ask("POST", "api/dm/actions", body=everything, id="delete_tasks_annotations", project=number)
    assert "(ida: 3 sentences); nothing was written" in refused(studio_data, "pull", "-o", "answers.csv")
    assert Path("answers.csv").read_bytes() == before
    run(studio_data, "pull", "-o", "other.csv")
    run(studio_data, "pull", "-o", "answers.csv", "--allow-fewer")
    assert Path("answers.csv").read_bytes() == Path("other.csv").read_bytes()


def test_keep_writes_a_dated_table_beside(studio_data: Path, projects: dict[str, Project]) -> None:
    run(studio_data, "pull", "-o", "answers.csv", "--keep")
    (dated,) = Path().glob("answers-20*-*-*-*.csv")
    assert dated.read_bytes() == Path("answers.csv").read_bytes()
    run(studio_data, "pull", "--keep", status=2)


def test_a_twin_of_a_project_is_read_too(
    studio: Studio, studio_data: Path, projects: dict[str, Project], codebook: Codebook
) -> None:
    first = projects["ida"]
    twin = studio.create_project(first.title, first.description, first.interface, "")
    (task,) = studio.import_tasks(twin.id, [{"data": next(studio.tasks(first.id))["data"]}])
    studio.answer(task, [choice(codebook.question("sourcing"), "anonymous")], seconds=3)
    pulled = run(studio_data, "pull", "-o", "answers.csv")
    assert f"ida has 2 projects in round 'pilot' ({first.id} and {twin.id}); all were read" in pulled.stderr
    assert "anonymous" in Path("answers.csv").read_text()
