"""The handout's seal: an edit from outside is named, and a crash at any moment of writing is none."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from annotation.errors import DataError
from annotation.study import handout
from annotation.study.handout import HandoutRow, PreLabel, read_handout, write_handout
from annotation.study.seal import read_seal, seal_file
from annotation.study.study import open_study

GIVEN = [
    HandoutRow("s1", "ann", "pilot", arm="blind", audit=True, model="m1", withheld={"tone": PreLabel("up", 0.1)}),
    HandoutRow(
        "s2", "ann", "pilot", arm="prelabeled", model="m1", shown={"tone": PreLabel("up", 0.0)}, project=5, task=17
    ),
    HandoutRow('s,"3', "bob", "pilot", article="a, b", dealt=True),
]
RESTORE = "bring handout.csv and .newsstance/handout.seal back from the same backup of the study"
WAY_OUT = f"{RESTORE}, or remove the seal if the edit is to count"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sealed handout of three rows."""
    study = open_study(tmp_path, new=True)
    write_handout(study.handout, GIVEN)
    return study.handout


def edited(path: Path, change: Callable[[list[list[str]]], object], quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> None:
    """Change the cells as a spreadsheet would."""
    cells = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    change(cells)
    written = io.StringIO()
    csv.writer(written, quoting=quoting).writerows(cells)
    path.write_text(written.getvalue(), encoding="utf-8")


def put(row: int, column: str, value: str) -> Callable[[list[list[str]]], object]:
    def change(cells: list[list[str]]) -> None:
        cells[row][cells[0].index(column)] = value

    return change


EDITS: dict[str, tuple[Callable[[list[list[str]]], object], str]] = {
    "an arm": (put(1, "arm", "prelabeled"), "changed: ann on s1 in pilot"),
    "a task": (put(2, "task", "18"), "changed: ann on s2 in pilot"),
    "an audit mark": (put(1, "audit", ""), "changed: ann on s1 in pilot"),
    "what was shown": (put(2, "shown_label_tone", "down"), "changed: ann on s2 in pilot"),
    "a probability": (put(2, "shown_probability_tone", "0.5"), "changed: ann on s2 in pilot"),
    "a row less": (lambda cells: cells.pop(2), "1 row is gone"),
    "rows less": (lambda cells: cells.__delitem__(slice(2, 4)), "2 rows are gone"),
    "a row more": (
        lambda cells: cells.append(["s9", "eve", "pilot", *[""] * (len(cells[0]) - 3)]),
        "added: eve on s9 in pilot",
    ),
    "a name": (put(3, "annotator", "bea"), 'added: bea on s,"3 in pilot; 1 row is gone'),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_named_and_never_used(path: Path, edit: str) -> None:
    change, what = EDITS[edit]
    edited(path, change)
    with pytest.raises(DataError) as refused:
        read_handout(path)
    assert str(refused.value) == f"{path} was edited since newsstance wrote it: {what}; {WAY_OUT}"


def test_a_broken_line_says_where_and_what_to_do(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("s2,ann,", "s2,ann,,,,,,,,,,,,", 1), encoding="utf-8")
    with pytest.raises(
        DataError, match=r"handout\.csv:3 has \d+ cells, the header \d+; .*; the handout is newsstance's own"
    ):
        read_handout(path)


def test_a_value_that_is_none_says_where_and_what_to_do(tmp_path: Path) -> None:
    alone = tmp_path / "handout.csv"
    write_handout(alone, [GIVEN[1]])
    edited(alone, put(1, "shown_probability_tone", "half"))
    with pytest.raises(
        DataError, match=r"handout\.csv:2: 'shown_probability_tone' is 'half', not a number; the handout is"
    ):
        read_handout(alone)
    edited(alone, put(1, "shown_probability_tone", ""))
    with pytest.raises(
        DataError, match=r"handout\.csv:2: shown_probability_tone is None, not a number; the handout is"
    ):
        read_handout(alone)


def test_a_handout_that_is_gone_is_no_empty_one(path: Path) -> None:
    """A push would begin anew: other sentences blind, everything sent again."""
    path.unlink()
    with pytest.raises(DataError) as refused:
        read_handout(path)
    assert str(refused.value) == f"{path} is gone, though sentences were handed out; {RESTORE}"


def test_the_same_rows_saved_by_a_spreadsheet_are_no_edit(path: Path) -> None:
    before = read_handout(path)
    edited(path, lambda cells: cells.insert(1, cells.pop()), csv.QUOTE_ALL)
    assert read_handout(path) == before


def test_without_the_seal_an_edit_counts_and_the_next_write_seals_it(path: Path) -> None:
    edited(path, put(1, "arm", ""))
    seal_file(path).unlink()
    rows = read_handout(path)
    assert rows["pilot", "ann", "s1"].arm == ""
    write_handout(path, rows.values())
    edited(path, put(1, "arm", "blind"))
    with pytest.raises(DataError, match="was edited"):
        read_handout(path)


def test_a_seal_that_was_changed_is_said(path: Path) -> None:
    seal_file(path).write_text("[", encoding="utf-8")
    with pytest.raises(DataError, match=r"handout\.seal was changed and cannot be read; bring handout\.csv"):
        read_handout(path)


def test_the_seal_is_its_owners_and_tells_nothing(path: Path) -> None:
    assert seal_file(path).stat().st_mode & 0o777 == 0o600
    seal = seal_file(path).read_text(encoding="utf-8")
    assert not any(word in seal for word in ("ann", "s1", "blind", "pilot"))


OLD_HANDOUT = (  # as version 0.1 wrote and sealed it
    "sentence,annotator,round,arm,audit,model,pushed_at,project,task,digest,dealt,article,target,"
    "withheld_label_tone,withheld_chance_tone,shown_label_tone,shown_chance_tone\n"
    "s1,ann,pilot,blind,false,m1,,5,16,,false,,,up,0.75,,\n"
    "s2,ann,pilot,prelabeled,false,m1,,5,17,,false,,,,,up,0.5\n"
)
OLD_STUDY = '{"id": "01e39bd2", "key": "f0fffcacfe08d318dac972bf6b03a509"}'
OLD_SEAL = '[{"b7f8361615c0e70c": "f860d5615256a2b1", "3ac945982e3f7d92": "b270e98769ab03de"}]'


@pytest.fixture
def old_path(tmp_path: Path) -> Path:
    """A handout that version 0.1 wrote, with its study and seal."""
    path = tmp_path / "handout.csv"
    seal_file(path).parent.mkdir()
    seal_file(path).write_text(OLD_SEAL, encoding="utf-8")
    (seal_file(path).parent / "study.json").write_text(OLD_STUDY, encoding="utf-8")
    path.write_text(OLD_HANDOUT, encoding="utf-8")
    return path


def test_a_handout_of_version_0_1_is_read_and_written_on_in_the_new_words(old_path: Path) -> None:
    rows = read_handout(old_path)
    assert rows["pilot", "ann", "s1"].withheld == {"tone": PreLabel("up", 0.75)}
    assert rows["pilot", "ann", "s2"].shown == {"tone": PreLabel("up", 0.5)}
    write_handout(old_path, rows.values())
    assert "shown_probability_tone" in old_path.read_text(encoding="utf-8")
    assert read_handout(old_path) == rows


def test_an_edit_of_an_old_handout_is_named_too(old_path: Path) -> None:
    edited(old_path, put(1, "withheld_chance_tone", "0.5"))
    with pytest.raises(DataError, match="was edited since newsstance wrote it: changed: ann on s1 in pilot"):
        read_handout(old_path)


class CutShort(Exception):
    """Stands for a kill at a moment of the test's choice."""


def _stopping(real: Callable[..., object], steps: list[str], killed_at: int) -> Callable[..., object]:
    def stop(*arguments: object) -> object:
        steps.append("step")
        if len(steps) == killed_at:
            raise CutShort
        return real(*arguments)

    return stop


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("state", ["new", "sealed", "never sealed", "cut short before"])
def test_a_crash_at_any_step_of_writing_is_no_edit(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: int, state: str
) -> None:
    """A write has three steps: seal old and new, replace the file, seal the new one alone."""
    later = [*GIVEN, replace(GIVEN[0], sentence="s4")]
    if state in ("new", "never sealed"):
        seal_file(path).unlink()
    if state == "new":
        path.unlink()

    def write(rows: list[HandoutRow], killed_at: int) -> None:
        steps: list[str] = []
        with monkeypatch.context() as patch:
            for name in ("write_seal", "write_rows"):
                patch.setattr(handout, name, _stopping(getattr(handout, name), steps, killed_at))
            with pytest.raises(CutShort):
                write_handout(path, rows)

    if state == "cut short before":
        write([GIVEN[0]], 2)
    before = read_handout(path)
    write(later, step)
    assert read_handout(path) == (before if step < 3 else {handout_row.key: handout_row for handout_row in later})
    write_handout(path, later)
    assert len(read_seal(path)) == 1
    assert list(read_handout(path).values()) == later
