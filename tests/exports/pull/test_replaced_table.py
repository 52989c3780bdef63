"""A table of answers is not replaced by one that lacks some, unless that is allowed; dated tables stay."""

from pathlib import Path
from typing import Any

import pytest

from annotation.errors import DataError
from annotation.tables.schema import ANSWERS
from annotation.tables.write import write_rows
from exports.pull.replaced_table import lost_answers, refuse_fewer_answers


def answer(annotator: str, sentence: str, status: str = "answered", round: str = "pilot") -> dict[str, Any]:
    skipped = status == "skipped"
    return {
        "sentence": sentence,
        "annotator": annotator,
        "question": None if skipped else "tone",
        "label": None if skipped else "up",
        "status": status,
        "round": round,
    }


@pytest.mark.parametrize(
    ("earlier", "rows", "lost"),
    [
        ([answer("ann", "s1")], [answer("ann", "s1")], {}),
        ([answer("ann", "s1")], [], {"ann": 1}),
        ([answer("ann", "s1")], [answer("bob", "s1")], {"ann": 1}),
        ([answer("ann", "s1")], [answer("ann", "s1", round="second")], {"ann": 1}),
        ([answer("ann", "s1")], [answer("ann", "s1", "superseded"), answer("ann", "s1", "skipped")], {}),
        ([answer("ann", "s1")], [answer("ann", "s1", "skipped")], {"ann": 1}),
        ([answer("ann", "s1", "skipped")], [answer("ann", "s1")], {}),
        ([answer("ann", "s1", "skipped")], [], {"ann": 1}),
        ([answer("bob", "s1"), answer("ann", "s1"), answer("ann", "s2")], [], {"ann": 2, "bob": 1}),
    ],
)
def test_answers_and_skips_that_are_gone_are_counted_for_each_annotator(
    earlier: list[dict[str, Any]], rows: list[dict[str, Any]], lost: dict[str, int]
) -> None:
    assert lost_answers(earlier, rows) == lost
    assert list(lost_answers(earlier, rows)) == sorted(lost)


def test_a_table_with_answers_that_are_gone_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    write_rows(str(path), [answer("ann", "s1"), answer("ann", "s2"), answer("bob", "s1")], ANSWERS)
    before = path.read_bytes()
    with pytest.raises(DataError, match=r"gone from the server, or are not asked for now \(ann: 1 sentence\)"):
        refuse_fewer_answers(str(path), [answer("ann", "s1"), answer("bob", "s1")])
    assert path.read_bytes() == before
    refuse_fewer_answers(str(path), [answer("ann", "s1"), answer("ann", "s2"), answer("bob", "s1")])


def test_a_file_that_is_no_table_of_answers_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("name,telephone\nVega,555\n")
    with pytest.raises(DataError, match="is no table of answers that could be compared with the new one"):
        refuse_fewer_answers(str(path), [answer("ann", "s1")])


def test_standard_output_and_a_new_file_replace_nothing(tmp_path: Path) -> None:
    refuse_fewer_answers("-", [])
    refuse_fewer_answers(str(tmp_path / "new.csv"), [])
