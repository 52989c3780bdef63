"""What somebody did to a project on the server: found and put right, or named; never taken for what we handed out."""

import contextlib
import secrets
from pathlib import Path

import httpx
import pytest

from annotation.codebook.codebook import Codebook
from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.labelstudio.accounts import create_accounts
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.labelstudio.tasks import choice
from annotation.study.handout import read_handout
from annotation.study.study import Study
from tests.examples.pushing import Push, project, sentences
from tests.examples.web_session import log_in

pytestmark = pytest.mark.studio


def texts(study: Study, studio: Studio) -> list[str]:
    return [task["data"]["text"] for task in studio.tasks(project(study, studio).id)]


def test_an_unanswered_double_is_removed_and_an_answered_one_stays(
    hand_out: Push, study: Study, studio: Studio, codebook: Codebook
) -> None:
    hand_out(sentences("One.", "Two.", "Three."))
    number = project(study, studio).id
    copies = [{"data": task["data"]} for task in studio.tasks(number)]
    first, second, third = studio.import_tasks(number, copies)
    answer = [choice(codebook.question("sourcing"), "named")]
    studio.answer(first, answer, seconds=1)  # the double of One., whose first task has no answer
    studio._ask("POST", f"api/tasks/{second}/drafts", body={"result": answer, "lead_time": 1})
    (again,) = hand_out(sentences("One.", "Two.", "Three."))
    assert (again.removed, again.doubled, again.added) == (3, 0, 0)
    assert {task["id"] for task in studio.tasks(number)} >= {first, second}
    assert third not in {task["id"] for task in studio.tasks(number)}
    assert sorted(texts(study, studio)) == ["One.", "Three.", "Two."]
    assert {row.task for row in read_handout(study.handout).values()} == {task["id"] for task in studio.tasks(number)}


@pytest.mark.parametrize("in_the_second", ["answer", "draft"])
def test_a_sentence_answered_in_two_tasks_keeps_both(
    in_the_second: str, hand_out: Push, study: Study, studio: Studio, codebook: Codebook
) -> None:
    hand_out(sentences("One."))
    number = project(study, studio).id
    studio.import_tasks(number, [{"data": task["data"]} for task in studio.tasks(number)])
    answer = [choice(codebook.question("sourcing"), "named")]
    first, second = (task["id"] for task in studio.tasks(number))
    studio.answer(first, answer, seconds=1)
    if in_the_second == "answer":
        studio.answer(second, answer, seconds=1)
    else:
        studio._ask("POST", f"api/tasks/{second}/drafts", body={"result": answer, "lead_time": 1})
    (again,) = hand_out(sentences("One."))
    assert (again.removed, again.doubled) == (0, 1)
    assert len(texts(study, studio)) == 2


@pytest.mark.parametrize("renamed", ["renamed by hand", ["a", "list"]])
def test_an_edited_text_is_put_right_where_nobody_has_answered_and_named_where_somebody_has(
    renamed: object, hand_out: Push, study: Study, studio: Studio, codebook: Codebook
) -> None:
    hand_out(sentences("One.", "Two.", "Three."))
    one, two, three = studio.tasks(project(study, studio).id)
    for task in (one, two):
        studio.update_task(task["id"], {**task["data"], "text": "Something else."})
    studio.update_task(three["id"], {**three["data"], "sentence": renamed})
    studio.answer(two["id"], [choice(codebook.question("sourcing"), "named")], seconds=1)
    (again,) = hand_out(sentences("One.", "Two.", "Three."))
    assert (again.repaired, again.edited, again.added) == (["Ada One.", "Ada Three."], ["Ada Two."], 0)
    assert texts(study, studio) == ["One.", "Something else.", "Three."]
    assert [task["data"]["sentence"] for task in studio.tasks(project(study, studio).id)][2] == "Ada Three."


def test_a_task_that_somebody_replaced_is_not_taken_for_ours(hand_out: Push, study: Study, studio: Studio) -> None:
    """On SQLite the task put in by hand gets the number of the one that was deleted."""
    hand_out(sentences("One.", "Two."))
    number = project(study, studio).id
    last = list(studio.tasks(number))[-1]
    studio.delete_tasks(number, [last["id"]])
    (by_hand,) = studio.import_tasks(number, [{"data": {**last["data"], "sentence": "by hand", "text": "By hand."}}])
    (again,) = hand_out(sentences("One.", "Two."))
    assert (again.added, again.foreign, again.repaired) == (1, 1, [])
    assert sorted(texts(study, studio)) == ["By hand.", "One.", "Two."]
    assert read_handout(study.handout)["pilot", "ann", "Ada Two."].task != by_hand


