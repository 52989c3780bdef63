"""What a user can ask of an evaluation, and how its JSON is written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from annotation.errors import DataError
from exports.statistics.bootstrap import RESAMPLES
from training.data.annotator_answers import AnnotatorAnswer
from training.data.examples import Examples
from training.data.options import DEFAULT_LEARNING, LearningOptions
from training.models.model import Model

FORMAT: Final = 1


DIGITS: Final = 6


@dataclass(frozen=True)
class EvaluationOptions:
    """What an evaluation is asked for besides the data."""

    seed: int = 0
    resamples: int = RESAMPLES
    named: tuple[str, ...] = ()
    answers: Mapping[str, Sequence[AnnotatorAnswer]] | None = None
    previous: Model | None = None
    how: LearningOptions = DEFAULT_LEARNING


def evaluation_to_json(evaluation: Mapping[str, Any]) -> str:
    """Write an evaluation; the same one is always the same bytes."""
    return json.dumps(evaluation, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def rounded(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Round every number that isn't whole.

    >>> rounded({"a": [1 / 3, 2]})
    {'a': [0.333333, 2]}
    """
    if isinstance(value, Mapping):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    return round(float(value), DIGITS) + 0.0 if isinstance(value, float) else value


def check_named_labels(named: Sequence[str], learned: Sequence[Examples]) -> None:
    """Refuse a label for the mean over named labels that no question has."""
    known = {label for one in learned for label in one.labels}
    unknown = [label for label in named if label not in known]
    if unknown:
        raise DataError(f"--named {unknown[0]!r} is no label here (the labels: {', '.join(sorted(known))})")
