"""Which annotations count: whose, the latest of them, and as a whole."""

from typing import Any

import pytest

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.tasks import choice, span, task_digest
from annotation.study.handout import HandoutRow
from exports.pull.annotations import ProjectSource
from exports.pull.json_values import Account
from exports.pull.remarks import remark_lines
from tests.examples.annotations import (
    ADMIN,
    BOB,
    TEXT,
    annotation,
    labels,
    prediction,
    project_source,
    read,
    read_projects,
    stance,
    task,
    time,
)

NAMES: dict[Account, str] = {ADMIN: "admin@x.org", BOB: "bob"}


@pytest.fixture
def source(codebook: Codebook) -> ProjectSource:
    return project_source(codebook)


def standing(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {row["question"]: row["label"] for row in rows if row["status"] == "answered"}


def test_the_latest_annotation_counts_whole_whatever_the_order(source: ProjectSource) -> None:
    """The holder of the first is not joined to the stance of the second."""
    book = source.codebook
    first = annotation(1, stance(book, "mixed"), choice(book.question("holder"), "both"))
    second = annotation(2, stance(book, "neutral"))
    for order in ((first, second), (second, first)):
        rows, remarks = read(source, task(*order))
        assert labels(rows) == [
            ("stance", "mixed", "superseded"),
            ("holder", "both", "superseded"),
            ("stance", "neutral", "answered"),
        ]
        assert remarks.superseded == ["ann on s1"]


@pytest.mark.parametrize("places", ["rounds", "tasks"])
def test_the_latest_counts_whole_across_rounds_and_tasks(source: ProjectSource, places: str) -> None:
    book = source.codebook
    mark = span(book.question("evidence"), "source", 2, 5, TEXT)
    first = task(annotation(1, stance(book, "unfavorable"), choice(book.question("holder"), "source"), mark))
    later = task(annotation(2, stance(book, "neutral")), id=2)
    if places == "tasks":
        rows, _ = read(source, first, later)
    else:
        rows, _ = read_projects((source, [first]), (project_source(book, project=2), [later]))
    assert standing(rows) == {"stance": "neutral"}


def test_a_later_skip_counts_and_a_later_answer_after_a_skip(source: ProjectSource) -> None:
    answer = stance(source.codebook, "mixed")
    rows, _ = read(source, task(annotation(1, answer), annotation(2, skipped=True)))
    assert labels(rows) == [("stance", "mixed", "superseded"), (None, None, "skipped")]
    rows, _ = read(source, task(annotation(1, skipped=True), annotation(2, answer)))
    assert labels(rows) == [(None, None, "superseded"), ("stance", "mixed", "answered")]


def test_asked_again_about_some_questions_only_those_and_what_hangs_on_them_are_replaced(source: ProjectSource) -> None:
    """Also an old holder falls, where the new stance asks for none."""
    book = source.codebook
    again = project_source(book, project=2, replaced=frozenset({"stance", "holder"}))
    sourcing = choice(book.question("sourcing"), "named")
    first = annotation(1, stance(book, "mixed"), choice(book.question("holder"), "both"), sourcing)
    for later, still in (
        (annotation(2, stance(book, "neutral")), {"stance": "neutral"}),
        (annotation(2, skipped=True), {}),
    ):
        rows, _ = read_projects((source, [task(first)]), (again, [task(later, id=2)]))
        assert standing(rows) == still | {"sourcing": "named"}


def test_a_follow_up_falls_with_the_answer_that_asked_for_it(source: ProjectSource) -> None:
    book = source.codebook
    again = project_source(book, project=2, replaced=frozenset({"stance"}))
    first = annotation(1, stance(book, "mixed"), choice(book.question("holder"), "both"))
    rows, _ = read_projects((source, [task(first)]), (again, [task(annotation(2, stance(book, "neutral")), id=2)]))
    assert standing(rows) == {"stance": "neutral"}


@pytest.mark.parametrize("later", ["favorable", "mixed"])
def test_a_follow_up_stays_while_an_answer_that_asks_for_it_stands(source: ProjectSource, later: str) -> None:
    book = source.codebook
    first = annotation(1, stance(book, "mixed"), choice(book.question("holder"), "both"))
    rows, _ = read(source, task(first))
    assert standing(rows) == {"stance": "mixed", "holder": "both"}
    again = project_source(book, project=2, replaced=frozenset({"stance"}))
    rows, _ = read_projects((source, [task(first)]), (again, [task(annotation(2, stance(book, later)), id=2)]))
    assert standing(rows) == {"stance": later, "holder": "both"}


OLD, NEW = "mixed", "neutral"


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"updated_at": time(9), "ground_truth": True, "updated_by": ADMIN}, NEW),  # starred
        ({"updated_at": time(9), "ground_truth": True}, NEW),  # starred by herself: no more than that is known
        ({"updated_at": time(9), "ground_truth": False, "updated_by": ADMIN}, NEW),  # its star taken away
        ({"updated_at": time(9), "updated_by": None}, NEW),  # touched by an account that was deleted
        ({"updated_at": time(9)}, OLD),  # changed by herself
        ({"created_at": time(9), "updated_at": time(9), "updated_by": None, "import_id": 4}, NEW),  # a backup
        ({"created_at": "2025-01-01T00:00:02Z", "updated_at": "2025-01-01T00:00:02Z"}, NEW),  # without a fraction
        ({"created_at": None, "updated_at": None}, NEW),
        ({"created_at": "soon", "updated_at": 5}, NEW),
    ],
)
def test_answered_last_is_not_touched_last(source: ProjectSource, fields: dict[str, Any], counts: str) -> None:
    book = source.codebook
    rows, remarks = read(source, task(annotation(1, stance(book, OLD), **fields), annotation(2, stance(book, NEW))))
    assert standing(rows) == {"stance": counts}
    touched = counts == NEW and fields["updated_at"] == time(9)
    assert remarks.touched == (["ann on s1"] if touched else [])


