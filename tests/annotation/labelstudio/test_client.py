"""The door to Label Studio: what it lets in, and how it says no."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from annotation.codebook.codebook import Codebook
from annotation.codebook.interface import labeling_interface
from annotation.errors import LabelStudioError
from annotation.labelstudio import server
from annotation.labelstudio.client import Studio
from annotation.labelstudio.connection import connect
from annotation.labelstudio.tasks import choice, task_json
from annotation.study.handout import PreLabel
from tests.examples.web_session import log_in

pytestmark = pytest.mark.studio


class Stranger(BaseHTTPRequestHandler):
    """A web server that is no Label Studio."""

    def do_GET(self) -> None:
        """Answer every question with a page."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Welcome</html>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def stranger() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as found:
        Thread(target=found.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{found.server_address[1]}"
        found.shutdown()


def test_no_server_is_one_clear_line() -> None:
    with Studio("http://127.0.0.1:9", "0" * 40) as door, pytest.raises(LabelStudioError) as told:
        door.whoami()
    assert str(told.value).startswith("no answer from Label Studio at http://127.0.0.1:9 (")
    assert "`newsstance studio` starts one" in str(told.value)


@pytest.mark.parametrize("key", ["0" * 40, "nonsense"])
def test_a_wrong_key_is_one_clear_line_without_the_key(studio: Studio, key: str) -> None:
    with Studio(studio.url, key) as door, pytest.raises(LabelStudioError) as told:
        door.whoami()
    assert "does not take the key in LABEL_STUDIO_API_KEY (401" in str(told.value)
    assert key not in str(told.value)


def test_what_is_no_label_studio_is_told_apart(stranger: str) -> None:
    with Studio(stranger, "0" * 40) as door, pytest.raises(LabelStudioError, match="is not Label Studio"):
        door.whoami()


def test_without_a_running_server_the_way_to_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabelStudioError, match=r"no Label Studio runs on .*start it with `newsstance studio`"):
        connect(studio_folder=tmp_path)


def test_a_url_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:9")
    with pytest.raises(LabelStudioError, match=r"there is no key for http://127\.0\.0\.1:9; .*LABEL_STUDIO_API_KEY"):
        connect()


def test_both_kinds_of_key_open_the_door(studio: Studio, studio_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A legacy token, a personal access token, and a legacy token where those are switched off."""
    monkeypatch.setenv("LABEL_STUDIO_URL", studio.url)
    login = server.read_login(studio_data)
    legacy = login.token
    with httpx.Client(base_url=studio.url) as session:
        log_in(session, login.email, login.password)
        personal = session.post("/api/token/").raise_for_status().json()["token"]
        for key in (legacy, personal):
            monkeypatch.setenv("LABEL_STUDIO_API_KEY", key)
            with connect() as door:
                assert door.whoami()["email"] == server.ADMIN
        settings = {"legacy_api_tokens_enabled": False, "api_tokens_enabled": True}
        session.post("/api/jwt/settings", json=settings).raise_for_status()
        try:
            monkeypatch.setenv("LABEL_STUDIO_API_KEY", legacy)
            with pytest.raises(LabelStudioError, match="has legacy tokens switched off; put a personal access token"):
                connect()
        finally:
            session.post("/api/jwt/settings", json={**settings, "legacy_api_tokens_enabled": True}).raise_for_status()


def test_answers_come_page_by_page_each_task_once(
    studio: Studio, codebook: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answered and skipped ones, over page borders; unanswered ones stay away."""
    monkeypatch.setattr("annotation.labelstudio.client.ANSWERED_TASKS_PER_PAGE", 2)
    made = studio.create_project("pages", "", labeling_interface(codebook), "")
    data = {"text": "t", "text_with_marks": "t", "before": "", "after": "", "headline": "", "target": "Ada"}
    tasks = studio.import_tasks(made.id, [{"data": {**data, "sentence": f"s{n}"}} for n in range(7)])
    for task in tasks[:5]:
        studio.answer(task, [choice(codebook.question("sourcing"), "named")], seconds=1)
    studio.answer(tasks[5], [], seconds=1, skipped=True)
    studio.answer(tasks[0], [], seconds=1, skipped=True)
    found = [(task["data"]["sentence"], len(task["annotations"])) for task in studio.answered_tasks(made.id)]
    assert sorted(found) == [("s0", 2), ("s1", 1), ("s2", 1), ("s3", 1), ("s4", 1), ("s5", 1)]


def test_a_refused_import_says_why_and_stores_nothing(studio: Studio, codebook: Codebook) -> None:
    made = studio.create_project("refused", "", labeling_interface(codebook), "")
    good = {"sentence": "s1", "text": "t", "before": "", "after": "", "headline": "", "target": "Ada"}
    bad = task_json(good, {"sourcing": PreLabel("nobody", 0.5)}, codebook)
    with pytest.raises(LabelStudioError, match=r"answered 400: .*nobody"):
        studio.import_tasks(made.id, [{"data": good}, bad])
    with pytest.raises(LabelStudioError, match=r"answered 400: .*key is expected in task data"):
        studio.import_tasks(made.id, [{"data": good}, {"data": {"sentence": "s2", "text": "t"}}])
    assert studio.task_and_prediction_counts(made.id) == (0, 0)


def test_a_task_that_is_gone_is_none(studio: Studio) -> None:
    assert studio.task(10**9) is None
