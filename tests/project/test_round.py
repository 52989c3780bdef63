"""A round as a study hands it out: three annotators, 300 scored sentences, on a real Label Studio, killed and repeated.

The key is fixed, so that every run draws the same sentences, and two studies can be compared.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import pytest

from annotation.assignment.allocation import Allocation
from annotation.assignment.plan import HandOutOptions
from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook, read_codebook
from annotation.labelstudio.accounts import accounts_file, create_accounts
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice, task_data
from annotation.push.pushed import Pushed
from annotation.push.sync import sync_projects
from annotation.study.handout import HandoutRow, read_handout
from annotation.study.study import Study, open_study
from annotation.tables.read import read_rows
from annotation.tables.schema import SENTENCES
from annotation.tables.write import write_rows
from tests.conftest import CONFIGS

pytestmark = pytest.mark.studio
PEOPLE: Final = ("ann", "bob", "cleo")
SHARES: Final = Allocation(overlap=0.3, audit=0.1)
BLIND: Final = 0.2
SECRET: Final = ("arm", "audit", "blind", "prelabeled", "withheld", "dealt", "m-2026", "pilot")
Tasks = dict[str, list[dict[str, Any]]]


def articles(first: int, sentences: int) -> Iterator[dict[str, Any]]:
    """Scored articles of 5 to 19 sentences about one of two people."""
    who, said = ("Ada Rivera", "Bo Tan"), ("told the council", "denied", "was praised for", "lost the vote on", "sold")
    what = ("the tram line", "the budget", "a report on the harbor", "the school roof", "the new park")
    made, number = 0, first
    while made < sentences:
        length = min(5 + number * 7 % 15, sentences - made)
        target = who[number % 2]
        texts = [f"{target} {said[(number + n) % 5]} {what[n * 3 % 5]}, item {n}." for n in range(length)]
        for n, text in enumerate(texts):
            yield {
                "sentence": f"news{number}-{n}",
                "text": text,
                "article": f"news/{number}",
                "position": n,
                "before": texts[n - 1] if n else "",
                "after": texts[n + 1] if n + 1 < length else "",
                "target": target,
                "title": f"{target} and {what[number % 5]}",
                "outlet": ("Gazette", "Herald")[number % 3 % 2],
                "stance": ("favorable", "unfavorable", "neutral")[(n + number) % 3],
                "stance_probability": 0.4 + (n % 6) / 10,
                "sourcing": ("named", "unattributed")[n % 2],
                "sourcing_probability": 0.9 - (n % 4) / 10,
                "model": "m-2026",
            }
        made, number = made + length, number + 1


FIRST: Final = list(articles(0, 300))
LATER: Final = list(articles(100, 100))
ORDER: Final = {row["sentence"]: at for at, row in enumerate([*FIRST, *LATER])}


def new_study(folder: Path) -> Study:
    """A study of its own with the key that all of them have here."""
    (folder / ".newsstance").mkdir(parents=True)
    kept = {"id": secrets.token_hex(4), "key": "0123456789abcdef" * 2}
    (folder / ".newsstance" / "study.json").write_text(json.dumps(kept), encoding="utf-8")
    write_rows(folder / "scores.jsonl", FIRST, SENTENCES)
    write_rows(folder / "more.jsonl", [*FIRST, *LATER], SENTENCES)
    return open_study(folder)


def hand_out(study: Study, studio: Studio, table: str = "scores.jsonl", who: tuple[str, ...] = PEOPLE) -> list[Pushed]:
    book = read_codebook(CONFIGS / "stance_sourcing.toml")
    queue = make_queue(read_rows(study.folder / table, SENTENCES), book)
    return sync_projects(queue, study, studio, book, HandOutOptions(who, "pilot", BLIND, SHARES))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, studio: Studio) -> Study:
    """A round that was handed out undisturbed; its tests only look."""
    made = new_study(tmp_path_factory.mktemp("undisturbed"))
    hand_out(made, studio)
    return made


def tasks(study: Study, studio: Studio) -> Tasks:
    """Every annotator's tasks, whole, in the order they are asked."""
    return {
        marker.annotator: list(studio._pages(made.id, 500, {"fields": "all"}))
        for marker, made in find_projects(studio, study).items()
    }


def given_to(study: Study, annotator: str) -> dict[str, HandoutRow]:
    return {one.sentence: one for one in read_handout(study.handout).values() if one.annotator == annotator}


def content(found: Tasks) -> dict[str, list[Any]]:
    """What an annotator sees of each task, without the numbers that Label Studio gave it."""
    return {
        who: [
            (task["data"], [(p["result"], p["score"], p["model_version"]) for p in task["predictions"]]) for task in of
        ]
        for who, of in found.items()
    }