def test_an_imported_answer_counts_where_there_is_no_other_and_has_no_time(source: ProjectSource) -> None:
    """Of two imported ones, that with the higher number on the old server was given later."""
    book = source.codebook
    later = annotation(1, stance(book, NEW), import_id=9, updated_by=None)
    earlier = annotation(2, stance(book, OLD), import_id=8, updated_by=None)
    rows, remarks = read(source, task(later, earlier))
    assert standing(rows) == {"stance": NEW}
    assert [row["answered_at"] for row in rows] == [None, None]
    assert remarks.imported == ["ann on s1"]


def test_an_answer_in_another_annotators_project_counts_for_who_gave_it(source: ProjectSource) -> None:
    book = source.codebook
    by_ann = annotation(1, stance(book, "mixed"))
    by_bob = annotation(2, stance(book, "neutral"), by={"id": BOB, "email": "b@x.org"})
    rows, remarks = read(source, task(by_ann, by_bob))
    assert [(row["annotator"], row["label"], row["status"]) for row in rows] == [
        ("ann", "mixed", "answered"),
        ("bob", "neutral", "answered"),
    ]
    assert (remarks.misplaced, remarks.superseded) == (1, [])


@pytest.mark.parametrize(
    ("account", "name"), [(ADMIN, "admin@x.org"), (None, "an account that was deleted"), ("x", "account 'x'")]
)
def test_another_account_never_replaces_her_own_answer(source: ProjectSource, account: Any, name: str) -> None:
    book = source.codebook
    own, other = annotation(1, stance(book, "mixed")), annotation(2, stance(book, "neutral"), by=account)
    rows, remarks = read(source, task(own, other))
    assert labels(rows) == [("stance", "mixed", "answered")]
    (line,) = remark_lines(remarks, NAMES)
    assert line.startswith(f"1 sentence in ann's project answered by {name}")
    assert line.endswith("; left out: ann has answered too")
    rows, remarks = read(source, task(other))
    assert labels(rows) == [("stance", "neutral", "answered")]
    (line,) = remark_lines(remarks, NAMES)
    assert line.startswith(f"1 sentence in ann's project answered by {name}")
    assert line.endswith("; counted as ann's")


def test_a_deleted_account_and_another_one_in_one_project_are_named(source: ProjectSource) -> None:
    book = source.codebook
    tasks = [
        task(annotation(1, stance(book, "mixed"), by=None)),
        task(annotation(2, stance(book, "mixed"), by=ADMIN), sentence="s2"),
    ]
    rows, remarks = read(source, *tasks)
    assert [row["annotator"] for row in rows] == ["ann", "ann"]
    assert list(remark_lines(remarks, NAMES)) == [
        "1 sentence in ann's project answered by admin@x.org, which is not ann's account; counted as ann's",
        "1 sentence in ann's project answered by an account that was deleted; counted as ann's",
    ]


def test_an_edit_by_another_account_is_named(source: ProjectSource) -> None:
    changed = annotation(1, stance(source.codebook, "mixed"), updated_by=ADMIN)
    assert list(remark_lines(read(source, task(changed))[1], NAMES)) == [
        "ann: 1 sentence (s1) last changed by admin@x.org and not by who answered (an edit, or only a star)"
    ]


def test_where_her_account_is_not_known_it_is_said_who_answered(codebook: Codebook) -> None:
    source = project_source(codebook, pseudonyms={BOB: "bob"})
    rows, remarks = read(source, task(annotation(1, stance(codebook, "mixed"), by=ADMIN)))
    assert [row["annotator"] for row in rows] == ["ann"]
    assert list(remark_lines(remarks, NAMES)) == [
        "which account is ann's is not known, so not checked: in their project answered admin@x.org"
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"import_id": 3, "ground_truth": True},
        {"import_id": 3, "updated_by": ADMIN, "ground_truth": True},
        {"updated_by": None},
    ],
    ids=["starred by herself", "starred by another", "a file without numbers"],
)
def test_an_imported_answer_is_never_the_latest(source: ProjectSource, changes: dict[str, Any]) -> None:
    book = source.codebook
    imported = annotation(1, stance(book, "mixed"), created_at=time(59), updated_at=time(59)) | changes
    rows, remarks = read(source, task(imported, annotation(2, stance(book, "neutral"))))
    assert standing(rows) == {"stance": "neutral"}
    assert remarks.touched == ["ann on s1"]


def test_a_prelabel_put_back_before_a_change_was_not_shown(source: ProjectSource) -> None:
    changed = annotation(1, stance(source.codebook, "neutral"), updated_at=time(59))
    rows, _ = read(source, task(changed, predictions=[prediction(created_at=time(30))]))
    assert [(row["arm"], row.get("shown_label")) for row in rows] == [(None, None)]


@pytest.mark.parametrize("changed", [None, 7, ["s1"], "elsewhere", {"sentence": "s1"}])
def test_a_task_whose_sentence_id_was_changed_is_known_by_its_number(codebook: Codebook, changed: object) -> None:
    row = HandoutRow("s1", "ann", "pilot").pushed(4, 1, task_digest(task()["data"]), "now")
    source = project_source(codebook, handout={row.key: row}, project=4)
    rows, remarks = read(source, task(annotation(1, stance(codebook, "mixed")), sentence=changed, predictions=[]))
    assert [row["sentence"] for row in rows] == ["s1"]
    assert (remarks.never_pushed, remarks.edited_tasks) == ([], ["ann on s1"])
