"""The handout on disk, and how it is planned."""

import multiprocessing
from pathlib import Path

import pytest

from annotation.assignment.plan import HandOutOptions, plan_handout
from annotation.assignment.queue import make_queue
from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.study.handout import HandoutRow, PreLabel, read_handout, write_handout
from annotation.study.study import open_study
from annotation.tables.schema import SENTENCES, check_row

PLANNED = HandoutRow("s1", "None", "pilot", article="a, b", target="Ada")
PUSHED = HandoutRow(
    "s2",
    "ann",
    "pilot",
    arm="prelabeled",
    audit=True,
    model="m1",
    shown={"tone": PreLabel("up", 0.123456789)},
    pushed_at="2025-01-02T03:04:05+00:00",
    project=5,
    task=17,
    digest="ab",
)
BLIND = HandoutRow("s3", "ann", "pilot", arm="blind", model="m1", withheld={"tone": PreLabel("down", 0.5)})


def test_the_handout_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_handout(tmp_path / "handout.csv", [PLANNED, PUSHED, BLIND])
    handout = read_handout(tmp_path / "handout.csv")
    assert list(handout.values()) == [PLANNED, PUSHED, BLIND]
    assert list(handout) == [("pilot", "None", "s1"), ("pilot", "ann", "s2"), ("pilot", "ann", "s3")]


def test_no_handout_is_an_empty_one(tmp_path: Path) -> None:
    assert read_handout(tmp_path / "handout.csv") == {}


@pytest.fixture
def scored(codebook: Codebook) -> list[dict[str, object]]:
    return [
        {"sentence": f"s{n}", "text": f"Text {n}.", "sourcing": "named", "sourcing_probability": 0.9, "model": "m1"}
        for n in range(10)
    ]


def test_a_plan_gives_everybody_everything_and_each_other_sentences_blind(
    codebook: Codebook, scored: list[dict[str, object]]
) -> None:
    queue = make_queue((check_row(SENTENCES, values, "x") for values in scored), codebook)
    planned = plan_handout(queue, {}, HandOutOptions(("ann", "bob"), "pilot", 0.2), b"k")
    assert len(planned) == 20
    blind = {
        annotator: {g.sentence for g in planned.values() if g.annotator == annotator and g.arm == "blind"}
        for annotator in ("ann", "bob")
    }
    assert [len(blind["ann"]), len(blind["bob"]), len(blind["ann"] | blind["bob"])] == [2, 2, 4]


def test_a_blind_sentence_shows_nothing_but_what_was_withheld_is_known(
    codebook: Codebook, scored: list[dict[str, object]]
) -> None:
    queue = make_queue((check_row(SENTENCES, values, "x") for values in scored), codebook)
    for handout_row in plan_handout(queue, {}, HandOutOptions(("ann",), "pilot", 0.5), b"k").values():
        pre_labels = {"sourcing": PreLabel("named", 0.9)}
        assert (handout_row.shown, handout_row.withheld) == (
            ({}, pre_labels) if handout_row.arm == "blind" else (pre_labels, {})
        )
        assert handout_row.model == "m1"


def test_what_was_handed_out_stays_as_it_was(codebook: Codebook, scored: list[dict[str, object]]) -> None:
    """Also its place in the file: a plan only adds rows at the end."""
    before = {PUSHED.key: PUSHED}
    queue = make_queue((check_row(SENTENCES, values, "x") for values in scored[1:4]), codebook)
    after = plan_handout(queue, before, HandOutOptions(("ann",), "pilot"), b"k")
    assert next(iter(after)) == PUSHED.key
    assert after[PUSHED.key] == PUSHED
    assert [handout_row.sentence for handout_row in after.values()] == ["s2", "s1", "s3"]


def test_another_target_under_the_same_id_is_refused(codebook: Codebook, scored: list[dict[str, object]]) -> None:
    """Answers about two people would be mixed up."""
    queue = make_queue([check_row(SENTENCES, {**scored[1], "target": "Ada"}, "x")], codebook)
    before = {("pilot", "ann", "s1"): HandoutRow("s1", "ann", "pilot", target="Bo")}
    with pytest.raises(DataError, match="'s1' was handed out about 'Bo' and is now about 'Ada'; give it another id"):
        plan_handout(queue, before, HandOutOptions(("ann",), "pilot"), b"k")


def handout_rows(pushed_at: str) -> list[HandoutRow]:
    return [HandoutRow(f"s{number}", "ann", "pilot", pushed_at=pushed_at) for number in range(60)]


def write_often(handout: Path, times: int) -> None:
    for number in range(1, times + 1):
        write_handout(handout, handout_rows(str(number)))


def test_a_reader_beside_a_writer_sees_whole_handouts_and_no_edit(tmp_path: Path) -> None:
    handout = open_study(tmp_path, new=True).handout
    write_handout(handout, handout_rows("0"))
    writer = multiprocessing.get_context("fork").Process(target=write_often, args=(handout, 150))
    writer.start()
    versions_read = set()
    while writer.is_alive():
        versions = {row.pushed_at for row in read_handout(handout).values()}
        assert len(versions) == 1
        versions_read |= versions
    writer.join()
    assert writer.exitcode == 0
    assert len(versions_read) > 1  # the reader did read beside the writer


def test_a_handout_that_was_edited_is_refused_though_it_is_read_again(tmp_path: Path) -> None:
    handout = open_study(tmp_path, new=True).handout
    write_handout(handout, handout_rows("0"))
    handout.write_text(handout.read_text().replace("s7,", "s99,"))
    with pytest.raises(DataError, match=r"handout\.csv was edited since newsstance wrote it"):
        read_handout(handout)
