"""Annotations in Label Studio's JSON typed out, and a project to read them from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import PREDICTION_VERSION
from annotation.labelstudio.projects import Marker
from annotation.labelstudio.tasks import choice
from annotation.study.handout import HandoutRow, PreLabel
from exports.pull.annotations import ProjectSource, read_annotations
from exports.pull.latest import count_latest
from exports.pull.remarks import PullRemarks
from exports.pull.results import AnswerRow

TEXT = "😀 Ada said no."
ANN, BOB, ADMIN = 7, 8, 99  # user ids


def project_source(codebook: Codebook, **fields: Any) -> ProjectSource:
    """Ann's project, in which s1 was shown with a pre-label, and s2 without."""
    shown = {"stance": PreLabel("neutral", 0.7)}
    handout_rows = [
        HandoutRow("s1", "ann", "pilot", arm="prelabeled", model="m1", shown=shown),
        HandoutRow("s2", "ann", "pilot", arm="blind", model="m1", withheld=shown),
    ]
    marker = Marker("study", "pilot", "ann", codebook.stamp, True)
    handout = {row.key: row for row in handout_rows}
    return replace(ProjectSource(marker, codebook, handout, {ANN: "ann", BOB: "bob"}), **fields)


def task(*annotations: Any, sentence: Any = "s1", **fields: Any) -> dict[str, Any]:
    """A task; s1 has the prediction that was handed out."""
    data = {"sentence": sentence, "text": TEXT, "article": "a1", "target": "Ada", "outlet": "", "published": ""}
    predictions = [prediction()] if sentence == "s1" else []
    return {"id": 1, "data": data, "annotations": list(annotations), "predictions": predictions, **fields}


def prediction(label: str = "neutral", **fields: Any) -> dict[str, Any]:
    """A prediction that was there before anybody answered."""
    chosen = {"from_name": "stance", "type": "choices", "value": {"choices": [label]}}
    return {"created_at": time(0), "model_version": PREDICTION_VERSION, "result": [chosen], **fields}


def annotation(number: int, *result: Any, by: Any = ANN, skipped: bool = False, **fields: Any) -> dict[str, Any]:
    """An annotation that was made in a second of the minute and never changed since."""
    account = {"completed_by": by, "updated_by": by, "was_cancelled": skipped}
    times = {"created_at": time(number), "updated_at": time(number)}
    return {"id": number, "result": list(result), "lead_time": 2.5, "import_id": None, **account, **times, **fields}


def time(second: int) -> str:
    """A time as the server writes it."""
    return f"2025-01-01T00:00:{second:02d}.000001Z"


def stance(codebook: Codebook, label: str) -> dict[str, Any]:
    """An answer to the question stance."""
    return choice(codebook.question("stance"), label)


def read(source: ProjectSource, *tasks: Any) -> tuple[list[AnswerRow], PullRemarks]:
    """Read tasks of one project, and decide which answers count."""
    return read_projects((source, tasks))


def read_projects(*projects: tuple[ProjectSource, Sequence[Any]]) -> tuple[list[AnswerRow], PullRemarks]:
    """Read the tasks of several projects, and decide which answers count."""
    remarks = PullRemarks()
    given = [annotation for source, tasks in projects for annotation in read_annotations(tasks, source, remarks)]
    return count_latest(given, remarks), remarks


def labels(rows: list[AnswerRow]) -> list[tuple[str | None, str | None, str]]:
    """The question, label and status of each row."""
    return [(row["question"], row["label"], row["status"]) for row in rows]
