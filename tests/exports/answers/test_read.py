"""Answers as a spreadsheet gives them back: labels with blanks, numbers, and labels that look alike."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotation.errors import DataError
from exports.answers.read import read_answers
from newsstance import app


def write(path: Path, *labels: object) -> Path:
    rows = [
        {"sentence": f"s{number // 2}", "annotator": f"a{number % 2}", "question": "tone", "label": label}
        for number, label in enumerate(labels)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("labels", "read"),
    [
        (["pro", "pro "], ["pro", "pro"]),
        (["not so", "not\u00a0so"], ["not so", "not so"]),
        (["1", 1, "1.0", 1.0], ["1", "1", "1", "1"]),
        ([True, "true"], ["true", "true"]),
    ],
)
def test_labels_that_look_the_same_are_one(tmp_path: Path, labels: list[object], read: list[str]) -> None:
    answers, _ = read_answers(write(tmp_path / "a.jsonl", *labels), None)
    assert answers["label"].to_list() == read


def test_labels_that_look_alike_are_refused_with_both_places(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", "pro", "Pro")
    with pytest.raises(DataError) as error:
        read_answers(path, None)
    assert str(error.value) == (
        f"'label' is 'pro' at {path}:1 and 'Pro' at {path}:2, two labels that look alike (they differ in capitals or "
        "in a mark); write them in one way"
    )


@pytest.mark.parametrize("verb", ["agree", "gold"])
def test_agreement_and_gold_count_them_as_one_and_say_so(tmp_path: Path, verb: str) -> None:
    path = write(tmp_path / "a.jsonl", "pro", "pro ", "con", "con", "nan", "pro")
    ran = CliRunner().invoke(app, [verb, str(path), "--json"])
    (question,) = json.loads(ran.stdout) if verb == "gold" else json.loads(ran.stdout)["questions"]
    assert question["unanimous"] == 2 if verb == "gold" else len(question["labels"]) == 3
    assert ran.stderr.startswith(
        "tone: 'pro ' (1 row) is read as the label pro; blanks, and zeros at a number's end, do not count\n"
        "tone: the label nan (1 row) looks like a gap; if it is one, leave the cell empty\n"
    )
