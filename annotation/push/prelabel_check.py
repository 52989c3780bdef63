"""Whether the pre-labels that the handout claims were shown stand on the server; lost ones are brought again.

Label Studio loses pre-labels without an error where it repeats an import by itself, and everybody with an account can
delete them. A sentence that nobody has answered gets its pre-label again: adding one doesn't disturb a page that is
open. A sentence that was answered without a pre-label is in neither arm: the handout says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from annotation.codebook.codebook import Codebook
from annotation.codebook.validation import SUGGESTION_SHOWN
from annotation.io.streams import batches
from annotation.labelstudio.client import PREDICTION_VERSION, Studio
from annotation.labelstudio.tasks import Prediction, task_json
from annotation.push.server_state import ServerState, Task, has_draft, is_answered
from annotation.study.handout import HandoutRow

PREDICTIONS_PER_REQUEST: Final = 2500


@dataclass
class PrelabelCheck:
    """The pre-labels of one project, compared with the handout.

    Attributes:
        lost: rows whose pre-label is not on the server, and can be brought again.
        not_shown: rows that were answered, or begun, without the pre-label that the handout claims.
        altered: rows whose pre-label on the server says something else than the handout.
        unplanned: rows without a pre-label in the handout whose task has one: somebody else put it there.
    """

    lost: list[HandoutRow] = field(default_factory=list)
    not_shown: list[HandoutRow] = field(default_factory=list)
    altered: list[HandoutRow] = field(default_factory=list)
    unplanned: list[HandoutRow] = field(default_factory=list)


def compare_prelabels(
    rows: Mapping[str, HandoutRow], state: ServerState, studio: Studio, codebook: Codebook
) -> PrelabelCheck:
    """Compare the pre-labels that the handout claims with the predictions on the server.

    Args:
        rows: the handout's rows of the project, by sentence.
        state: what is on the server.
        studio: the server, which is asked about answered sentences without a prediction.
        codebook: the codebook of the project.
    """
    check = PrelabelCheck()
    for sentence, task in state.tasks.items():
        row = rows[sentence]
        predictions = state.predictions.get(task["id"], [])
        ours = [prediction for prediction in predictions if prediction.get("model_version") == PREDICTION_VERSION]
        if not row.shown:
            if predictions:
                check.unplanned.append(row)
        elif ours:
            if not any(_labels(prediction) == _planned_labels(row, codebook) for prediction in ours):
                check.altered.append(row)
        elif not is_answered(task) and not has_draft(studio, task):
            check.lost.append(row)
        elif not _was_shown(task, studio):
            check.not_shown.append(row)
    return check


def bring_prelabels(
    lost: Sequence[HandoutRow], state: ServerState, studio: Studio, project: int, codebook: Codebook
) -> None:
    """Add the lost pre-labels to their tasks on the server."""
    interface = studio.project(project).interface
    for batch in batches(lost, PREDICTIONS_PER_REQUEST):
        predictions = [
            {"task": state.tasks[row.sentence]["id"], **planned_prediction(row, codebook, interface)} for row in batch
        ]
        studio.import_predictions(project, predictions)


def without_prelabel(row: HandoutRow) -> HandoutRow:
    """The row of a sentence that was answered without the pre-label it should have had.

    It is in neither arm: which sentences lost their pre-label was not decided by the draw.
    """
    return replace(row, arm="", shown={}, withheld=row.shown or row.withheld)


def planned_prediction(row: HandoutRow, codebook: Codebook, interface: str = "") -> Prediction:
    """The prediction that shows a row's pre-labels in a project with an interface."""
    return task_json({}, row.shown, codebook, interface)["predictions"][0]


def _planned_labels(row: HandoutRow, codebook: Codebook) -> dict[str, list[str]]:
    return _labels(planned_prediction(row, codebook))


def _labels(prediction: Mapping[str, Any]) -> dict[str, list[str]]:
    """The labels of each question in a prediction, whatever shape somebody has given it.

    What only says that there is a prediction is no label.
    """
    labels: dict[str, list[str]] = {}
    regions = prediction.get("result")
    for region in regions if isinstance(regions, list) else []:
        value = region.get("value") if isinstance(region, dict) else None
        choices = value.get("choices") if isinstance(value, dict) else None
        labels[str(region.get("from_name")) if isinstance(region, dict) else ""] = (
            [str(choice) for choice in choices] if isinstance(choices, list) else []
        )
    labels.pop(SUGGESTION_SHOWN, None)
    return labels


def _was_shown(task: Task, studio: Studio) -> bool:
    """Whether the answers to a task whose prediction is gone show that it had been there."""
    details = studio.task(task["id"]) or {}
    for annotation in details.get("annotations") or []:
        regions = annotation.get("result")
        origins = [region.get("origin") for region in regions or [] if isinstance(region, dict)]
        if annotation.get("parent_prediction") or any(str(origin).startswith("prediction") for origin in origins):
            return True
    return False
