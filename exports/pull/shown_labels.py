"""Whether an annotator saw what the handout says: the pre-labels that were shown, or nothing at all.

Everybody with an account can delete predictions, change them, or put some there. The page notes on an answer from which
prediction it started (`parent_prediction`), and on each label whether it came from one (`origin`).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from annotation.codebook.validation import SUGGESTION_SHOWN
from annotation.labelstudio.client import PREDICTION_VERSION
from annotation.study.handout import HandoutRow
from exports.pull.json_values import list_of, mapping_of, time_of

FROM_PREDICTION: Final = ("prediction", "prediction-changed")  # origins of labels that a prediction had set

GONE: Final = "pre-labels are gone, and nothing says that they were seen"
CHANGED: Final = "other pre-labels than those handed out"
ON_BLIND: Final = "predictions on sentences that were to be shown without"


def contradicts_handout(
    annotation: Mapping[str, Any], predictions: object, handout_row: HandoutRow, answered: datetime
) -> str:
    """Say how what could be seen differs from what the handout says; empty if it does not.

    Args:
        annotation: The annotation, as Label Studio's JSON gives it.
        predictions: The task's predictions, as Label Studio's JSON gives them.
        handout_row: What was handed out, with the labels that were to be shown.
        answered: When the annotation was made; what was put there later was not seen.
    """
    visible = [prediction for prediction in list_of(predictions) if _was_there(prediction, answered)]
    started_from_one = annotation.get("parent_prediction") is not None or any(
        mapping_of(region).get("origin") in FROM_PREDICTION for region in list_of(annotation.get("result"))
    )
    if not handout_row.shown:
        return ON_BLIND if visible or started_from_one else ""
    expected = {question: [pre_label.label] for question, pre_label in handout_row.shown.items()}
    ours = [prediction for prediction in visible if prediction.get("model_version") == PREDICTION_VERSION]
    if any(_labels(prediction.get("result")) != expected for prediction in ours):
        return CHANGED
    accepted = _labels(annotation.get("result"), only_accepted=True)
    if any(labels != expected.get(question) for question, labels in accepted.items()):
        return CHANGED
    return "" if ours or started_from_one else GONE


def _was_there(prediction: object, answered: datetime) -> bool:
    """Whether a prediction was there when an annotation was made."""
    if not isinstance(prediction, Mapping):
        return False
    created = time_of(prediction.get("created_at"))
    return created is None or created <= answered


def _labels(result: object, *, only_accepted: bool = False) -> dict[str, list[Any]]:
    """Give the chosen labels in a result by question; `only_accepted` takes those left as a prediction had them."""
    return {
        question: labels
        for question, labels, origin in _choices(result)
        if not only_accepted or origin == FROM_PREDICTION[0]
    }


def _choices(result: object) -> Iterator[tuple[str, list[Any], object]]:
    for region in map(mapping_of, list_of(result)):
        question, labels = region.get("from_name"), mapping_of(region.get("value")).get("choices")
        if isinstance(question, str) and isinstance(labels, list) and question != SUGGESTION_SHOWN:
            yield question, labels, region.get("origin")
