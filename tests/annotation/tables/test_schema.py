"""The contract's tables: rows checked once, where they enter."""

import datetime
from typing import Any

import pytest

from annotation.errors import DataError
from annotation.tables.schema import (
    ANSWERS,
    ARTICLES,
    HANDOUT,
    SCORES,
    SENTENCES,
    check_row,
    refuse_overwrite,
)


@pytest.mark.parametrize(
    ("column", "value", "checked"),
    [
        ("text", "None", "None"),
        ("title", "NA", "NA"),
        ("title", "", ""),
        ("title", None, None),
        ("title", float("nan"), None),
        ("article", 17, "17"),
        ("published", datetime.date(2024, 10, 25), "2024-10-25"),
        ("published", datetime.datetime(2024, 10, 25, 18, tzinfo=datetime.UTC), "2024-10-25T18:00:00+00:00"),
        ("aliases", ["Musk", "Elon"], "Musk|Elon"),
        ("target", ["A", "B"], "A;B"),
        ("position", "3", 3),
        ("position", "3.0", 3),
        ("position", 3.0, 3),
        ("position", "", None),
        ("position", float("nan"), None),
        ("bias_probability", "0.5", 0.5),
        ("bias_probability_biased", 1, 1.0),
        ("anything", {"a": [1]}, {"a": [1]}),
        ("anything", "", ""),
        ("anything", float("nan"), None),
    ],
)
def test_a_value_gets_its_columns_type(column: str, value: Any, checked: Any) -> None:
    row = check_row(SCORES, {"sentence": "a", "text": "He won.", column: value}, "s.csv:2")
    assert (row[column], type(row[column])) == (checked, type(checked))
    assert row.where == "s.csv:2"


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("text", 3, "text"),
        ("text", ["a"], "text"),
        ("title", {"a": 1}, "text"),
        ("title", "\ud83d", "text"),
        ("article", True, "text"),
        ("article", 1.5, "text"),
        ("position", "three", "a whole number"),
        ("position", 3.5, "a whole number"),
        ("position", True, "a whole number"),
        ("bias_probability", "nan", "a number"),
        ("bias_probability", float("inf"), "a number"),
        ("bias_probability", False, "a number"),
    ],
)
def test_a_value_of_another_type_is_named(column: str, value: Any, expected: str) -> None:
    with pytest.raises(DataError) as error:
        check_row(SCORES, {"sentence": "a", "text": "He won.", column: value}, "s.csv:2")
    assert str(error.value) == f"s.csv:2: {column!r} is {value!r}, not {expected}"


@pytest.mark.parametrize(("value", "flag"), [("true", True), ("False", False), ("1", True), (False, False), ("", None)])
def test_a_flag_is_true_or_false(value: Any, flag: bool | None) -> None:
    values = {"sentence": "a", "annotator": "ann", "round": "main", "audit": value}
    assert check_row(HANDOUT, values, "h.csv:2")["audit"] is flag


def test_a_long_value_is_shown_in_part() -> None:
    with pytest.raises(DataError, match=r"is 'x{56}…, not a whole number$"):
        check_row(SENTENCES, {"sentence": "a", "text": "He won.", "position": "x" * 500}, "s.csv:2")


@pytest.mark.parametrize("missing", [{}, {"text": None}, {"text": ""}])
def test_a_row_needs_what_its_table_needs(missing: dict[str, Any]) -> None:
    with pytest.raises(DataError, match=r"^a.csv:2 has no 'text'; a row of articles needs 'id', 'text'$"):
        check_row(ARTICLES, {"id": "a", **missing}, "a.csv:2")


def test_a_sparse_column_may_be_empty() -> None:
    values = {"sentence": "a", "annotator": "ann", "question": None, "label": "", "status": "skipped"}
    assert check_row(ANSWERS, values, "a.csv:2") == values


def test_a_row_is_not_the_one_given() -> None:
    values = {"sentence": "a", "text": "He won.", "position": "3"}
    check_row(SENTENCES, values, "s.csv:2")
    assert values["position"] == "3"


def test_a_result_overwrites_no_column() -> None:
    refuse_overwrite(["text"], ["bias"], "s.csv", "rename it")
    with pytest.raises(DataError, match=r"^s.csv already has a column 'bias', which this would overwrite; rename it$"):
        refuse_overwrite(["text", "bias"], ["bias"], "s.csv", "rename it")


def test_a_number_without_end_is_refused_in_a_column_that_nobody_declared() -> None:
    """Parquet has it, JSON doesn't; a number that is missing is no value."""
    row = {"sentence": "a", "text": "He won.", "note": float("nan")}
    assert check_row(SCORES, row, "s.parquet row 2")["note"] is None
    with pytest.raises(DataError, match=r"^s\.parquet row 2: 'note' is inf, which is not a number in JSON$"):
        check_row(SCORES, {**row, "note": float("inf")}, "s.parquet row 2")
