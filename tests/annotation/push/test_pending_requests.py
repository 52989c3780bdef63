"""A request that was sent and never confirmed: the next push waits for it, and sends nothing twice."""

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from annotation.errors import DataError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import find_projects
from annotation.push.pending_requests import PendingRequests
from annotation.study.study import Study
from tests.examples.pushing import Push, project, sentences

pytestmark = pytest.mark.studio

TEXTS = [f"Sentence {number}." for number in range(10)]


class CutShort(Exception):
    """Stands for a kill at a moment of the test's choice."""


def hold_write_lock(studio_data: Path, seconds: float) -> threading.Thread:
    """Hold the write lock of Label Studio's database, as any other writer would; it is held when this returns."""
    held = threading.Event()

    def hold() -> None:
        database = sqlite3.connect(studio_data / "label_studio.sqlite3", timeout=60, isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(seconds)
        database.execute("ROLLBACK")
        database.close()

    writer = threading.Thread(target=hold)
    writer.start()
    held.wait()
    return writer


def send_and_die(studio: Studio, send: Any, monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Let a request go out, and let the push die before it is answered."""
    requests = []

    def sent(self: Studio, *values: Any) -> None:
        request = threading.Thread(target=send, args=(studio, *values))
        request.start()
        requests.append(request)
        time.sleep(0.5)  # until the server has it
        raise CutShort

    monkeypatch.setattr(Studio, send.__name__, sent)
    return requests


def test_an_import_that_is_still_under_way_is_waited_for(
    hand_out: Push, study: Study, studio: Studio, studio_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_out(sentences("One."))
    with pytest.MonkeyPatch.context() as patch:
        requests = send_and_die(studio, Studio.import_tasks, patch)
        writer = hold_write_lock(studio_data, 4)
        with pytest.raises(CutShort):
            hand_out(sentences("One.", *TEXTS))
    assert len(list(studio.tasks(project(study, studio).id))) == 1  # it has not arrived yet
    writer.join()
    (again,) = hand_out(sentences("One.", *TEXTS))
    assert (again.added, again.removed) == (0, 0)
    assert sorted(task["data"]["text"] for task in studio.tasks(project(study, studio).id)) == sorted(["One.", *TEXTS])
    assert "was interrupted; waiting until Label Studio is done with it" in capsys.readouterr().err
    for request in requests:
        request.join()
    assert not (study.folder / ".newsstance" / "pending-requests.json").exists()


def test_a_project_whose_creation_is_still_under_way_is_waited_for(
    hand_out: Push, study: Study, studio: Studio, studio_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        requests = send_and_die(studio, Studio.create_project, patch)
        writer = hold_write_lock(studio_data, 3)
        with pytest.raises(CutShort):
            hand_out(sentences("One."))
    assert find_projects(studio, study) == {}
    create, created = Studio.create_project, []

    def count_and_create(self: Studio, *values: Any) -> Project:
        created.append(values)
        return create(self, *values)

    monkeypatch.setattr(Studio, "create_project", count_and_create)
    (again,) = hand_out(sentences("One."))
    writer.join()
    for request in requests:
        request.join()
    assert created == []
    markers = [made for made in studio.projects() if f'"{study.id}"' in made.description]
    assert (again.added, len(markers)) == (1, 1)


@pytest.mark.parametrize("when", ["long ago", "just now"])
def test_an_import_that_never_arrived_is_sent_again(when: str, hand_out: Push, study: Study, studio: Studio) -> None:
    hand_out(sentences("One."))
    number = project(study, studio).id
    pending = PendingRequests(study)
    pending.begin_import(number, 5)
    path = study.folder / ".newsstance" / "pending-requests.json"
    if when == "long ago":
        sent_at = str(pending._content["imports"][str(number)][0])
        path.write_text(path.read_text().replace(sent_at, "1000000000.0"))
    (again,) = hand_out(sentences("One.", "Two."))
    assert again.added == 1
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    ["[]", "{}", '{"creations": 1, "imports": {}}', '{"creations": {}, "imports": {"x": [1, 2]}}', "{", "1e999"],
)
def test_a_damaged_record_is_one_clear_error(study: Study, content: str) -> None:
    path = study.folder / ".newsstance" / "pending-requests.json"
    path.write_text(content)
    with pytest.raises(DataError, match=r"pending-requests\.json"):
        PendingRequests(study)


def test_a_project_made_twice_by_one_request_is_there_once(
    hand_out: Push, study: Study, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Studio.create_project

    def create_twice(self: Studio, *values: Any) -> Project:
        create(self, *values)
        return create(self, *values)

    monkeypatch.setattr(Studio, "create_project", create_twice)
    (pushed,) = hand_out(sentences("One."))
    markers = [made for made in studio.projects() if f'"{study.id}"' in made.description]
    assert (pushed.added, [made.id for made in markers]) == (1, [project(study, studio).id])
