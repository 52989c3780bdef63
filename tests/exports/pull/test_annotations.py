"""Annotations as the answers table, from Label Studio's JSON typed out."""

from typing import Any

import pytest

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.projects import Marker
from annotation.labelstudio.tasks import choice, comment, span
from annotation.study.handout import HandoutRow, PreLabel
from exports.pull.annotations import ProjectSource, PullRemarks, read_annotations, supersede

TEXT = "😀 Ada said no."


@pytest.fixture
def source(codebook: Codebook) -> ProjectSource:
    pre_labels = {"stance": PreLabel("neutral", 0.7)}
    handout_row = HandoutRow("s1", "ann", "pilot", arm="prelabeled", model="m1", shown=pre_labels)
    marker = Marker("study", "pilot", "ann", codebook.stamp, True)
    return ProjectSource(marker, codebook, {handout_row.key: handout_row}, {7: "ann", 8: "bob"})


def task(*annotations: dict[str, Any], sentence: str = "s1") -> dict[str, Any]:
    data = {"sentence": sentence, "text": TEXT, "article": "a1", "target": "Ada", "outlet": "", "published": ""}
    return {"id": 1, "data": data, "annotations": list(annotations)}


def annotation(annotation_id: int, *result: dict[str, Any], by: int = 7, skipped: bool = False) -> dict[str, Any]:
    updated_at = f"2025-01-01T00:00:{annotation_id:02d}Z"
    account = {"completed_by": by, "was_cancelled": skipped}
    return {"id": annotation_id, "result": list(result), "updated_at": updated_at, "lead_time": 2.5, **account}


def read(source: ProjectSource, *tasks: dict[str, Any]) -> tuple[list[dict[str, Any]], PullRemarks]:
    remarks = PullRemarks()
    return supersede(list(read_annotations(tasks, source, remarks)), remarks), remarks


def test_every_question_span_and_comment_becomes_a_row(source: ProjectSource) -> None:
    """Whole rows, in the order the codebook asks, joined with what the handout knows."""
    book = source.codebook
    latest = annotation(
        1,
        span(book.question("evidence"), "cue", 6, 10, TEXT),
        choice(book.question("sourcing"), "named"),
        comment(["Is this irony?"]),
        choice(book.question("stance"), "unfavorable"),
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
        "answered_at": "2025-01-01T00:00:01Z",
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
    assert [(row["status"], row["question"], row["label"]) for row in rows] == [("skipped", None, None)]


def test_what_was_chosen_before_a_skip_is_not_an_answer(source: ProjectSource) -> None:
    latest = annotation(1, choice(source.codebook.question("sourcing"), "named"), skipped=True)
    rows, _ = read(source, task(latest))
    assert [(row["status"], row["question"], row["label"]) for row in rows] == [("skipped", "sourcing", "named")]


def test_the_latest_annotation_counts_whole_whatever_the_order(source: ProjectSource) -> None:
    """The holder of the first is not joined to the stance of the second."""
    book = source.codebook
    first = annotation(1, choice(book.question("stance"), "mixed"), choice(book.question("holder"), "both"))
    second = annotation(2, choice(book.question("stance"), "neutral"))
    for order in ((first, second), (second, first)):
        rows, remarks = read(source, task(*order))
        assert [(row["question"], row["label"], row["status"]) for row in rows] == [
            ("stance", "mixed", "superseded"),
            ("holder", "both", "superseded"),
            ("stance", "neutral", "answered"),
        ]
        assert remarks.superseded == ["ann on s1"]


def test_an_answer_in_another_annotators_project_counts_for_who_gave_it(source: ProjectSource) -> None:
    book = source.codebook
    by_ann = annotation(1, choice(book.question("stance"), "mixed"))
    by_bob = annotation(2, choice(book.question("stance"), "neutral"), by=8)
    rows, remarks = read(source, task(by_ann, by_bob))
    assert [(row["annotator"], row["label"], row["status"]) for row in rows] == [
        ("ann", "mixed", "answered"),
        ("bob", "neutral", "answered"),
    ]
    assert (remarks.misplaced, remarks.superseded) == (1, [])


def test_an_account_nobody_knows_is_the_projects_annotator(source: ProjectSource) -> None:
    rows, _ = read(source, task(annotation(1, choice(source.codebook.question("stance"), "mixed"), by=99)))
    assert [row["annotator"] for row in rows] == ["ann"]


def test_answers_the_codebook_does_not_know_are_named_one_by_one(source: ProjectSource) -> None:
    stance, sourcing = source.codebook.question("stance"), source.codebook.question("sourcing")
    odd = {**choice(stance, "x"), "from_name": "mood"}
    rows, remarks = read(source, task(annotation(1, choice(stance, "great"), odd, choice(sourcing, "named"))))
    assert [row["label"] for row in rows] == ["named"]
    assert len(remarks.unknown_answers) == 2
    assert remarks.unknown_answers[0].startswith(
        "ann on s1: stance is 'great', which is not one of its labels (favorable"
    )
    assert remarks.unknown_answers[1].startswith(
        "ann on s1: answered 'mood', which the codebook doesn't ask (it asks: stance"
    )


def test_an_answer_to_what_was_never_pushed_is_named(source: ProjectSource) -> None:
    latest = annotation(1, choice(source.codebook.question("stance"), "mixed"))
    rows, remarks = read(source, task(latest, sentence="s9"))
    assert (rows[0]["arm"], rows[0]["audit"]) == (None, None)
    assert remarks.never_pushed == ["ann on s9"]


def test_of_two_rounds_the_later_answer_to_a_question_counts(source: ProjectSource) -> None:
    """Asked again about one question, the answers to the others stand."""
    book = source.codebook
    first = annotation(1, choice(book.question("stance"), "mixed"), choice(book.question("sourcing"), "named"))
    later = annotation(2, choice(book.question("stance"), "neutral"))
    remarks = PullRemarks()
    rows = list(read_annotations([task(first)], source, remarks)) + list(
        read_annotations([task(later)], source, remarks)
    )
    assert [(row["label"], row["status"]) for row in supersede(rows, remarks)] == [
        ("mixed", "superseded"),
        ("named", "answered"),
        ("neutral", "answered"),
    ]
