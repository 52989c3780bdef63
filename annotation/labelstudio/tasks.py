"""Label Studio's JSON as we write it: a sentence as a task, pre-labels as a prediction, answers as results."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NotRequired, TypedDict

from annotation.codebook.codebook import Codebook, Question
from annotation.labelstudio.client import PREDICTION_VERSION
from annotation.study.handout import PreLabel

# The fields of a task and the columns they come from. Arm, audit and round are not among them: every annotator could
# see them.
_TASK_FIELDS: Final = {
    "sentence": "sentence",
    "text": "text",
    "before": "before",
    "after": "after",
    "headline": "title",
    "target": "target",
    "article": "article",
    "outlet": "outlet",
    "published": "published",
}


class Prediction(TypedDict):
    """A prediction in Label Studio's JSON."""

    model_version: str
    score: float
    result: list[dict[str, Any]]


class TaskJson(TypedDict):
    """A task in Label Studio's JSON, as it is imported."""

    data: dict[str, Any]
    predictions: NotRequired[list[Prediction]]


def task_data(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a sentence's task shows and carries; a missing value becomes empty text, since the server refuses null."""
    fields: dict[str, Any] = {field: row.get(column) or "" for field, column in _TASK_FIELDS.items()}
    if row.get("position") is not None:
        fields["position"] = row["position"]
    return fields


def task_digest(fields: Mapping[str, Any]) -> str:
    """A digest of a task's data (16 hexadecimal digits), which shows a changed context without asking the server."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def task_json(fields: Mapping[str, Any], prelabels: Mapping[str, PreLabel], codebook: Codebook) -> TaskJson:
    """A task as Label Studio imports it, with a prediction if there are pre-labels.

    The prediction is imported with the task, so that nobody can open the sentence before its pre-labels are there.
    """
    if not prelabels:
        return {"data": dict(fields)}
    questions = [question for question in codebook.questions if question.name in prelabels]
    prediction: Prediction = {
        "model_version": PREDICTION_VERSION,
        # The score of a prediction is the lowest probability among its labels.
        "score": min(prelabels[question.name].probability for question in questions),
        "result": [choice(question, prelabels[question.name].label) for question in questions],
    }
    return {"data": dict(fields), "predictions": [prediction]}


def choice(question: Question, label: str) -> dict[str, Any]:
    """A chosen label in Label Studio's JSON."""
    return {
        "id": question.name,
        "from_name": question.name,
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [label]},
    }


def span(question: Question, label: str, start: int, end: int, text: str) -> dict[str, Any]:
    """A labeled span in Label Studio's JSON; `start` and `end` count the code points of the sentence's text."""
    value = {"start": start, "end": end, "text": text[start:end], "labels": [label]}
    name = f"{question.name}-{start}-{end}-{label}"
    return {"id": name, "from_name": question.name, "to_name": "text", "type": "labels", "value": value}


def comment(words: Sequence[str]) -> dict[str, Any]:
    """An annotator's comment in Label Studio's JSON."""
    return {
        "id": "comment",
        "from_name": "comment",
        "to_name": "text",
        "type": "textarea",
        "value": {"text": list(words)},
    }
