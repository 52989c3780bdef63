"""What a project holds on the server: the task of each sentence, doubled tasks, tasks of others, and pre-labels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotation.labelstudio.client import Studio
from annotation.labelstudio.tasks import task_digest
from annotation.study.handout import HandoutRow

Task = Mapping[str, Any]  # in Label Studio's JSON, with its data and the numbers of its answers and skips


@dataclass
class ServerState:
    """The tasks and predictions of one project.

    Attributes:
        tasks: the task of each sentence that was handed out, by sentence.
        doubles: further tasks of the same sentences, by sentence; each is a task that the project need not have.
        foreign: the ids of tasks that are no sentence of the handout: somebody else imported them.
        predictions: the predictions of each task that has any, by the task's id.
    """

    tasks: dict[str, Task] = field(default_factory=dict)
    doubles: dict[str, list[Task]] = field(default_factory=dict)
    foreign: list[int] = field(default_factory=list)
    predictions: dict[int, list[Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def task_count(self) -> int:
        """How many tasks the project has."""
        return len(self.tasks) + sum(map(len, self.doubles.values())) + len(self.foreign)


def is_answered(task: Task) -> bool:
    """Whether anybody has answered or skipped a task."""
    return bool(task["total_annotations"] or task["cancelled_annotations"])


def fetch_state(studio: Studio, project: int, rows: Mapping[str, HandoutRow]) -> ServerState:
    """Fetch the tasks and predictions of a project.

    Args:
        studio: the server.
        project: the project's id.
        rows: the handout's rows of the project, by sentence.
    """
    state = ServerState()
    tasks_by_sentence: dict[str, list[Task]] = defaultdict(list)
    by_task_id = {row.task: row for row in rows.values() if row.project == project}
    for task in studio.tasks(project):
        sentence = _sentence(task, rows, by_task_id)
        if sentence is None:
            state.foreign.append(task["id"])
        else:
            tasks_by_sentence[sentence].append(task)
    for sentence, tasks in tasks_by_sentence.items():
        state.tasks[sentence], *doubles = _in_order_of_use(tasks, studio)
        if doubles:
            state.doubles[sentence] = doubles
    predictions: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for prediction in studio.predictions(project):
        predictions[prediction["task"]].append(prediction)
    state.predictions = dict(predictions)
    return state


def has_draft(studio: Studio, task: Task) -> bool:
    """Whether anybody has begun to answer a task without submitting the answer."""
    details = studio.task(task["id"])
    return details is not None and bool(details.get("draft_exists"))


def _sentence(task: Task, rows: Mapping[str, HandoutRow], by_task_id: Mapping[int | None, HandoutRow]) -> str | None:
    """The sentence that a task is about; a task whose sentence id somebody edited is known by its id and its text."""
    sentence = task["data"].get("sentence")
    if isinstance(sentence, str) and sentence in rows:
        return sentence
    row = by_task_id.get(task["id"])
    if row is not None and task_digest({**task["data"], "sentence": row.sentence}) == row.digest:
        return row.sentence
    return None


def _in_order_of_use(tasks: Iterable[Task], studio: Studio) -> list[Task]:
    """Sort the tasks of one sentence: answered ones first, then those with a draft, then the earliest."""
    ordered = sorted(tasks, key=lambda task: task["id"])
    if len(ordered) == 1:
        return ordered
    return sorted(ordered, key=lambda task: (not is_answered(task), not has_draft(studio, task)))
