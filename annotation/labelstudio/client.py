"""The client of Label Studio: the only file that calls its API.

Requests go through `annotation.labelstudio.transport`, and every answer's shape is checked where it is used.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import count
from typing import Any, Final

from annotation.errors import LabelStudioError
from annotation.labelstudio.answer_fields import Fields, check_task, field_list
from annotation.labelstudio.project import Project as Project
from annotation.labelstudio.project import read_project
from annotation.labelstudio.server_errors import explain_shape, explain_unlistable
from annotation.labelstudio.transport import (
    ACCOUNT_PATH,
    ServerRequests,
    form_error,
    status_of,
    submit_form,
    translated,
    web_json,
)

TASKS_PER_PAGE: Final = 1000
ANSWERED_TASKS_PER_PAGE: Final = 500
_MAX_PREDICTIONS_PER_REQUEST: Final = 20_000  # some 20 MB
# All predictions have the same version, since a project shows only the predictions of one version. The handout says
# which model each prediction came from.
PREDICTION_VERSION: Final = "newsstance"
_KEY_PATH: Final = "api/current-user/token"
# Without the numbers of tasks and answers, which would take long to count.
_PROJECT_FIELDS: Final = "id,title,description,label_config,model_version,created_by"


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
            account = self._ask("GET", ACCOUNT_PATH)
        except LabelStudioError as error:
            if status_of(error) == HTTPStatus.NOT_FOUND:
                raise LabelStudioError(f"what answers at {self.url} is not Label Studio") from error
            raise
        if not isinstance(account, dict) or not isinstance(account.get("email"), str):
            raise LabelStudioError(f"what answers at {self.url} is not Label Studio")
        return account

    def projects(self) -> Iterator[Project]:
        """All projects that the account can see, oldest first."""
        last_id = 0
        for number in count(1):
            query = {"page": number, "page_size": TASKS_PER_PAGE, "ordering": "id", "include": _PROJECT_FIELDS}
            page = self._fields("GET", "api/projects", **query)
            projects = [read_project(fields) for fields in page.objects("results")]
            yield from projects
            if not page.all.get("next"):
                return
            last_id = self._next_id("api/projects", last_id, [project.id for project in projects])

    def project(self, number: int) -> Project:
        """The project with an id of Label Studio."""
        return read_project(self._fields("GET", f"api/projects/{number}"))

    def find_project(self, number: int) -> Project | None:
        """The project with an id of Label Studio; None if it was deleted."""
        try:
            return self.project(number)
        except LabelStudioError as error:
            if status_of(error) == HTTPStatus.NOT_FOUND:
                return None
            raise

    def create_project(self, title: str, description: str, interface: str, instructions: str) -> Project:
        """Create a project that asks its tasks in the order they were imported, and skipped tasks not again."""
        settings = {
            "title": title,
            "description": description,
            "label_config": interface,
            "expert_instruction": instructions,
            "show_instruction": True,
            "show_skip_button": True,
            "enable_empty_annotation": True,
            "show_collab_predictions": True,
            "sampling": "Sequential sampling",
            "skip_queue": "IGNORE_SKIPPED",
        }
        return self.project(self._fields("POST", "api/projects/", body=settings).whole("id"))

    def import_tasks(self, project: int, tasks: Sequence[Mapping[str, Any]]) -> list[int]:
        """Import all tasks or none, with their predictions if they have any, and return their ids in order.

        A failed import is not repeated, because the server may have imported the tasks without answering. Whether the
        predictions arrived is not checked here: where the server's database was locked, Label Studio repeats the
        import by itself, and then leaves the predictions out or imports the tasks twice, without an error.
        """
        path = f"api/projects/{project}/import"
        answer = self._fields("POST", path, body=tasks, return_task_ids="true")
        taken = answer.whole("task_count")
        if taken != len(tasks):
            raise LabelStudioError(
                f"Label Studio took {taken} of {len(tasks)} tasks into project {project}; run the same command again"
            )
        task_ids = answer.wholes("task_ids")
        if len(set(task_ids)) != len(tasks):
            raise LabelStudioError(explain_shape(self.url, path, f"{len(tasks)} ids of tasks", task_ids))
        return task_ids

    def predictions(self, project: int) -> Iterator[dict[str, Any]]:
        """All predictions of a project, each with its task, version and result.

        Label Studio gives them in one request only; where they are many they are taken from the tasks, which is slower.
        """
        _, number = self.task_and_prediction_counts(project)
        if number > _MAX_PREDICTIONS_PER_REQUEST:
            for task in self._pages(project, ANSWERED_TASKS_PER_PAGE, {"fields": "all"}):
                predictions = field_list(self.url, "api/tasks", task.get("predictions"), "predictions as a list")
                yield from ({**prediction.all, "task": task["id"]} for prediction in predictions)
            return
        path = "api/predictions/"
        for prediction in field_list(self.url, path, self._ask("GET", path, project=project)):
            yield {**prediction.all, "task": prediction.whole("task")}

    def import_predictions(self, project: int, predictions: Sequence[Mapping[str, Any]]) -> None:
        """Add predictions to tasks that are on the server; each names its task."""
        path = f"api/projects/{project}/import/predictions"
        created = self._fields("POST", path, body=predictions).whole("created")
        if created != len(predictions):
            raise LabelStudioError(
                f"Label Studio took {created} of {len(predictions)} pre-labels into project {project}; run the same "
                "command again"
            )

    def delete_tasks(self, project: int, tasks: Sequence[int]) -> None:
        """Delete tasks, with their answers and predictions if they have any."""
        selection = {"selectedItems": {"all": False, "included": list(tasks)}}
        self._ask("POST", "api/dm/actions", body=selection, id="delete_tasks", project=project)

    def show_predictions(self, project: int) -> None:
        """Make a project show its predictions to annotators."""
        self._ask("PATCH", f"api/projects/{project}", body={"model_version": PREDICTION_VERSION})

    def update_project(self, project: int, **fields: str) -> None:
        """Change a project's title or description."""
        self._ask("PATCH", f"api/projects/{project}", body=fields)

    def delete_project(self, project: int) -> None:
        """Delete a project with everything in it."""
        self._ask("DELETE", f"api/projects/{project}")

    def task_and_prediction_counts(self, project: int) -> tuple[int, int]:
        """The numbers of tasks and of predictions in a project."""
        fields = self._fields("GET", f"api/projects/{project}")
        return fields.whole("task_number"), fields.whole("total_predictions_number")

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

    def drafted_tasks(self, project: int) -> Iterator[dict[str, Any]]:
        """All tasks, each with its data, that have a draft: an answer begun or changed, and not submitted."""
        has_draft = {"filter": "filter:tasks:draft_exists", "operator": "equal", "type": "Boolean", "value": True}
        yield from self._pages(project, TASKS_PER_PAGE, {"include": "id,data"}, has_draft)

    def task(self, number: int) -> dict[str, Any] | None:
        """The task with an id of Label Studio; None if it was deleted."""
        try:
            return check_task(self._fields("GET", f"api/tasks/{number}"))
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
        return self._fields("POST", f"api/tasks/{task}/annotations/", body=body).whole("id")

    def accounts(self) -> dict[str, int]:
        """The user ids of all accounts, by e-mail address."""
        users = field_list(self.url, "api/users/", self._ask("GET", "api/users/"))
        return {user.text("email"): user.whole("id") for user in users}

    def invitation(self) -> str:
        """The link with which anybody can join this server; it is a secret."""
        address = self._fields("GET", "api/invite").filled_text("invite_url")
        return f"{self.url}/user/signup/?token={address.rpartition('token=')[2]}"

    def sign_up(self, email: str, password: str) -> int:
        """Make an account through the invitation, as its owner would; returns its user id."""
        with translated(self.url), self._requests.web_session() as session:
            form = {"email": email, "password": password, "how_find_us": "", "allow_newsletters": "false"}
            page = submit_form(session, self.invitation().removeprefix(self.url), form)
            if page.status_code != HTTPStatus.FOUND:
                raise LabelStudioError(f"Label Studio did not make an account {email}: {form_error(page)}")
            return Fields(self.url, ACCOUNT_PATH, web_json(session, self.url, ACCOUNT_PATH)).whole("id")

    def log_in(self, email: str, password: str) -> "Studio":
        """A connection to the same server with the legacy token of another account."""
        with translated(self.url), self._requests.web_session() as session:
            page = submit_form(session, "/user/login/", {"email": email, "password": password})
            if page.status_code != HTTPStatus.FOUND:
                raise LabelStudioError(f"Label Studio at {self.url} does not let {email} in with that password")
            token = Fields(self.url, _KEY_PATH, web_json(session, self.url, _KEY_PATH)).filled_text("token")
        return Studio(self.url, token)

    def _pages(
        self, project: int, size: int, fields: Mapping[str, Any], *filters: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """All tasks that pass the filters, fetched by id: numbered pages shift when somebody answers in between."""
        last_id = 0
        while True:
            after = {"filter": "filter:tasks:id", "operator": "greater", "type": "Number", "value": last_id}
            query = {"filters": {"conjunction": "and", "items": [after, *filters]}, "ordering": ["tasks:id"]}
            page = self._task_page(project, page_size=size, query=json.dumps(query), **fields)
            page.whole("total")
            tasks = [check_task(task) for task in page.objects("tasks")]
            yield from tasks
            if len(tasks) < size:
                return
            last_id = self._next_id("api/tasks", last_id, [task["id"] for task in tasks])

    def _task_page(self, project: int, **query: object) -> Fields:
        """A page of a project's tasks; an error of the server names the project, whose tasks may be the cause."""
        try:
            return self._fields("GET", "api/tasks", project=project, **query)
        except LabelStudioError as error:
            if status_of(error) != HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            raise LabelStudioError(explain_unlistable(project, error)) from error

    def _next_id(self, path: str, last_id: int, ids: Sequence[int]) -> int:
        """The last id of a page; raises LabelStudioError if the page repeats earlier ones, without end."""
        if not ids or min(ids) <= last_id:
            raise LabelStudioError(explain_shape(self.url, path, f"page of ids above {last_id}", list(ids)))
        return max(ids)

    def _ask(self, method: str, path: str, *, body: object = None, **query: object) -> Any:  # noqa: ANN401
        return self._requests.ask(method, path, body=body, **query)

    def _fields(self, method: str, path: str, *, body: object = None, **query: Any) -> Fields:  # noqa: ANN401
        return Fields(self.url, path, self._ask(method, path, body=body, **query))
