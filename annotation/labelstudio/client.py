"""The door to Label Studio: the only file that speaks to it, in our words, with its errors translated into ours.

It is the SDK where the SDK has the call, and the SDK's own HTTP client where it lacks one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx

from annotation.errors import LabelStudioError
from annotation.labelstudio.server_errors import explain

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio

PAGE: Final = 1000
ANSWERS_PAGE: Final = 500
SECONDS: Final = 600.0
# One constant for all predictions: one of another version than the project's is not shown. Which model it was
# stands in our handout.
PREDICTIONS: Final = "newsstance"
_PROJECT: Final = "id,title,description,label_config,model_version"  # counting every project's tasks takes long


@dataclass(frozen=True)
class Project:
    """A project as Label Studio keeps it."""

    id: int
    title: str
    description: str
    interface: str
    shows: str  # the version of the predictions it shows


class Studio:
    """One Label Studio, reached with one key (a legacy token or a personal access token)."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(timeout=SECONDS)
        with _translated(self.url):
            self._sdk = _sdk(self.url, key, self._http)

    def __enter__(self) -> "Studio":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def __repr__(self) -> str:
        return f"Studio({self.url!r})"  # never the key

    def whoami(self) -> dict[str, Any]:
        """The account the key belongs to; refuses what is no Label Studio and a key it doesn't take."""
        try:
            account = self._ask("GET", "api/current-user/whoami")
        except LabelStudioError as error:
            if _status(error) == httpx.codes.NOT_FOUND:
                raise LabelStudioError(f"what answers at {self.url} is not Label Studio") from error
            raise
        if not isinstance(account, dict) or "email" not in account:
            raise LabelStudioError(f"what answers at {self.url} is not Label Studio")
        return account

    def projects(self) -> Iterator[Project]:
        """All projects the account sees, oldest first."""
        page = 1
        while True:
            found = self._ask("GET", "api/projects", page=page, page_size=PAGE, ordering="id", include=_PROJECT)
            yield from map(_project, found["results"])
            if not found["next"]:
                return
            page += 1

    def project(self, number: int) -> Project:
        """One project by Label Studio's number."""
        return _project(self._ask("GET", f"api/projects/{number}"))

    def create_project(self, title: str, description: str, interface: str, instructions: str) -> Project:
        """Make a project for one annotator: tasks in the order they were pushed, skipped ones not asked again."""
        with _translated(self.url):
            made = self._sdk.projects.create(
                title=title,
                description=description,
                label_config=interface,
                expert_instruction=instructions,
                show_instruction=True,
                show_skip_button=True,
                enable_empty_annotation=True,
                show_collab_predictions=True,
                sampling="Sequential sampling",
                skip_queue="IGNORE_SKIPPED",
            )
        return self.project(int(made.id or 0))

    def import_tasks(self, project: int, tasks: Sequence[Mapping[str, Any]]) -> list[int]:
        """Import tasks, with their predictions if they have any, all or none; gives their ids in order.

        Never sent twice by itself: an import that got no answer may have been done all the same.
        """
        done = self._ask("POST", f"api/projects/{project}/import", body=tasks, return_task_ids="true")
        predicted = sum(len(task.get("predictions", ())) for task in tasks)
        if done["task_count"] != len(tasks) or done["prediction_count"] != predicted:
            raise LabelStudioError(
                f"Label Studio took {done['task_count']} of {len(tasks)} tasks and {done['prediction_count']} of "
                f"{predicted} pre-labels into project {project}"
            )
        return list(done["task_ids"])

    def show_predictions(self, project: int) -> None:
        """Have a project show the predictions it holds."""
        self._ask("PATCH", f"api/projects/{project}", body={"model_version": PREDICTIONS})

    def fingerprint(self, project: int) -> tuple[int, int]:
        """How many tasks a project holds, and the highest of their ids (0 if none)."""
        query = json.dumps({"ordering": ["-tasks:id"]})
        found = self._ask("GET", "api/tasks", project=project, page=1, page_size=1, include="id", query=query)
        return found["total"], max((task["id"] for task in found["tasks"]), default=0)

    def tasks(self, project: int) -> Iterator[dict[str, Any]]:
        """All tasks of a project, with their data and how often they were answered or skipped."""
        include = "id,data,total_annotations,cancelled_annotations,total_predictions"
        yield from self._pages(project, PAGE, {"include": include})

    def answered_tasks(self, project: int) -> Iterator[dict[str, Any]]:
        """The tasks with an answer or a skip, whole, page by page."""
        seen: set[int] = set()
        for column in ("total_annotations", "cancelled_annotations"):
            at_least_one = {"filter": f"filter:tasks:{column}", "operator": "greater", "type": "Number", "value": 0}
            for task in self._pages(project, ANSWERS_PAGE, {"fields": "all"}, at_least_one):
                if task["id"] not in seen:
                    seen.add(task["id"])
                    yield task

    def task(self, number: int) -> dict[str, Any] | None:
        """One task by Label Studio's id; None if it is gone."""
        try:
            return dict(self._ask("GET", f"api/tasks/{number}"))
        except LabelStudioError as error:
            if _status(error) == httpx.codes.NOT_FOUND:
                return None
            raise

    def update_task(self, number: int, data: Mapping[str, Any]) -> None:
        """Replace what a task shows."""
        self._ask("PATCH", f"api/tasks/{number}", body={"data": dict(data)})

    def answer(self, task: int, result: Sequence[Mapping[str, Any]], *, seconds: float, skipped: bool = False) -> int:
        """Answer a task as the key's account, as the page would; gives the annotation's id."""
        body = {"result": list(result), "lead_time": seconds, "was_cancelled": skipped}
        return int(self._ask("POST", f"api/tasks/{task}/annotations/", body=body)["id"])

    def accounts(self) -> dict[str, int]:
        """The user ids of all accounts, by address."""
        return {user["email"]: user["id"] for user in self._ask("GET", "api/users/")}

    def invitation(self) -> str:
        """The link by which anybody who has it joins this server: a secret."""
        return f"{self.url}/user/signup/?token={self._ask('GET', 'api/invite')['invite_url'].rpartition('token=')[2]}"

    def sign_up(self, email: str, password: str) -> int:
        """Make an account by invitation, as its owner would; gives its user id."""
        with _translated(self.url), self._session() as session:
            form = {"email": email, "password": password, "how_find_us": "", "allow_newsletters": "false"}
            made = _submit(session, self.invitation().removeprefix(self.url), form)
            if made.status_code != httpx.codes.FOUND:
                raise LabelStudioError(f"Label Studio did not make an account {email}: {_complaint(made)}")
            return int(session.get("/api/current-user/whoami").raise_for_status().json()["id"])

    def log_in(self, email: str, password: str) -> "Studio":
        """Give the same server through another account's legacy token."""
        with _translated(self.url), self._session() as session:
            if _submit(session, "/user/login/", {"email": email, "password": password}).status_code != 302:
                raise LabelStudioError(f"Label Studio at {self.url} does not let {email} in with that password")
            token = session.get("/api/current-user/token").raise_for_status().json()["token"]
        return Studio(self.url, token)

    def _session(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60)

    def _pages(
        self, project: int, size: int, what: Mapping[str, Any], *filters: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Page by the last id seen: pages by number shift when somebody answers in between."""
        last = 0
        while True:
            after = {"filter": "filter:tasks:id", "operator": "greater", "type": "Number", "value": last}
            query = {"filters": {"conjunction": "and", "items": [after, *filters]}, "ordering": ["tasks:id"]}
            found = self._ask("GET", "api/tasks", project=project, page_size=size, query=json.dumps(query), **what)
            yield from found["tasks"]
            if len(found["tasks"]) < size:
                return
            last = found["tasks"][-1]["id"]

    def _ask(self, method: str, path: str, *, body: object = None, **query: object) -> Any:  # noqa: ANN401
        with _translated(self.url):
            http = self._sdk._client_wrapper.httpx_client  # the SDK's own client, with its tokens
            content = None if body is None else json.dumps(body).encode()
            headers = {"Content-Type": "application/json"} if content else None
            answer = http.request(path, method=method, params=query, content=content, headers=headers)
            answer.raise_for_status()
            return answer.json()


def accepts_key(url: str, key: str) -> bool:
    """Whether a Label Studio at that address takes that legacy token; quick, without the SDK."""
    try:
        answer = httpx.get(f"{url}/api/current-user/whoami", headers={"Authorization": f"Token {key}"}, timeout=5)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK


def interface_problems(interface: str, tasks: Sequence[Mapping[str, Any]]) -> list[str]:
    """What Label Studio would say against predictions: checked here, since some servers drop bad ones silently."""
    from label_studio_sdk.label_interface.interface import LabelInterface

    checker: Any = LabelInterface(interface)
    return [
        f"{task['data']['sentence']}: {problem}"
        for task in tasks
        for prediction in task.get("predictions", ())
        for problem in checker.validate_prediction(prediction, return_errors=True)
    ]


def _sdk(url: str, key: str, http: httpx.Client) -> "LabelStudio":
    from label_studio_sdk import LabelStudio

    untyped: Any = LabelStudio
    made: LabelStudio = untyped(base_url=url, api_key=key, httpx_client=http, timeout=SECONDS, max_retries=0)
    return made


def _project(found: Mapping[str, Any]) -> Project:
    return Project(
        id=found["id"],
        title=found.get("title") or "",
        description=found.get("description") or "",
        interface=found.get("label_config") or "",
        shows=found.get("model_version") or "",
    )


def _submit(session: httpx.Client, path: str, form: Mapping[str, str]) -> httpx.Response:
    """Fill in one of the server's forms as a browser does."""
    session.get(path).raise_for_status()
    return session.post(path, data={**form, "csrfmiddlewaretoken": session.cookies["csrftoken"]})


def _complaint(page: httpx.Response) -> str:
    """The words of an error list in a page of forms."""
    found = page.text.partition('class="error">')[2].partition("<")[0].strip()
    return found or f"status {page.status_code}"


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Turn everything the server or the way to it may say into one line of ours."""
    from label_studio_sdk.core.api_error import ApiError

    try:
        yield
    except ApiError as error:
        # None: its text would show all headers, cookies among them.
        raise LabelStudioError(explain(url, error.status_code or 0, error.body)) from None
    except httpx.HTTPStatusError as error:
        raise LabelStudioError(explain(url, error.response.status_code, _body(error.response))) from error
    except httpx.TimeoutException as error:
        raise LabelStudioError(
            f"Label Studio at {url} did not answer in time; it may still be at work: wait a little, then run the "
            "same command again (nothing is sent twice)"
        ) from error
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise LabelStudioError(
            f"no answer from Label Studio at {url} ({error}); is it running? `newsstance studio` starts one"
        ) from error
    except json.JSONDecodeError as error:
        raise LabelStudioError(f"what answers at {url} is not Label Studio (no JSON came back)") from error


def _status(error: LabelStudioError) -> int:
    cause = error.__cause__
    return cause.response.status_code if isinstance(cause, httpx.HTTPStatusError) else 0


def _body(answer: httpx.Response) -> object:
    try:
        return answer.json()
    except json.JSONDecodeError:
        return answer.text[:200]
