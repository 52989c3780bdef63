"""The surest wrong answers of a model."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from exports.statistics.arrays import Flags
from training.data.examples import Examples
from training.evaluation.options import DIGITS
from training.learning.probabilities import Probabilities

MOST_MISTAKES: Final = 25


def mistakes(examples: Examples, found: Probabilities, kept: Flags) -> list[dict[str, Any]]:
    """List the surest wrong answers."""
    wrong = []
    for at in np.flatnonzero(kept).tolist():
        said, source = int(found[at].argmax()), examples.sources[at]
        if examples.labels[said] != examples.answers[at]:
            told = {"sentence": source.name, "gold": examples.answers[at], "said": examples.labels[said]}
            place = {"article": source.article, "outlet": source.outlet}
            wrong.append({**told, "probability": round(float(found[at, said]), DIGITS), **place})
    return sorted(wrong, key=lambda one: (-one["probability"], one["sentence"], one["gold"]))[:MOST_MISTAKES]


def mistake_texts(evaluation: Mapping[str, Any], learned: Sequence[Examples]) -> dict[str, str]:
    """Give the texts of the mistakes, which the evaluation itself doesn't hold."""
    wanted = {one["sentence"] for question in evaluation["questions"].values() for one in question["mistakes"]}
    return {
        source.name: passage.text
        for one in learned
        for source, passage in zip(one.sources, one.passages, strict=True)
        if source.name in wanted
    }


def mistake_lines(evaluation: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """Write the mistakes with their texts as JSON lines."""
    told = [
        {"question": name, **one, "text": known.get(one["sentence"], "")}
        for name, question in evaluation["questions"].items()
        for one in question["mistakes"]
    ]
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told)
