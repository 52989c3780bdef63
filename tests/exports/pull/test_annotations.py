"""Annotations as the answers table, from Label Studio's JSON typed out."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.tasks import choice, comment, span, task_digest
from annotation.study.handout import HandoutRow
from exports.pull.annotations import ProjectSource
from exports.pull.remarks import remark_lines
from tests.examples.annotations import ADMIN, TEXT, annotation, labels, project_source, read, stance, task, time


@pytest.fixture
def source(codebook: Codebook) -> ProjectSource:
    return project_source(codebook)


def test_every_question_span_and_comment_becomes_a_row(source: ProjectSource) -> None:
    """Whole rows, in the order the codebook asks, joined with what the handout knows."""
    book = source.codebook
    latest = annotation(
        1,
        span(book.question("evidence"), "cue", 6, 10, TEXT),
        choice(book.question("sourcing"), "named"),
        comment(["Is this irony?"]),
        stance(book, "unfavorable"),
    )
    rows, _ = read(source, task(latest))
    base = {
        "sentence": "s1",
        "annotator": "ann",
        "article": "a1",
        "target": "Ada",
        "text": TEXT,
        "outlet": None,
        "published": None,
        "comment": "Is this irony?",
        "status": "answered",
        "seconds": 2.5,
        "answered_at": time(1),
        "codebook": book.stamp,
        "round": "pilot",
        "arm": "prelabeled",
        "audit": False,
        "model": "m1",
    }
    assert rows == [
        base | {"question": "stance", "label": "unfavorable", "shown_label": "neutral", "shown_probability": 0.7},
        base | {"question": "sourcing", "label": "named"},
        base | {"question": "evidence", "label": "cue", "start": 6, "end": 10, "span_text": "said"},
    ]


def test_a_skip_is_a_row_without_an_answer(source: ProjectSource) -> None:
    rows, _ = read(source, task(annotation(1, skipped=True)))
    assert labels(rows) == [(None, None, "skipped")]


def test_what_was_chosen_before_a_skip_is_not_an_answer(source: ProjectSource) -> None:
    latest = annotation(1, choice(source.codebook.question("sourcing"), "named"), skipped=True)
    rows, _ = read(source, task(latest))
    assert labels(rows) == [("sourcing", "named", "skipped")]


def test_nothing_marked_is_an_answer_where_nothing_is_required(source: ProjectSource) -> None:
    spans_alone = replace(source.codebook, questions=(source.codebook.question("evidence"),))
    rows, remarks = read(project_source(spans_alone), task(annotation(1, comment(["none here"]))))
    assert labels(rows) == [(None, None, "answered")]
    assert (rows[0]["comment"], remarks.left_out) == ("none here", [])
    rows, remarks = read(source, task(annotation(1)))
    assert rows == []
    assert remarks.left_out == [
        "ann on s1: submitted without an answer, though stance, sourcing, bias must be answered"
    ]


def test_only_what_a_project_asks_must_be_answered(source: ProjectSource) -> None:
    book = source.codebook
    without_target = project_source(book, marker=replace(source.marker, target=False))
    again = project_source(book, replaced=frozenset({"sourcing"}))
    for asked, names in ((without_target, "sourcing, bias"), (again, "sourcing")):
        assert read(asked, task(annotation(1)))[1].left_out == [
            f"ann on s1: submitted without an answer, though {names} must be answered"
        ]


def test_an_answer_to_what_was_never_pushed_is_named(source: ProjectSource) -> None:
    rows, remarks = read(source, task(annotation(1, stance(source.codebook, "mixed")), sentence="s9"))
    assert (rows[0]["arm"], rows[0]["audit"]) == (None, None)
    assert remarks.never_pushed == ["ann on s9"]


def test_a_task_that_was_edited_by_hand_is_named(source: ProjectSource) -> None:
    answered = task(annotation(1, stance(source.codebook, "mixed")), sentence="s2")
    row = HandoutRow("s2", "ann", "pilot", digest=task_digest(answered["data"]))
    edited = project_source(source.codebook, handout={row.key: row})
    assert read(edited, answered)[1].edited_tasks == []
    answered["data"]["text"] = "Ada said yes."
    assert read(edited, answered)[1].edited_tasks == ["ann on s2"]


@pytest.mark.parametrize(
    ("sentence", "named"), [(12, "12"), ("", "task 1"), (None, "task 1"), ([1], "task 1"), ({"a": 1}, "task 1")]
)
def test_a_task_without_its_sentence_is_named_by_its_number(source: ProjectSource, sentence: Any, named: str) -> None:
    rows, remarks = read(source, task(annotation(1, stance(source.codebook, "mixed")), sentence=sentence))
    assert [row["sentence"] for row in rows] == [named]
    assert remarks.never_pushed == [f"ann on {named}"]


@pytest.mark.parametrize(
    ("lead_time", "seconds"), [(None, None), (3, 3.0), (-1, None), (1e308, None), ("5", None), (True, None)]
)
def test_a_time_that_can_not_be_is_left_out_and_named(source: ProjectSource, lead_time: Any, seconds: Any) -> None:
    rows, remarks = read(source, task(annotation(1, stance(source.codebook, "mixed"), lead_time=lead_time)))
    assert rows[0]["seconds"] == seconds
    assert bool(remarks.left_out) == (seconds is None and lead_time is not None)


def test_a_flood_of_marks_is_read_and_named_in_few_lines(source: ProjectSource) -> None:
    evidence = source.codebook.question("evidence")
    marks = [span(evidence, "cue", 6, 10, TEXT)] * 20_000 + [span(evidence, "cue", 6, 99, TEXT)] * 20_000
    rows, remarks = read(source, task(annotation(1, *marks)))
    assert labels(rows) == [("evidence", "cue", "answered")]
    assert len(remarks.left_out) == 11
    assert remarks.left_out[-1] == "ann on s1: and 19,990 more of this kind"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from([-1, 3, 10**30]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["stance", "holder", "sourcing", "bias", "evidence", "comment", "reason"])
VALUE = st.fixed_dictionaries(
    {},
    optional={
        "choices": JSON | st.lists(st.sampled_from(["neutral", "mixed", "named", "both"]) | JSON, max_size=3),
        "labels": JSON | st.lists(st.sampled_from(["cue", "source"]) | JSON, max_size=3),
        "text": JSON,
        "start": JSON | st.integers(-2, 20),
        "end": JSON | st.integers(-2, 20),
    },
)
REGION = JSON | st.fixed_dictionaries(
    {},
    optional={"from_name": NAMES | JSON, "value": VALUE | JSON, "origin": st.just("prediction") | JSON, "type": JSON},
)
ACCOUNT = st.sampled_from([7, 8, 99, None]) | JSON
TIME = st.sampled_from([time(1), time(2), "2025-01-01T00:00:01Z", "2025-01-01", "soon", None]) | JSON
ANNOTATION = JSON | st.fixed_dictionaries(
    {},
    optional={
        "id": st.integers(1, 9) | JSON,
        "result": st.lists(REGION, max_size=4) | JSON,
        "completed_by": ACCOUNT,
        "updated_by": ACCOUNT,
        "was_cancelled": st.booleans() | JSON,
        "ground_truth": st.booleans() | JSON,
        "created_at": TIME,
        "updated_at": TIME,
        "import_id": JSON,
        "parent_prediction": JSON,
        "lead_time": JSON,
    },
)
TASK = JSON | st.fixed_dictionaries(
    {"annotations": st.lists(ANNOTATION, max_size=3) | JSON},
    optional={
        "id": JSON,
        "data": JSON
        | st.fixed_dictionaries({"sentence": st.sampled_from(["s1", "s2"]) | JSON, "text": JSON | st.just(TEXT)}),
        "predictions": JSON
        | st.lists(JSON | st.just({"created_at": time(0), "model_version": "newsstance"}), max_size=2),
    },
)


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TASK, max_size=3))
def test_no_shape_of_an_annotation_ends_a_pull(source: ProjectSource, tasks: list[Any]) -> None:
    rows, remarks = read(source, *tasks)
    assert all(line.encode() for line in map(repr, remark_lines(remarks, {ADMIN: "admin@x.org"})))
    for row in rows:
        texts = (row[column] for column in ("sentence", "text", "comment", "answered_at", "label"))
        assert all(text is None or text.encode() for text in texts)
        if row.get("start") is not None and row["text"] is not None:
            assert row["span_text"] == row["text"][row["start"] : row["end"]] != ""


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(REGION)
def test_whatever_a_region_holds_is_in_the_table_or_named(source: ProjectSource, region: Any) -> None:
    known = [region] if isinstance(region, dict) else []
    rows, remarks = read(source, task(annotation(1, stance(source.codebook, "mixed"), *known)))
    in_table = len(rows) > 1 or any(row["comment"] for row in rows)
    twice = bool(known) and region.get("from_name") == "stance" and region.get("value") == {"choices": ["mixed"]}
    no_words = bool(known) and region.get("from_name") == "comment" and not _words(region.get("value"))
    assert not known or in_table or twice or no_words or remarks.left_out


def _words(value: Any) -> list[Any]:
    """What a comment says, in whatever shape; an empty text says nothing."""
    lines = value.get("text") if isinstance(value, dict) else value
    return [line for line in (lines if isinstance(lines, list) else [lines]) if line != ""]
