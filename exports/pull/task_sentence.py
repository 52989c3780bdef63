"""Which sentence a task is about, also where somebody changed the sentence's id on the server."""

from collections.abc import Mapping
from typing import Any

from annotation.labelstudio.projects import Marker
from annotation.labelstudio.tasks import task_digest
from annotation.study.handout import HandoutKey, HandoutRow
from exports.pull.json_values import mapping_of, shown_value, whole_number, writable_text


def task_sentence(
    task: Mapping[str, Any],
    marker: Marker,
    handout: Mapping[HandoutKey, HandoutRow],
    rows_by_task: Mapping[int, HandoutRow],
) -> str:
    """Give the id of a task's sentence; a task without one is named by its number.

    A task whose sentence id somebody changed is known by its number, if it otherwise shows what was handed out.

    Args:
        task: The task, as Label Studio's JSON gives it.
        marker: What its project is for.
        handout: The study's handout by round, annotator and sentence.
        rows_by_task: The project's rows of the handout by the number of their task.
    """
    fields, number = mapping_of(task.get("data")), whole_number(task.get("id"))
    sentence = writable_text(fields.get("sentence"))
    row = rows_by_task.get(number) if number is not None else None
    if (
        row is not None
        and row.digest
        and (marker.round, marker.annotator, sentence or "") not in handout
        and fields_digest({**fields, "sentence": row.sentence}) == row.digest
    ):
        return row.sentence
    return sentence or f"task {shown_value(task.get('id'))}"


def fields_digest(fields: Mapping[str, Any]) -> str:
    """Give the digest of a task's data; empty where the data is no JSON of ours."""
    try:
        return task_digest(fields)
    except (ValueError, TypeError, RecursionError):
        return ""