def test_a_task_that_the_server_cannot_list_is_told_with_its_project(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    """Any account can replace a task's data by a number; Label Studio takes it, and lists no task of the project."""
    hand_out(sentences("One.", "Two."))
    number = project(study, studio).id
    task = next(studio.tasks(number))
    with contextlib.suppress(LabelStudioError):
        studio._ask("PATCH", f"api/tasks/{task['id']}", body={"data": 5})
    with pytest.raises(LabelStudioError, match=rf"this was for the tasks of project {number}, which Label Studio"):
        hand_out(sentences("One.", "Two."))


def test_sentences_that_are_gone_and_not_pushed_again_are_named(hand_out: Push, study: Study, studio: Studio) -> None:
    hand_out(sentences("One.", "Two."))
    number = project(study, studio).id
    studio.delete_tasks(number, [next(studio.tasks(number))["id"]])
    (again,) = hand_out(sentences("Three."))
    assert again.missing == ["Ada One."]


def test_a_project_whose_description_was_edited_is_found_by_its_number(
    hand_out: Push, study: Study, studio: Studio, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_out(sentences("One."))
    before = project(study, studio)
    studio.update_project(before.id, description="tidied up", title="[bold]mine[/bold]")
    (again,) = hand_out(sentences("One.", "Two."))
    assert (again.added, again.known) == (1, 1)
    assert project(study, studio).id == before.id
    assert f"project {before.id} ([bold]mine[/bold]) of ann no longer had the line" in capsys.readouterr().err


def test_a_project_that_is_gone_is_named_and_made_anew_only_where_that_is_allowed(
    hand_out: Push, study: Study, studio: Studio
) -> None:
    hand_out(sentences("One.", "Two."), annotators=("ann", "bob"))
    number, handout = project(study, studio).id, study.handout.read_bytes()
    studio.delete_project(number)
    gone = rf"project {number} of ann in round 'pilot', where 2 sentences were handed out, is no longer on the server"
    with pytest.raises(DataError, match=gone):
        hand_out(sentences("One.", "Two.", "Three."), annotators=("ann", "bob"))
    assert study.handout.read_bytes() == handout
    done = hand_out(sentences("One.", "Two.", "Three."), annotators=("ann", "bob"), allow_missing=True)
    assert [(pushed.annotator, pushed.added) for pushed in done] == [("ann", 3), ("bob", 1)]
    assert {row.project for row in read_handout(study.handout).values() if row.annotator == "ann"} == {
        project(study, studio).id
    }


def test_an_empty_twin_of_a_project_is_removed_and_one_with_answers_never(
    hand_out: Push, study: Study, studio: Studio, codebook: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    """A request to create a project that arrived twice leaves two of them."""
    hand_out(sentences("One."))
    first = project(study, studio)
    twin = studio.create_project(first.title, first.description, first.interface, "")
    hand_out(sentences("One.", "Two."))
    assert list(find_projects(studio, study).values()) == [project(study, studio)]
    assert project(study, studio).id == first.id
    assert f"project {twin.id} ({study.name}: pilot · ann) stood there twice" in capsys.readouterr().err
    other = studio.create_project(first.title, first.description, first.interface, "")
    (task,) = studio.import_tasks(other.id, [{"data": next(studio.tasks(first.id))["data"]}])
    studio.answer(task, [choice(codebook.question("sourcing"), "named")], seconds=1)
    with pytest.raises(ConfigError, match="have one and the same description"):
        hand_out(sentences("One.", "Two."))
    assert studio.find_project(other.id) is not None


def test_a_twin_that_somebody_else_made_is_left_to_people(
    hand_out: Push, study: Study, studio: Studio, tmp_path: Path
) -> None:
    """Nobody has worked in it, and it looks like ours; but another account copied it."""
    hand_out(sentences("One."))
    first = project(study, studio)
    name = f"p{secrets.token_hex(3)}"
    account = create_accounts(studio, tmp_path / "accounts.json", [name])[name]
    with httpx.Client(base_url=studio.url) as session:
        log_in(session, account.email, account.password)
        copied = {"title": first.title, "description": first.description, "label_config": first.interface}
        copy = session.post("/api/projects/", json=copied).raise_for_status().json()["id"]
    with pytest.raises(ConfigError, match="have one and the same description"):
        hand_out(sentences("One.", "Two."))
    assert studio.find_project(copy) is not None
