"""Who has done how much."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotation.assignment.allocation import Allocation
from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.push.sync import sync_projects
from annotation.study.handout import HandoutRow, write_handout
from annotation.study.study import Study, open_study
from annotation.tables.schema import SENTENCES, check_row
from exports.cli.rounds import bar
from exports.pull.pace import AnnotatorPace, annotator_paces
from exports.pull.progress import Progress, missing_projects, round_progress
from newsstance import app

HANDOUT = [
    HandoutRow("s1", "ann", "pilot", arm="blind", audit=True, pushed_at="now"),
    HandoutRow("s2", "ann", "pilot", arm="blind", pushed_at="now"),
    HandoutRow("s3", "ann", "pilot", arm="prelabeled", pushed_at="now"),
    HandoutRow("s1", "bob", "pilot", arm="blind", audit=True),
    HandoutRow("s1", "ann", "next", pushed_at="now"),
]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["rounds", *words])


def test_work_is_counted_by_round_and_annotator() -> None:
    """What stands in a project and was never handed out doesn't count."""
    statuses = {("pilot", "ann"): {"s1": "answered", "s3": "skipped", "elsewhere": "answered"}}
    assert round_progress(HANDOUT, statuses) == [
        Progress("next", "ann", 1, 0, 0, shared=0, audit=0, blind=0, waiting=0),
        Progress("pilot", "ann", 3, 1, 1, shared=1, audit=1, blind=1, waiting=0),
        Progress("pilot", "bob", 1, 0, 0, shared=1, audit=1, blind=0, waiting=1),
    ]
    assert [progress.left for progress in round_progress(HANDOUT, statuses, "pilot")] == [1, 1]


def test_a_project_that_is_gone_is_named_and_one_not_yet_made_is_not() -> None:
    assert [
        (progress.round, progress.annotator)
        for progress in missing_projects(round_progress(HANDOUT, {}), {("next", "ann"): {}})
    ] == [("pilot", "ann")]


def test_nothing_handed_out_and_an_unknown_round_are_said() -> None:
    with pytest.raises(DataError, match="nothing was handed out yet"):
        round_progress([], {})
    with pytest.raises(DataError, match=r"no round 'first' was handed out \(there are: next, pilot\)"):
        round_progress(HANDOUT, {}, "first")


@pytest.mark.parametrize(
    ("answered", "skipped", "drawn"),
    [(0, 0, "...."), (400, 0, "####"), (399, 0, "###."), (399, 1, "###-"), (100, 100, "#-.."), (0, 400, "----")],
)
def test_a_bar_is_full_only_when_nothing_is_left(answered: int, skipped: int, drawn: str) -> None:
    assert bar(Progress("r", "ann", 400, answered, skipped, 0, 0, 0, 0), 4) == drawn


def answer(
    sentence: str, seconds: float | None, *, text: str = "One two three four.", **columns: Any
) -> dict[str, Any]:
    row = {"round": "r", "annotator": "ann", "status": "answered", "question": "stance"}
    return {**row, "sentence": sentence, "seconds": seconds, "text": text, **columns}


def test_pace_is_the_median_over_sentences_not_over_questions() -> None:
    """Four words take at least 0.6 seconds to read. 0.5, 2 and 9 seconds: the median is 2, and one is too fast."""
    rows = [
        answer("s1", 0.5),
        answer("s2", 2.0),
        answer("s2", 2.0, question="bias"),
        answer("s2", 2.0, question="holder"),
        answer("s3", 9.0),
        answer("s4", 0.1, status="skipped"),
        answer("s5", 0.1, status="superseded"),
        answer("s6", None),
        answer("s1", 0.6, annotator="bob"),
    ]
    assert annotator_paces(rows) == [AnnotatorPace("r", "ann", 3, 2.0, 1), AnnotatorPace("r", "bob", 1, 0.6, 0)]


def test_without_a_handout_no_server_is_asked(tmp_path: Path) -> None:
    study = open_study(tmp_path, new=True)
    assert "nothing was handed out yet" in str(run().exception)
    write_handout(study.handout, HANDOUT)
    assert "no round 'x' was handed out" in str(run("--round", "x").exception)


@pytest.fixture
def worked(tmp_path: Path, studio: Studio, codebook: Codebook) -> Study:
    """Six sentences for each of two; ann answered two (one at once) and skipped one, bob did nothing."""
    study = open_study(tmp_path, new=True)
    rows = [{"sentence": f"s{n}", "text": "One two three four.", "article": "a", "target": "Ada"} for n in range(6)]
    queue = make_queue((check_row(SENTENCES, values, "x") for values in rows), codebook)
    shares = Allocation(audit=0.5)
    sync_projects(queue, study, studio, codebook, annotators=("ann", "bob"), round="pilot", blind=0.2, shares=shares)
    (project,) = [
        project_made for marker, project_made in find_projects(studio, study).items() if marker.annotator == "ann"
    ]
    first, second, third, *_ = [task["id"] for task in studio.tasks(project.id)]
    result = [choice(codebook.question("sourcing"), "named")]
    studio.answer(first, result, seconds=0.2)
    studio.answer(second, result, seconds=4.2)
    studio.answer(third, [], seconds=1.0, skipped=True)
    return study


@pytest.mark.studio
def test_a_line_for_each_annotator_and_pace_only_when_asked_for(worked: Study, studio_data: Path) -> None:
    data = ("--data", str(studio_data))
    ran = run(*data)
    assert ran.exit_code == 0, ran.exception
    assert ran.stdout.splitlines() == [
        "pilot",
        "  annotator  done                      answered  skipped  left  given",
        "  ann        ########----............         2        1     3      6",
        "  bob        ........................         0        0     6      6",
    ]
    paced = run(*data, "--pace").stdout.splitlines()
    assert paced[:4] == ran.stdout.splitlines()
    assert paced[4:] == [
        "  annotator  median seconds  sentences  too fast to be read",
        "  ann                   2.2          2                    1",
    ]
    of_ann, of_bob = json.loads(run(*data, "--json", "--pace").stdout)
    assert of_ann == {
        "round": "pilot",
        "annotator": "ann",
        "given": 6,
        "answered": 2,
        "skipped": 1,
        "left": 3,
        "shared": 6,
        "audit": 3,
        "blind": 0,
        "waiting": 0,
        "pace": {"sentences": 2, "seconds": 2.2, "too_fast": 1},
    }
    assert of_bob["annotator"] == "bob"
    assert "pace" not in of_bob


@pytest.mark.studio
def test_long_names_and_big_numbers_fit_into_80_columns(worked: Study, studio_data: Path) -> None:
    with_long = [*HANDOUT, *(HandoutRow(f"x{n}", "m" * 30, "pilot") for n in range(12_345))]
    write_handout(worked.handout, with_long)
    ran = run("--data", str(studio_data))
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert f"pilot · {'m' * 30}: 12,345 sentences planned and not yet there" in ran.stderr
    assert "next · ann: the project is not on the server" in ran.stderr
