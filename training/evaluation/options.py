"""What a user can choose about an evaluation, and how its JSON is written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from annotation.errors import DataError
from exports.statistics.bootstrap import RESAMPLES
from training.data.annotator_answers import AnnotatorAnswer
from training.data.examples import Examples
from training.data.options import DEFAULT_LEARNING, LearningOptions
from training.models.model import Model

FORMAT: Final = 1  # the version of evaluation.json's format
DIGITS: Final = 6  # to which numbers are rounded
_JSON = TypeVar("_JSON")


@dataclass(frozen=True)
class EvaluationOptions:
    """What a user chooses about an evaluation besides the data."""

    seed: int = 0
    resamples: int = RESAMPLES
    named_labels: tuple[str, ...] = ()  # a mean F1 over these labels is given too
    answers: Mapping[str, Sequence[AnnotatorAnswer]] | None = None  # by question, for the human ceiling
    previous: Model | None = None  # a model that is judged by the same sentences
    learning: LearningOptions = DEFAULT_LEARNING


def evaluation_to_json(evaluation: Mapping[str, Any]) -> str:
    """Write an evaluation or a comparison as JSON; the same content always gives the same bytes."""
    return json.dumps(evaluation, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def rounded(value: _JSON) -> _JSON:
    """Round every floating-point number in a value of JSON to six digits; a copy is returned.

    >>> rounded({"a": [1 / 3, 2]})
    {'a': [0.333333, 2]}
    """
    copy: _JSON = _rounded(value)
    return copy


def _rounded(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Mapping):
        return {key: _rounded(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(member) for member in value]
    return round(float(value), DIGITS) + 0.0 if isinstance(value, float) else value


def check_named_labels(named_labels: Sequence[str], all_examples: Sequence[Examples]) -> None:
    """Check that every label named for the mean F1 is a label of some question.

    Raises DataError for the first label that isn't.
    """
    labels = {label for examples in all_examples for label in examples.labels}
    unknown = [label for label in named_labels if label not in labels]
    if unknown:
        raise DataError(f"--named {unknown[0]!r} is no label here (the labels: {', '.join(sorted(labels))})")