def test_each_project_holds_exactly_its_annotators_sentences(study: Study, studio: Studio) -> None:
    """Of 300 sentences 90 go to all, 30 of these audit; a fifth of 300 and so two ninths of the other 270 are blind.

    19 is the longest article.
    """
    data = {row["sentence"]: task_data(row) for row in FIRST}
    found = {who: [task["data"]["sentence"] for task in of] for who, of in tasks(study, studio).items()}
    assert sorted(found) == list(PEOPLE)
    for who, asked in found.items():
        assert asked == sorted(given_to(study, who), key=ORDER.__getitem__)
    for of in tasks(study, studio).values():
        assert all(task["data"] == data[task["data"]["sentence"]] for task in of)
    sets = [set(asked) for asked in found.values()]
    assert set.union(*sets) == set(data)
    assert len(set.intersection(*sets)) == 90
    assert sum(map(len, sets)) == 3 * 90 + 210
    assert max(map(len, sets)) - min(map(len, sets)) <= 19
    handout = read_handout(study.handout).values()
    assert {one.arm for one in handout if one.audit} == {"blind"}
    assert len({one.sentence for one in handout if one.audit}) == 30
    for who in PEOPLE:
        arms = [one.arm for one in given_to(study, who).values() if not one.audit]
        assert abs(arms.count("blind") - len(arms) * 2 / 9) < 1
    assert {one.sentence for one in read_handout(study.handout).values() if one.audit} <= set.intersection(*sets)


def test_no_blind_or_audit_sentence_has_a_prediction_anywhere(study: Study, studio: Studio) -> None:
    for marker, project in find_projects(studio, study).items():
        of = {one.task: one for one in given_to(study, marker.annotator).values()}
        predicted = [one["task"] for one in studio._ask("GET", "api/predictions", project=project.id)]
        assert sorted(predicted) == sorted(task for task, one in of.items() if one.arm == "prelabeled" and task)
        assert not any(of[task].audit for task in predicted)


def test_nothing_in_a_task_tells_its_arm(study: Study, studio: Studio, studio_data: Path) -> None:
    """As the annotator's own account is given it: that nothing is shown is all there is to see."""
    made = create_accounts(studio, accounts_file(studio_data), ["acceptance-ann"])["acceptance-ann"]
    own = {"id", "inner_id", "data", "created_at", "updated_at"}
    shown = {
        "predictions",
        "total_predictions",
        "predictions_score",
        "predictions_model_versions",
        "predictions_results",
    }
    with studio.log_in(made.email, made.password) as door:
        project = next(found for marker, found in find_projects(studio, study).items() if marker.annotator == "ann")
        found = list(door._pages(project.id, 500, {"fields": "all"}))
        single: Any = door.task(found[0]["id"])
        upcoming = door._ask("GET", f"api/projects/{project.id}/next")
    of = given_to(study, "ann")
    values: dict[str, dict[tuple[str, bool], set[str]]] = {}
    for task in found:
        one = of[task["data"]["sentence"]]
        assert set(task["data"]) == set(task_data(FIRST[0]))
        said = json.dumps({key: value for key, value in task.items() if key not in ("data", "predictions")})
        assert not any(f'"{word}"' in said or f"{word} " in said for word in SECRET)
        for key, value in task.items():
            values.setdefault(key, {}).setdefault((one.arm, one.audit), set()).add(json.dumps(value))
    kinds = {("blind", False), ("blind", True), ("prelabeled", False)}
    assert all(set(by_kind) == kinds for by_kind in values.values())
    telling = {key for key, by_kind in values.items() if len(set(map(frozenset, by_kind.values()))) > 1}
    assert telling <= own | shown
    assert all(values[key]["blind", False] == values[key]["blind", True] for key in shown & set(values))
    for whole in (single, upcoming):
        assert not any(word in json.dumps(whole["data"]) for word in SECRET[2:])
        assert not {"arm", "audit", "round"} & {*whole, *whole["data"]}


def test_blind_sentences_lie_evenly_over_each_queue(study: Study) -> None:
    """After any number of sentences an annotator met as many blind ones as are due, give or take two and a bit.

    The same number drawn at random strays further in at least one queue: that the test can fail is seen in reverse.
    """
    for who in PEOPLE:
        queue = sorted(given_to(study, who).values(), key=lambda one: ORDER[one.sentence])
        blind = [one.arm == "blind" for one in queue if not one.audit]
        share = sum(blind) / len(blind)
        strayed = [met - share * (at + 1) for at, met in enumerate(accumulate(blind))]
        assert max(map(abs, strayed)) < 2.5
        bunched = sorted(blind)
        assert max(abs(met - share * (at + 1)) for at, met in enumerate(accumulate(bunched))) > 10


