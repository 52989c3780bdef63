"""Answers of another shape than Label Studio's: whatever is asked, one clear line and never a bug's traceback."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.errors import LabelStudioError
from annotation.labelstudio.client import Studio
from tests.examples.odd_server import OddServer, always, response

LEGACY = "0" * 40
TASK = {"data": {"sentence": "s1"}}
CALLS: dict[str, Callable[[Studio], object]] = {
    "whoami": lambda studio: studio.whoami(),
    "projects": lambda studio: list(studio.projects()),
    "project": lambda studio: studio.project(1),
    "create_project": lambda studio: studio.create_project("round", "", "<View/>", ""),
    "import_tasks": lambda studio: studio.import_tasks(1, [TASK, TASK]),
    "task_and_prediction_counts": lambda studio: studio.task_and_prediction_counts(1),
    "predictions": lambda studio: list(studio.predictions(1)),
    "import_predictions": lambda studio: studio.import_predictions(1, [{"task": 1}]),
    "find_project": lambda studio: studio.find_project(1),
    "tasks": lambda studio: list(studio.tasks(1)),
    "answered_tasks": lambda studio: list(studio.answered_tasks(1)),
    "task": lambda studio: studio.task(1),
    "answer": lambda studio: studio.answer(1, [], seconds=1),
    "accounts": lambda studio: studio.accounts(),
    "invitation": lambda studio: studio.invitation(),
    "sign_up": lambda studio: studio.sign_up("ann@example.org", "a password"),
    "log_in": lambda studio: studio.log_in("ann@example.org", "a password"),
}
ODD = {
    "null": b"null",
    "a number": b"7",
    "a text": b'"<html>"',
    "a list of lists": b"[[]]",
    "a list of null": b"[null]",
    "no field": b'{"a": 1}',
    "all fields null": b'{"id": null, "email": null, "results": null, "tasks": null, "total": null, "task_ids": null}',
    "all fields numbers": b'{"id": 1.5, "email": 1, "results": 1, "tasks": 1, "total": 1, "invite_url": 1, "title": 1}',
    "all fields lists": b'{"id": [], "email": [], "results": [1], "tasks": [1], "total": [], "task_ids": ["1"]}',
    "all fields objects": b'{"id": {}, "email": {}, "results": {}, "tasks": {}, "total": {}, "task_ids": {}}',
    "no data": b'{"id": "1", "tasks": [{"id": 1}], "total": "1", "results": [{"id": 1, "title": []}], "email": true}',
    "no 64 bits": b'{"id": 9223372036854775808, "tasks": [{"id": 1e99}], "total": -1, "results": [{"id": NaN}]}',
    "5,000 digits": b'{"id": ' + b"1" * 5000 + b"}",
    "deep": b'{"tasks":' * 50_000 + b"1" + b"}" * 50_000,
    "no UTF-8": b'{"id": "\xff"}',
    "cut": b'{"id": 1, "tasks": [',
    "nothing": b"",
    "a page": b"<html><body>Welcome</body></html>",
}


@pytest.fixture
def odd() -> Iterator[OddServer]:
    with OddServer(always(b"")) as server:
        yield server


@pytest.mark.parametrize("kind", ODD)
def test_an_answer_of_another_shape_is_one_line(kind: str, odd: OddServer) -> None:
    odd.answer = always(response(ODD[kind]))
    with Studio(odd.url, LEGACY) as studio:
        for name, call in CALLS.items():
            with pytest.raises(LabelStudioError) as refused:
                call(studio)
            assert str(refused.value).isprintable(), name
            assert odd.url in str(refused.value) or "did not make an account" in str(refused.value), name
            assert len(str(refused.value)) < 300, name


FIELDS = st.sampled_from(
    [
        *("id", "email", "results", "next", "title", "tasks", "total", "data", "sentence", "annotations", "task_ids"),
        *("task_count", "prediction_count", "total_annotations", "invite_url", "token", "label_config", "detail"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=8,
)


def problem(call: Callable[[Studio], object], studio: Studio) -> str:
    """The one line of what is refused; empty if nothing is."""
    try:
        call(studio)
    except LabelStudioError as error:
        return str(error)
    return ""


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=JSON, status=st.sampled_from(["200 OK", "200 OK", "201 Created", "400 Bad Request", "401 Unauthorized"]))
def test_no_json_is_a_traceback(answer: object, status: str, odd: OddServer) -> None:
    """An answer may be right by chance; else it is refused in one line."""
    odd.answer = always(response(json.dumps(answer).encode(), "application/json", status))
    with Studio(odd.url, LEGACY) as studio:
        for call in CALLS.values():
            assert problem(call, studio).isprintable()


def test_a_server_that_repeats_a_page_is_left(odd: OddServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a proxy would that keeps answers."""
    monkeypatch.setattr("annotation.labelstudio.client.TASKS_PER_PAGE", 1)
    page = {"results": [{"id": 1}], "next": "there is more", "tasks": [{"id": 1, "data": {}}], "total": 9}
    odd.answer = always(response(json.dumps(page).encode()))
    with Studio(odd.url, LEGACY) as studio:
        for call in (studio.projects, lambda: studio.tasks(1)):
            with pytest.raises(LabelStudioError, match=r"gave for api/(projects|tasks) no page of ids above 1"):
                list(call())
    assert len(odd.requests) == 4


def test_a_task_of_somebody_else_has_no_sentence_of_ours(odd: OddServer) -> None:
    page = {"tasks": [{"id": 1, "data": {"sentence": ["s1"]}}, {"id": 2, "data": {"sentence": "s2"}}], "total": 2}
    odd.answer = always(response(json.dumps(page).encode()))
    with Studio(odd.url, LEGACY) as studio:
        assert [task["data"]["sentence"] for task in studio.tasks(1)] == ["", "s2"]


def token(**claims: Any) -> str:
    """A personal access token, or what is sent for one, unsigned."""
    parts = ({"alg": "none"}, claims)
    return ".".join([*(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts), ""])


PERSONAL = token(exp=4_000_000_000, token_type="refresh")
ACCESS = {
    "null": b"null",
    "a list": b"[]",
    "no token": b"{}",
    "a number": b'{"access": 7}',
    "no JSON": b"<html>",
    "no UTF-8": b"\xff",
    "deep": b"[" * 50_000,
    "a token that ends in words": json.dumps({"access": token(exp="tomorrow")}).encode(),
    "a token that ends in 10^30": json.dumps({"access": token(exp=10**30)}).encode(),
    "a token with a line end": b'{"access": "a\\nb"}',
    "a token in another script": '{"access": "ключ"}'.encode(),
}


@pytest.mark.parametrize("kind", ACCESS)
def test_what_is_sent_for_a_personal_access_token_is_checked_too(kind: str, odd: OddServer) -> None:
    odd.answer = always(response(ACCESS[kind]))
    with Studio(odd.url, PERSONAL) as studio, pytest.raises(LabelStudioError) as refused:
        studio.whoami()
    assert "Label Studio" in str(refused.value)
    assert str(refused.value).isprintable()
    assert PERSONAL not in str(refused.value)


@pytest.mark.parametrize("key", ["a b", "a\nb", "ключ", "a\x00b", "'abc'"])
def test_a_key_that_is_none_is_not_shown(key: str) -> None:
    with pytest.raises(LabelStudioError) as refused:
        Studio("http://127.0.0.1:9", key)
    assert key not in str(refused.value)
    assert "has characters that no key has" in str(refused.value)
