"""Label Studio's JSON as we write it: a sentence as a task, pre-labels as a prediction, answers as results."""

import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NotRequired, TypedDict

from annotation.codebook.codebook import Codebook, Question
from annotation.codebook.interface import SUGGESTED
from annotation.codebook.validation import SUGGESTION_SHOWN, TEXT_WITH_MARKS
from annotation.labelstudio.client import PREDICTION_VERSION
from annotation.study.handout import PreLabel
from annotation.text.targets import mentions, row_target

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
    """What a sentence's task shows and carries; a missing value becomes empty text, since the server refuses null.

    Args:
        row: A row with the columns of the sentences table.
    """
    fields: dict[str, Any] = {field: row.get(column) or "" for field, column in _TASK_FIELDS.items()}
    fields["before"] = _without_headline(fields["before"], fields["headline"])
    if row.get("position") is not None:
        fields["position"] = row["position"]
    fields[TEXT_WITH_MARKS] = _text_with_marks(row)
    return fields


def _without_headline(before: str, headline: str) -> str:
    r"""The context before a sentence, without the headline, which stands above it anyway.

    >>> _without_headline("Musk out\nHe was there.", "Musk out"), _without_headline("Musk out", "Musk out")
    ('He was there.', '')
    """
    return before[len(headline) :].lstrip("\n") if headline and f"{before}\n".startswith(f"{headline}\n") else before


def _text_with_marks(row: Mapping[str, Any]) -> str:
    """The sentence as HTML, with a mark around each mention of its target.

    >>> _text_with_marks({"text": "<b>Musk</b> & Co.", "target": "Elon Musk", "aliases": "Musk"})
    '&lt;b&gt;<mark>Musk</mark>&lt;/b&gt; &amp; Co.'
    """
    text, target, end = row.get("text") or "", row_target(row), 0
    parts: list[str] = []
    for start, next_end in mentions(text, target.names, target.not_aliases) if target else ():
        parts += [_escaped(text[end:start]), "<mark>", _escaped(text[start:next_end]), "</mark>"]
        end = next_end
    return "".join([*parts, _escaped(text[end:])])


def with_safe_marks(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a task that was on a server, whose HTML anybody may have edited: without marks if it was.

    >>> with_safe_marks({"text": "a & b", "text_with_marks": "<mark>a</mark> &amp; b"})["text_with_marks"]
    '<mark>a</mark> &amp; b'
    >>> with_safe_marks({"text": "a & b", "text_with_marks": "<img src=x>"})["text_with_marks"]
    'a &amp; b'
    """
    text, marked = _escaped(str(fields.get("text", ""))), fields.get(TEXT_WITH_MARKS)
    is_safe = isinstance(marked, str) and re.sub("</?mark>", "", marked) == text
    return {**fields, TEXT_WITH_MARKS: marked if is_safe else text}


def _escaped(text: str) -> str:
    """Escape a text for HTML; a line break is one, as Label Studio shows it in a plain text."""
    return html.escape(text, quote=False).replace("\r\n", "<br>").replace("\n", "<br>").replace("\r", "<br>")


def task_digest(fields: Mapping[str, Any]) -> str:
    """A digest of a task's data (16 hexadecimal digits), which shows a changed context without asking the server.

    The marks around the target do not count: they are no part of what is read.
    """
    fields = {name: value for name, value in fields.items() if name != TEXT_WITH_MARKS}
    return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def shows_suggestions(interface: str) -> bool:
    """Whether an interface has the line that is shown with a prediction; those of older versions have not."""
    return f'name="{SUGGESTION_SHOWN}"' in interface


def task_json(
    fields: Mapping[str, Any], prelabels: Mapping[str, PreLabel], codebook: Codebook, interface: str = ""
) -> TaskJson:
    """A task as Label Studio imports it, with a prediction if there are pre-labels.

    The prediction is imported with the task, so that nobody can open the sentence before its pre-labels are there.

    Args:
        fields: the task's data.
        prelabels: the label of each question that is shown beforehand, by question.
        codebook: the codebook of the questions.
        interface: the interface of the task's project.
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
    if shows_suggestions(interface):
        prediction["result"].append(_choice(SUGGESTION_SHOWN, SUGGESTED))
    return {"data": dict(fields), "predictions": [prediction]}


def choice(question: Question, label: str) -> dict[str, Any]:
    """A chosen label in Label Studio's JSON."""
    return _choice(question.name, label)


def _choice(control: str, label: str) -> dict[str, Any]:
    return {
        "id": control,
        "from_name": control,
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
