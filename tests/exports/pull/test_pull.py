"""Pulling from a real server after people did what everybody with an account can do."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.accounts import accounts_file, read_accounts
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.study import open_study
from newsstance import app

ROUNDS = ("first", "second")


def run(studio_data: Path, *words: str, status: int = 0) -> Result:
    ran = CliRunner().invoke(app, [*words, "--data", str(studio_data)])
    assert ran.exit_code == status, ran.exception
    return ran


def tasks(studio: Studio, round: str) -> dict[str, int]:
    """The number of each task of una in a round, by sentence."""
    projects = find_projects(studio, open_study(Path())).items()
    (project,) = [project.id for marker, project in projects if marker.round == round]
    return {task["data"]["sentence"]: task["id"] for task in studio.tasks(project)}


def answers(path: str) -> dict[str, dict[str, Any]]:
    """The rows that count, by sentence; each sentence has one."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    return {row["sentence"]: row for row in rows if row["status"] != "superseded"}


@pytest.mark.studio
def test_what_others_did_on_the_server_is_said_and_changes_nothing_that_she_said(
    studio: Studio, studio_data: Path, codebook: Codebook
) -> None:
    rows = [{"sentence": f"s{n}", "text": f"He won {n} times.", "article": "a", "target": "Ada"} for n in range(8)]
    scored = [row | {"stance": "neutral", "stance_probability": 0.7, "model": "m1"} for row in rows]
    Path("first.jsonl").write_text("".join(json.dumps(row) + "\n" for row in scored), encoding="utf-8")
    Path("second.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows[:2]), encoding="utf-8")
    for round in ROUNDS:
        run(studio_data, "push", f"{round}.jsonl", "--annotators", "una", "--round", round, "--blind", "0.25")
    first, second = (tasks(studio, round) for round in ROUNDS)
    blind = [sentence for sentence in first if not (studio.task(first[sentence]) or {})["predictions"]]
    shown = [sentence for sentence in first if sentence not in (*blind, "s0", "s1")]
    mixed, neutral = ([choice(codebook.question("stance"), label)] for label in ("mixed", "neutral"))
    una = read_accounts(accounts_file(studio_data))["una"]
    with studio.log_in(una.email, una.password) as page:
        starred = page.answer(first["s0"], mixed, seconds=3)
        page.answer(first["s1"], mixed, seconds=3)
        page.answer(second["s0"], neutral, seconds=3)
        page.answer(second["s1"], [], seconds=3, skipped=True)
        edited = page.answer(first[shown[0]], neutral, seconds=3)
        for sentence in (shown[1], *blind):
            if sentence not in ("s0", "s1"):
                page.answer(first[sentence], neutral, seconds=3)
        page._ask("POST", f"api/tasks/{first[shown[2]]}/drafts", body={"result": neutral, "lead_time": 3})
    studio._ask("PATCH", f"api/annotations/{starred}/", body={"ground_truth": True})
    studio._ask("PATCH", f"api/annotations/{edited}/", body={"result": mixed})
    studio.answer(first[shown[1]], mixed, seconds=3)
    pulled = run(studio_data, "pull", "-o", "answers.jsonl")
    counted = answers("answers.jsonl")
    assert (counted["s0"]["label"], counted["s1"]["status"]) == ("neutral", "skipped")
    assert (counted[shown[0]]["label"], counted[shown[1]]["label"]) == ("mixed", "neutral")
    assert counted[shown[1]]["arm"] == "prelabeled"
    admin = studio.whoami()["email"]
    assert {
        "1 sentence with an earlier answer that was starred, edited or imported after the latest one was given; the "
        "latest counts: una on s0",
        f"1 sentence in una's project answered by {admin}, which is not una's account; left out: una has answered too",
        f"una: 1 sentence ({shown[0]}) last changed by {admin} and not by who answered (an edit, or only a star)",
        f"una: a draft that was not submitted waits on 1 sentence ({shown[2]})",
    } <= set(pulled.stderr.splitlines())
    (of_first, of_second) = json.loads(run(studio_data, "rounds", "--json").stdout)
    assert (of_second["answered"], of_second["skipped"]) == (1, 1)
    assert of_first["answered"] == len({row for row in first if row in counted})
