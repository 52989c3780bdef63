"""Pre-labels that the server lost, or that somebody changed: brought again, or not claimed any more."""

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.tasks import choice
from annotation.push.prelabel_check import compare_prelabels
from annotation.push.server_state import fetch_state
from annotation.study.handout import HandoutRow, read_handout
from annotation.study.study import Study
from tests.examples.pushing import Push, project, sentences

pytestmark = pytest.mark.studio

TEXTS = [f"Sentence {number}." for number in range(10)]
EVERY_TASK: dict[str, Any] = {"selectedItems": {"all": True, "excluded": []}}


def scored(*texts: str) -> Any:
    return sentences(*(texts or TEXTS), sourcing="named", sourcing_probability=0.75, model="m1")


def tasks_by_sentence(study: Study, studio: Studio) -> dict[str, dict[str, Any]]:
    return {task["data"]["sentence"]: task for task in studio.tasks(project(study, studio).id)}


def shown_rows(study: Study) -> list[HandoutRow]:
    return [row for row in read_handout(study.handout).values() if row.shown]


def tasks_with_a_prediction(study: Study, studio: Studio) -> set[int]:
    return {prediction["task"] for prediction in studio.predictions(project(study, studio).id)}


def delete_predictions(study: Study, studio: Studio) -> None:
    """Delete them as the data manager does."""
    number = project(study, studio).id
    studio._ask("POST", "api/dm/actions", body=EVERY_TASK, id="delete_tasks_predictions", project=number)


def test_lost_pre_labels_are_brought_again_where_nobody_has_answered(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    (first,) = hand_out(scored())
    assert (first.prelabeled, first.blind, first.restored) == (8, 2, 0)
    handout, with_prediction = study.handout.read_bytes(), tasks_with_a_prediction(study, studio)
    delete_predictions(study, studio)
    assert tasks_with_a_prediction(study, studio) == set()
    (again,) = hand_out(scored())
    assert (again.added, again.restored, again.not_shown, again.prelabeled) == (0, 8, [], 8)
    assert tasks_with_a_prediction(study, studio) == with_prediction
    assert study.handout.read_bytes() == handout
    assert project(study, studio).prediction_version == "newsstance"
    assert hand_out(scored())[0].restored == 0


def test_a_version_of_predictions_that_is_gone_does_not_end_the_round_for_everybody_after(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    hand_out(scored(), annotators=("ann", "bob"))
    number = project(study, studio, "ann").id
    studio._ask("DELETE", f"api/projects/{number}/model-versions/", body={"model_version": "newsstance"})
    again = hand_out(iter([*scored(*TEXTS, "New.")]), annotators=("ann", "bob"))
    assert [(pushed.annotator, pushed.added, pushed.restored) for pushed in again] == [("ann", 1, 8), ("bob", 1, 0)]


def test_what_was_answered_without_its_pre_label_is_claimed_in_no_arm(
    hand_out: Push, study: Study, studio: Studio, codebook: Codebook
) -> None:
    hand_out(scored())
    delete_predictions(study, studio)
    answered, begun, *others = shown_rows(study)
    tasks = tasks_by_sentence(study, studio)
    answer = [choice(codebook.question("sourcing"), "named")]
    studio.answer(tasks[answered.sentence]["id"], answer, seconds=3)
    studio._ask("POST", f"api/tasks/{tasks[begun.sentence]['id']}/drafts", body={"result": answer, "lead_time": 3})
    (again,) = hand_out(scored())
    assert (again.restored, sorted(again.not_shown)) == (len(others), sorted([answered.sentence, begun.sentence]))
    handout = read_handout(study.handout)
    for row in (answered, begun):
        now = handout[row.key]
        assert (now.arm, now.shown, now.withheld) == ("", {}, row.shown)
    assert [row.sentence for row in shown_rows(study)] == [row.sentence for row in others]
    assert hand_out(scored())[0].not_shown == []


def test_what_was_accepted_from_a_prediction_that_is_gone_now_had_been_shown(
    hand_out: Push, study: Study, studio: Studio, codebook: Codebook
) -> None:
    hand_out(scored())
    row = shown_rows(study)[0]
    accepted = {**choice(codebook.question("sourcing"), "named"), "origin": "prediction"}
    studio.answer(tasks_by_sentence(study, studio)[row.sentence]["id"], [accepted], seconds=3)
    delete_predictions(study, studio)
    (again,) = hand_out(scored())
    assert (again.restored, again.not_shown) == (7, [])
    assert read_handout(study.handout)[row.key].shown == row.shown


def test_pre_labels_that_somebody_changed_or_added_are_named(
    hand_out: Push, study: Study, studio: Studio, codebook: Codebook
) -> None:
    hand_out(scored())
    number, rows = project(study, studio).id, read_handout(study.handout)
    changed = shown_rows(study)[0]
    blind = next(row for row in rows.values() if row.arm == "blind")
    tasks = tasks_by_sentence(study, studio)
    (prediction,) = [p for p in studio.predictions(number) if p["task"] == tasks[changed.sentence]["id"]]
    other = [choice(codebook.question("sourcing"), "anonymous")]
    studio._ask("PATCH", f"api/predictions/{prediction['id']}/", body={"project": number, "result": other})
    added = {"project": number, "task": tasks[blind.sentence]["id"], "result": other, "score": 1}
    studio._ask("POST", "api/predictions/", body=added)
    (again,) = hand_out(scored())
    assert (again.altered, again.unplanned) == ([changed.sentence], [blind.sentence])
    assert read_handout(study.handout)[changed.key].arm == ""
    assert read_handout(study.handout)[blind.key].arm == "blind"


@pytest.mark.parametrize("shape", [None, "text", [None], [{"value": 3}], [{"from_name": [1], "value": {"choices": 1}}]])
def test_a_prediction_of_any_shape_is_only_another_prediction(
    hand_out: Push, study: Study, studio: Studio, codebook: Codebook, shape: Any
) -> None:
    hand_out(scored("One.", "Two."), blind=0.0)
    rows = {row.sentence: row for row in shown_rows(study)}
    state = fetch_state(studio, project(study, studio).id, rows)
    for predictions in state.predictions.values():
        predictions[:] = [{**prediction, "result": shape} for prediction in predictions]
    assert [row.sentence for row in compare_prelabels(rows, state, studio, codebook).altered] == list(rows)


def test_pre_labels_that_a_locked_database_swallows_are_there_after_the_push(
    hand_out: Push, study: Study, studio: Studio, studio_data: Path
) -> None:
    """Label Studio repeats the import by itself, without the pre-labels, and answers 201."""
    hand_out(scored("One."), blind=1.0)
    held = threading.Event()

    def hold_the_write_lock() -> None:
        database = sqlite3.connect(studio_data / "label_studio.sqlite3", timeout=60, isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(8)
        database.execute("ROLLBACK")
        database.close()

    sent = Studio.import_tasks
    answered: list[int] = []

    def import_while_locked(self: Studio, number: int, tasks: Any) -> list[int]:
        writer = threading.Thread(target=hold_the_write_lock)
        writer.start()
        held.wait()
        ids = sent(self, number, tasks)
        writer.join()
        answered.append(len(list(studio.predictions(number))))
        return ids

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Studio, "import_tasks", import_while_locked)
        (pushed,) = hand_out(scored("One.", *TEXTS), blind=0.0)
    assert answered == [0]  # all were lost, or this test would prove nothing
    assert (pushed.added, pushed.restored, pushed.prelabeled) == (10, 10, 10)
    assert len(tasks_with_a_prediction(study, studio)) == 10
    assert len(tasks_by_sentence(study, studio)) == 11
