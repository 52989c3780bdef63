"""Work dealt out on a real Label Studio in other ways than in test_round_acceptance.py."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotation.assignment.allocation import Allocation, QueueOrder, shuffle_queue
from annotation.assignment.plan import HandOutOptions
from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.push.pushed import Pushed
from annotation.push.sync import sync_projects
from annotation.study.handout import HandoutRow, read_handout
from annotation.study.study import Study, open_study
from annotation.tables.schema import SENTENCES, check_row
from annotation.tables.write import write_rows
from newsstance import app

pytestmark = pytest.mark.studio
PEOPLE = ("ann", "bob", "cleo")
DEALT = Allocation(overlap=0.3, audit=0.1)
Push = Callable[..., list[Pushed]]
Tasks = dict[str, list[dict[str, Any]]]


def articles(*names: str, length: int = 10) -> list[dict[str, Any]]:
    """Scored articles about one target."""
    return [
        {
            "sentence": f"{name}-{n}",
            "text": f"Sentence {n} of {name}.",
            "article": name,
            "position": n,
            "after": "More." if n + 1 < length else "",
            "target": "Ada",
            "sourcing": "named",
            "sourcing_probability": 0.75,
            "model": "m1",
        }
        for name in names
        for n in range(length)
    ]


FIRST = articles("a1", "a2", "a3", "a4", "a5", "a6")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return open_study(tmp_path, new=True)


@pytest.fixture
def hand_out(study: Study, studio: Studio, codebook: Codebook) -> Push:
    def run(rows: list[dict[str, Any]], who: tuple[str, ...] = PEOPLE, shares: Allocation = DEALT) -> list[Pushed]:
        queue = make_queue((check_row(SENTENCES, values, "x") for values in rows), codebook)
        return sync_projects(queue, study, studio, codebook, HandOutOptions(who, "pilot", 0.2, shares))

    return run


def tasks(study: Study, studio: Studio) -> Tasks:
    """Every annotator's tasks, in the order they are asked."""
    return {marker.annotator: list(studio.tasks(made.id)) for marker, made in find_projects(studio, study).items()}


def given_to(study: Study, annotator: str) -> dict[str, HandoutRow]:
    return {g.sentence: g for g in read_handout(study.handout).values() if g.annotator == annotator}


def bare(found: Tasks) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the projects."""
    return {who: [(task["data"], task["total_predictions"]) for task in mine] for who, mine in found.items()}


@pytest.mark.parametrize(
    "shares", [DEALT, Allocation(), Allocation(per_sentence=2, audit=0.5, order=QueueOrder.SHUFFLED)]
)
def test_repeating_the_push_adds_nothing(hand_out: Push, study: Study, studio: Studio, shares: Allocation) -> None:
    """Whatever the options say the second time: forgetting --overlap doesn't give everybody everything."""
    hand_out(FIRST)
    before, rows = bare(tasks(study, studio)), study.handout.read_bytes()
    again = hand_out(FIRST, shares=shares)
    assert [(pushed.added, pushed.updated, pushed.gone) for pushed in again] == [(0, 0, [])] * 3
    assert bare(tasks(study, studio)) == before
    assert study.handout.read_bytes() == rows


def test_shuffled_sentences_are_asked_in_an_order_that_only_the_key_decides(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    hand_out(FIRST, shares=Allocation(per_sentence=1, order=QueueOrder.SHUFFLED))
    order = shuffle_queue([row["sentence"] for row in FIRST], study.key)
    for who, mine in tasks(study, studio).items():
        assert len(mine) == 20
        assert [task["data"]["sentence"] for task in mine] == sorted(given_to(study, who), key=order.index)


def test_who_gets_nothing_gets_no_project(hand_out: Push, study: Study, studio: Studio) -> None:
    done = hand_out(articles("a1")[:1], shares=Allocation(overlap=0.0))
    assert [pushed.added for pushed in done] == [1]
    assert len(find_projects(studio, study)) == 1


def test_the_verb_draws_arms_by_person_and_by_sentence_where_that_is_said(
    tmp_path: Path, studio_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says that only an audit leaves sentences that nobody is shown a label for."""
    monkeypatch.chdir(tmp_path)
    write_rows("scores.jsonl", FIRST, SENTENCES)

    def push(round: str, *options: str) -> tuple[list[int], str]:
        words = ["push", "scores.jsonl", "--annotators", ",".join(PEOPLE), "--round", round, *options]
        done = CliRunner().invoke(app, [*words, "--data", str(studio_data)])
        assert done.exit_code == 0, done.exception
        rows = [row for row in read_handout(open_study(tmp_path).handout).values() if row.round == round]
        blind = Counter(row.sentence for row in rows if row.arm == "blind")
        return sorted(blind.values()), done.stderr

    reminder = "where arms are by person, only --audit leaves sentences that nobody is shown a label for"
    numbers, remarks = push("one")
    assert (numbers, reminder in remarks) == ([1] * 36, True)
    numbers, remarks = push("two", "--arms", "sentence")
    assert (numbers, reminder in remarks) == ([3] * 12, False)
    assert reminder not in push("three", "--audit", "0.1")[1]
