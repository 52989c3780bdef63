"""Label Studio's JSON, as we write it: a sentence as a task, shown labels as a prediction, a project's marker."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from annotation.codebook.codebook import Codebook, Question
from annotation.labelstudio.client import PREDICTIONS
from annotation.study.handout import PreLabel

# What a task shows under which name; neither arm nor audit nor round is here, since every annotator could see it.
_SHOWN: Final = {
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


def to_data(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a sentence's task shows and carries; empty where the sentence has nothing (null would be refused)."""
    data: dict[str, Any] = {name: row.get(column) or "" for name, column in _SHOWN.items()}
    if row.get("position") is not None:
        data["position"] = row["position"]
    return data


def task_digest(data: Mapping[str, Any]) -> str:
    """A short digest of a task's data, by which a change of context is seen without asking the server."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def to_task(data: Mapping[str, Any], shown: Mapping[str, PreLabel], codebook: Codebook) -> dict[str, Any]:
    """A task as Label Studio imports it, with its prediction where something is shown.

    The prediction goes in with the task: nobody can open the sentence before its pre-label is there.
    """
    if not shown:
        return {"data": dict(data)}
    asked = [question for question in codebook.questions if question.name in shown]
    prediction = {
        "model_version": PREDICTIONS,
        # A prediction is as sure as the least sure of its labels.
        "score": min(shown[question.name].probability for question in asked),
        "result": [choice(question, shown[question.name].label) for question in asked],
    }
    return {"data": dict(data), "predictions": [prediction]}


def choice(question: Question, label: str) -> dict[str, Any]:
    """One chosen label in Label Studio's JSON."""
    return {
        "id": question.name,
        "from_name": question.name,
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [label]},
    }


def span(question: Question, label: str, start: int, end: int, text: str) -> dict[str, Any]:
    """One labeled stretch of the sentence (code points) in Label Studio's JSON."""
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
