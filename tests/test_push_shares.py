"""Work dealt out on a real Label Studio: each project holds exactly its sentences, and nobody's work ever moves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotation.codebook import Codebook
from annotation.handout import Given, read_handout
from annotation.projects import find_projects
from annotation.push import Pushed, push
from annotation.queue import make_queue
from annotation.shares import Order, Shares, shuffled
from annotation.studio import Studio
from annotation.study import Study, open_study
from annotation.tables import SENTENCES, check_row
from annotation.tasks import to_data

pytestmark = pytest.mark.studio
PEOPLE = ("ann", "bob", "cleo")
DEALT = Shares(overlap=0.3, audit=0.1)
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
            "sourcing_chance": 0.75,
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
    def run(rows: list[dict[str, Any]], who: tuple[str, ...] = PEOPLE, shares: Shares = DEALT) -> list[Pushed]:
        queue = make_queue((check_row(SENTENCES, values, "x") for values in rows), codebook)
        return push(queue, study, studio, codebook, annotators=who, round="pilot", blind=0.2, shares=shares)

    return run


def tasks(study: Study, studio: Studio) -> Tasks:
    """Every annotator's tasks, in the order they are asked."""
    return {marker.annotator: list(studio.tasks(made.id)) for marker, made in find_projects(studio, study).items()}


def given_to(study: Study, annotator: str) -> dict[str, Given]:
    return {g.sentence: g for g in read_handout(study.handout).values() if g.annotator == annotator}


def bare(found: Tasks) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the projects."""
    return {who: [(task["data"], task["total_predictions"]) for task in mine] for who, mine in found.items()}


def test_each_project_holds_exactly_its_sentences_and_nothing_tells_which_are_blind(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    """60 sentences: 6 audit, 12 blind, 42 pre-labeled; 18 go to everybody, 42 to one, whole articles of 10."""
    done = hand_out(FIRST)
    found = tasks(study, studio)
    order = [row["sentence"] for row in FIRST]
    data = {row["sentence"]: to_data(row) for row in FIRST}
    sets = []
    for who, pushed in zip(PEOPLE, done, strict=True):
        mine = given_to(study, who)
        asked = [task["data"]["sentence"] for task in found[who]]
        assert asked == sorted(mine, key=order.index)
        assert pushed.added == len(asked) == pushed.prelabeled + pushed.blind + pushed.audit
        assert pushed.audit == 6
        for task in found[who]:
            one = mine[task["data"]["sentence"]]
            whole: Any = studio.task(task["id"])
            assert whole["data"] == data[one.sentence]
            assert len(whole["predictions"]) == task["total_predictions"] == (one.arm == "prelabeled")
            assert one.arm == "blind" or not one.audit
        sets.append(set(asked))
    assert set.union(*sets) == set(order)
    assert len(set.intersection(*sets)) == 18
    assert sum(map(len, sets)) == 3 * 18 + 42
    assert max(map(len, sets)) - min(map(len, sets)) <= 10
    arms = {one.sentence: (one.arm, one.audit) for one in read_handout(study.handout).values()}
    assert sorted(arms.values()) == [("blind", False)] * 12 + [("blind", True)] * 6 + [("prelabeled", False)] * 42


@pytest.mark.parametrize("shares", [DEALT, Shares(), Shares(per_sentence=2, audit=0.5, order=Order.SHUFFLED)])
def test_repeating_the_push_adds_nothing(hand_out: Push, study: Study, studio: Studio, shares: Shares) -> None:
    """Whatever the options say the second time: forgetting --overlap doesn't give everybody everything."""
    hand_out(FIRST)
    before, rows = bare(tasks(study, studio)), study.handout.read_bytes()
    again = hand_out(FIRST, shares=shares)
    assert [(pushed.added, pushed.updated, pushed.gone) for pushed in again] == [(0, 0, [])] * 3
    assert bare(tasks(study, studio)) == before
    assert study.handout.read_bytes() == rows


class CutShort(Exception):
    """Stands for a kill at a moment of the test's choice."""


@pytest.mark.parametrize("imports", [1, 4])
def test_a_push_killed_half_way_and_repeated_ends_as_it_was_planned(
    hand_out: Push, study: Study, studio: Studio, monkeypatch: pytest.MonkeyPatch, imports: int
) -> None:
    """Killed after the server took a batch, before we know: once in the first project, once in the second."""
    monkeypatch.setattr("annotation.push.BATCH", 12)
    sent = Studio.import_tasks
    calls = []

    def kill_after(self: Studio, project: int, batch: list[dict[str, Any]]) -> list[int]:
        calls.append(sent(self, project, batch))
        if len(calls) == imports:
            raise CutShort
        return calls[-1]

    with monkeypatch.context() as patch:
        patch.setattr(Studio, "import_tasks", kill_after)
        with pytest.raises(CutShort):
            hand_out(FIRST)
    planned = {key: (one.arm, one.audit, one.shown) for key, one in read_handout(study.handout).items()}
    hand_out(FIRST)
    after = read_handout(study.handout)
    assert {key: (one.arm, one.audit, one.shown) for key, one in after.items()} == planned
    assert all(one.pushed_at for one in after.values())
    order = [row["sentence"] for row in FIRST]
    for who, mine in tasks(study, studio).items():
        assert [task["data"]["sentence"] for task in mine] == sorted(given_to(study, who), key=order.index)
        for task in mine:
            assert task["total_predictions"] == bool(given_to(study, who)[task["data"]["sentence"]].shown)


def test_a_fourth_annotator_and_more_sentences_change_nobodys_existing_work(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    hand_out(FIRST)
    before, handed_out = bare(tasks(study, studio)), read_handout(study.handout)
    later = articles("b1", "b2")
    hand_out([*FIRST, *later], (*PEOPLE, "dana"))
    after = bare(tasks(study, studio))
    assert {who: after[who][: len(before[who])] for who in PEOPLE} == before
    assert {key: one for key, one in read_handout(study.handout).items() if key in handed_out} == handed_out
    added = {who: [data["sentence"] for data, _ in after[who][len(before.get(who, ())) :]] for who in after}
    assert added["dana"] == [row["sentence"] for row in later]  # she has least, so all that isn't shared is hers
    assert added["ann"] == added["bob"] == added["cleo"]
    assert len(added["ann"]) == 6


def test_shuffled_sentences_are_asked_in_an_order_that_only_the_key_decides(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    hand_out(FIRST, shares=Shares(per_sentence=1, order=Order.SHUFFLED))
    order = shuffled([row["sentence"] for row in FIRST], study.key)
    for who, mine in tasks(study, studio).items():
        assert len(mine) == 20
        assert [task["data"]["sentence"] for task in mine] == sorted(given_to(study, who), key=order.index)


def test_who_gets_nothing_gets_no_project(hand_out: Push, study: Study, studio: Studio) -> None:
    done = hand_out(articles("a1"), shares=Shares(overlap=0.0))
    assert [pushed.added for pushed in done] == [10]
    assert len(find_projects(studio, study)) == 1
