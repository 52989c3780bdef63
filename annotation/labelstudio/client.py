"""The client of Label Studio: the only file that calls its API.

It uses the SDK where the SDK has the call, and `annotation.labelstudio.transport` where it does not.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from typing import Any, Final

from annotation.errors import LabelStudioError
from annotation.labelstudio.transport import ServerRequests, form_error, status_of, submit_form, translated

TASKS_PER_PAGE: Final = 1000
ANSWERED_TASKS_PER_PAGE: Final = 500
# All predictions have the same version, since a project shows only the predictions of one version. The handout says
# which model each prediction came from.
PREDICTION_VERSION: Final = "newsstance"
_PROJECT_FIELDS: Final = "id,title,description,label_config,model_version"  # counting all tasks would take long


@dataclass(frozen=True)
class Project:
    """A project on a Label Studio."""

    id: int
    title: str
    description: str
    interface: str
    prediction_version: str  # the version of the predictions that the project shows


class Studio:
    """A connection to a Label Studio with one key: a legacy token or a personal access token."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self._requests = ServerRequests(self.url, key)

    def __enter__(self) -> "Studio":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._requests.close()

    def __repr__(self) -> str:
        return f"Studio({self.url!r})"  # the key is secret

    def whoami(self) -> dict[str, Any]:
        """The account of the key; raises LabelStudioError if no Label Studio answers or it refuses the key."""
        try:
            account = self._ask("GET", "api/current-user/whoami")
        except LabelStudioError as error:
            if status_of(error) == HTTPStatus.NOT_FOUND:
                raise LabelStudioError(f"what answers at {self.url} is not Label Studio") from error
            raise
        if not isinstance(account, dict) or "email" not in account:
            raise LabelStudioError(f"what answers at {self.url} is not Label Studio")
        return account

    def projects(self) -> Iterator[Project]:
        """All projects that the account can see, oldest first."""
        for number in count(1):
            query = {"page": number, "page_size": TASKS_PER_PAGE, "ordering": "id", "include": _PROJECT_FIELDS}
            page = self._ask("GET", "api/projects", **query)
            yield from map(_project, page["results"])
            if not page["next"]:
                return

    def project(self, number: int) -> Project:
        """The project with an id of Label Studio."""
        return _project(self._ask("GET", f"api/projects/{number}"))

    def create_project(self, title: str, description: str, interface: str, instructions: str) -> Project:
        """Create a project that asks its tasks in the order they were imported, and skipped tasks not again."""
        with translated(self.url):
            created = self._requests.sdk.projects.create(
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
        return self.project(int(created.id or 0))

    def import_tasks(self, project: int, tasks: Sequence[Mapping[str, Any]]) -> list[int]:
        """Import all tasks or none, with their predictions if they have any, and return their ids in order.

        A failed import is not repeated, because the server may have imported the tasks without answering.
        """
        counts = self._ask("POST", f"api/projects/{project}/import", body=tasks, return_task_ids="true")
        predictions = sum(len(task.get("predictions", ())) for task in tasks)
        if counts["task_count"] != len(tasks) or counts["prediction_count"] != predictions:
            raise LabelStudioError(
                f"Label Studio took {counts['task_count']} of {len(tasks)} tasks and {counts['prediction_count']} of "
                f"{predictions} pre-labels into project {project}"
            )
        return list(counts["task_ids"])

    def show_predictions(self, project: int) -> None:
        """Make a project show its predictions to annotators."""
        self._ask("PATCH", f"api/projects/{project}", body={"model_version": PREDICTION_VERSION})

    def fingerprint(self, project: int) -> tuple[int, int]:
        """The number of tasks in a project and the highest of their ids (0 if there are none)."""
        query = json.dumps({"ordering": ["-tasks:id"]})
        page = self._ask("GET", "api/tasks", project=project, page=1, page_size=1, include="id", query=query)
        return page["total"], max((task["id"] for task in page["tasks"]), default=0)

    def tasks(self, project: int) -> Iterator[dict[str, Any]]:
        """All tasks of a project, each with its data and the numbers of its answers, skips and predictions."""
        include = "id,data,total_annotations,cancelled_annotations,total_predictions"
        yield from self._pages(project, TASKS_PER_PAGE, {"include": include})

    def answered_tasks(self, project: int) -> Iterator[dict[str, Any]]:
        """All tasks that were answered or skipped, with all their fields, fetched page by page."""
        yielded: set[int] = set()
        for column in ("total_annotations", "cancelled_annotations"):
            at_least_one = {"filter": f"filter:tasks:{column}", "operator": "greater", "type": "Number", "value": 0}
            for task in self._pages(project, ANSWERED_TASKS_PER_PAGE, {"fields": "all"}, at_least_one):
                if task["id"] not in yielded:
                    yielded.add(task["id"])
                    yield task

    def task(self, number: int) -> dict[str, Any] | None:
        """The task with an id of Label Studio; None if it was deleted."""
        try:
            return dict(self._ask("GET", f"api/tasks/{number}"))
        except LabelStudioError as error:
            if status_of(error) == HTTPStatus.NOT_FOUND:
                return None
            raise

    def update_task(self, number: int, fields: Mapping[str, Any]) -> None:
        """Replace a task's data, and with it what the task shows."""
        self._ask("PATCH", f"api/tasks/{number}", body={"data": dict(fields)})

    def answer(self, task: int, result: Sequence[Mapping[str, Any]], *, seconds: float, skipped: bool = False) -> int:
        """Answer a task with the key's account, as the web page would; returns the annotation's id."""
        body = {"result": list(result), "lead_time": seconds, "was_cancelled": skipped}
        return int(self._ask("POST", f"api/tasks/{task}/annotations/", body=body)["id"])

    def accounts(self) -> dict[str, int]:
        """The user ids of all accounts, by e-mail address."""
        return {user["email"]: user["id"] for user in self._ask("GET", "api/users/")}

    def invitation(self) -> str:
        """The link with which anybody can join this server; it is a secret."""
        return f"{self.url}/user/signup/?token={self._ask('GET', 'api/invite')['invite_url'].rpartition('token=')[2]}"

    def sign_up(self, email: str, password: str) -> int:
        """Make an account through the invitation, as its owner would; returns its user id."""
        with translated(self.url), self._requests.web_session() as session:
            form = {"email": email, "password": password, "how_find_us": "", "allow_newsletters": "false"}
            page = submit_form(session, self.invitation().removeprefix(self.url), form)
            if page.status_code != HTTPStatus.FOUND:
                raise LabelStudioError(f"Label Studio did not make an account {email}: {form_error(page)}")
            return int(session.get("/api/current-user/whoami").raise_for_status().json()["id"])

    def log_in(self, email: str, password: str) -> "Studio":
        """A connection to the same server with the legacy token of another account."""
        with translated(self.url), self._requests.web_session() as session:
            page = submit_form(session, "/user/login/", {"email": email, "password": password})
            if page.status_code != HTTPStatus.FOUND:
                raise LabelStudioError(f"Label Studio at {self.url} does not let {email} in with that password")
            token = session.get("/api/current-user/token").raise_for_status().json()["token"]
        return Studio(self.url, token)

    def _pages(
        self, project: int, size: int, fields: Mapping[str, Any], *filters: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """All tasks that pass the filters, fetched by id: numbered pages shift when somebody answers in between."""
        last_id = 0
        while True:
            after = {"filter": "filter:tasks:id", "operator": "greater", "type": "Number", "value": last_id}
            query = {"filters": {"conjunction": "and", "items": [after, *filters]}, "ordering": ["tasks:id"]}
            page = self._ask("GET", "api/tasks", project=project, page_size=size, query=json.dumps(query), **fields)
            yield from page["tasks"]
            if len(page["tasks"]) < size:
                return
            last_id = page["tasks"][-1]["id"]

    def _ask(self, method: str, path: str, *, body: object = None, **query: object) -> Any:  # noqa: ANN401
        return self._requests.ask(method, path, body=body, **query)


def interface_problems(interface: str, tasks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The problems of tasks' predictions under an interface; some servers drop invalid predictions silently."""
    from label_studio_sdk.label_interface.interface import LabelInterface

    checker: Any = LabelInterface(interface)
    return [
        f"{task['data']['sentence']}: {problem}"
        for task in tasks
        for prediction in task.get("predictions", ())
        for problem in checker.validate_prediction(prediction, return_errors=True)
    ]


def _project(fields: Mapping[str, Any]) -> Project:
    return Project(
        id=fields["id"],
        title=fields.get("title") or "",
        description=fields.get("description") or "",
        interface=fields.get("label_config") or "",
        prediction_version=fields.get("model_version") or "",
    )
