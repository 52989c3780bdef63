"""Labels as cells hold them: numbers, blanks, gaps, and labels that look alike."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotation.errors import DataError
from annotation.tables.label_cells import label_remarks
from annotation.tables.read import read_rows
from annotation.tables.schema import LABELED, Row
from training.data.examples import make_examples


def rows(*labels: object) -> list[Row]:
    return [Row({"text": f"Text {number}.", "view": label}, f"a.csv:{number}") for number, label in enumerate(labels)]


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (["pro ", "con", "pro", "\tcon"], ("con", "pro")),
        (["pro\u00a0", "con", "p\u00adro", "con\u200b"], ("con", "pro")),
        (["very  pro", "very\u00a0pro", "con"], ("con", "very pro")),
        (["é", "e\u0301", "con"], ("con", "é")),
        (["1", "1.0", "0", "0.0"], ("0", "1")),
        ([1, 1.0, 0, "0.00"], ("0", "1")),
        ([0.5, "0.50", -1], ("-1", "0.5")),
        ([True, False, "true"], ("false", "true")),
        (["pro", "con", " ", "\u200b", "", None], ("con", "pro")),
    ],
)
def test_one_label_where_two_look_the_same(values: list[object], labels: tuple[str, ...]) -> None:
    assert make_examples(rows(*values), "view", None).labels == labels


LOOKALIKES = [("pro", "Pro"), ("not-so", "not\u2011so"), ("don't", "don’t"), ("offer", "oﬀer"), ("True", True)]


@pytest.mark.parametrize("pair", LOOKALIKES)
def test_labels_that_look_alike_are_refused(pair: tuple[object, object]) -> None:
    with pytest.raises(DataError, match=r"^'view' is .+ at a\.csv:1 and .+ at a\.csv:2, two labels that look alike"):
        make_examples(rows("con", *pair), "view", None)


@pytest.mark.parametrize("value", [["pro"], {"pro": 1}])
def test_a_list_or_an_object_is_no_label(value: object) -> None:
    problem = r"^a\.csv:1: 'view' is .*, not a label; a label is text, a number, or true or false$"
    with pytest.raises(DataError, match=problem):
        make_examples(rows("con", value), "view", None)


@pytest.mark.parametrize("values", [[0, 1, 1, 0], [0.0, 1.0, None, 1.0], [True, False, False, True]])
def test_numbers_train_alike_from_every_format(values: list[object], tmp_path: Path) -> None:
    table = [{"text": f"Text {number}.", "article": "a", "view": value} for number, value in enumerate(values)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in table))
    cells = ["" if value is None else json.dumps(value) for value in values]
    lines = [f"Text {number}.,a,{cell}\n" for number, cell in enumerate(cells)]
    (tmp_path / "a.csv").write_text("text,article,view\n" + "".join(lines))
    pq.write_table(pa.Table.from_pylist(table), tmp_path / "a.parquet")
    learned = [
        make_examples(list(read_rows(tmp_path / f"a.{ending}", LABELED)), "view", None)
        for ending in ("jsonl", "csv", "parquet")
    ]
    assert learned[0].answers == learned[1].answers == learned[2].answers
    assert len(learned[0].answers) == sum(value is not None for value in values)


@pytest.mark.parametrize("word", ["nan", "NaN", "NA", "N/A", "NULL", "None", "none", "<NA>", "-"])
def test_a_label_that_looks_like_a_gap_is_remarked_on(word: str) -> None:
    remark = f"view: the label {word} (2 rows) looks like a gap; if it is one, leave the cell empty"
    assert list(label_remarks(rows("pro", word, word), "view")) == [remark]
    assert list(label_remarks(rows("pro", word), "view", defined=["pro", word])) == []


def test_plain_labels_are_not_remarked_on() -> None:
    assert list(label_remarks(rows("pro", "not so", 1, True, None, "", 0.5), "view")) == []