def test_repeating_the_push_adds_nothing(study: Study, studio: Studio) -> None:
    before, rows = tasks(study, studio), study.handout.read_bytes()
    again = hand_out(study, studio)
    assert [(pushed.added, pushed.updated, pushed.gone, pushed.doubled) for pushed in again] == [(0, 0, [], 0)] * 3
    assert tasks(study, studio) == before
    assert study.handout.read_bytes() == rows


KILLED: Final = (
    "import annotation.push.sync, newsstance; annotation.push.project_sync.TASKS_PER_REQUEST = 30; newsstance.main()"
)


def test_killed_half_way_twice_and_repeated_it_ends_as_undisturbed(
    study: Study, studio: Studio, studio_data: Path, tmp_path: Path
) -> None:
    """A real process, killed while it imports: in the first project, then in a later one."""
    other = new_study(tmp_path / "killed")
    shutil.copy(CONFIGS / "stance_sourcing.toml", other.folder / "book.toml")
    key = json.loads((studio_data / "admin.json").read_text(encoding="utf-8"))["token"]
    words = ("push", "scores.jsonl", "--annotators", ",".join(PEOPLE), "--round", "pilot", "--codebook", "book.toml")
    dealt = ("--overlap", "0.3", "--audit", "0.1", "--blind", "0.2")
    there = []
    for batches in (2, 7):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, *words, *dealt],
            cwd=other.folder,
            env={**os.environ, "LABEL_STUDIO_URL": studio.url, "LABEL_STUDIO_API_KEY": key},
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            assert running.stderr is not None
            arrived = 0
            for line in running.stderr:
                arrived += " sentences" in line and " of " in line
                if arrived == batches:
                    running.send_signal(signal.SIGKILL)
                    break
        assert running.returncode == -signal.SIGKILL
        there.append(sum(len(of) for of in tasks(other, studio).values()))
    assert 60 <= there[0] < there[1] < 480
    hand_out(other, studio)
    assert content(tasks(other, studio)) == content(tasks(study, studio))
    assert planned(other) == planned(study)
    assert all(one.pushed_at and one.task for one in read_handout(other.handout).values())


def planned(study: Study) -> dict[Any, Any]:
    """What the handout says, without the numbers and times that differ from server to server."""
    return {
        key: (one.article, one.target, one.arm, one.audit, one.model, one.shown, one.withheld, one.digest, one.dealt)
        for key, one in read_handout(study.handout).items()
    }


def test_nobodys_work_changes_when_a_fourth_annotator_and_100_sentences_come(
    studio: Studio, tmp_path: Path, codebook: Codebook
) -> None:
    """Also nobody sees another's answers: those in ann's project are nowhere else."""
    study = new_study(tmp_path / "later")
    hand_out(study, studio)
    mine = tasks(study, studio)
    for who, label in (("ann", "named"), ("bob", "document")):
        for task in mine[who][:3]:
            studio.answer(task["id"], [choice(codebook.question("sourcing"), label)], seconds=5)
    before, handed_out = tasks(study, studio), read_handout(study.handout)
    answered = {who: [task["annotations"] for task in of if task["annotations"]] for who, of in before.items()}
    assert {who: len(of) for who, of in answered.items()} == {"ann": 3, "bob": 3, "cleo": 0}
    said = {
        who: {region["value"]["choices"][0] for [one] in of for region in one["result"]} for who, of in answered.items()
    }
    assert said == {"ann": {"named"}, "bob": {"document"}, "cleo": set()}

    added = {pushed.annotator: pushed.added for pushed in hand_out(study, studio, "more.jsonl", (*PEOPLE, "dana"))}

    after = tasks(study, studio)
    assert json.dumps({who: after[who][: len(before[who])] for who in PEOPLE}) == json.dumps(before)
    assert {key: one for key, one in read_handout(study.handout).items() if key in handed_out} == handed_out
    new = {who: [task["data"]["sentence"] for task in of[len(before.get(who, ())) :]] for who, of in after.items()}
    assert {who: len(of) for who, of in new.items()} == added
    assert {sentence for of in new.values() for sentence in of} == {row["sentence"] for row in LATER}
    assert len(set.intersection(*map(set, new.values()))) == 30
    assert added["dana"] == 100  # she had nothing, so all that isn't shared is hers
