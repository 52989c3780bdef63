"""The surest wrong answers of a model."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from exports.statistics.arrays import Flags
from training.data.examples import Examples
from training.evaluation.evaluation_json import Evaluation, Mistake
from training.evaluation.options import DIGITS
from training.learning.probabilities import Probabilities

MOST_MISTAKES: Final = 25


def mistakes(examples: Examples, probabilities: Probabilities, selected: Flags) -> list[Mistake]:
    """List the surest wrong answers, the surest first.

    `probabilities` has shape (sentences, labels); `selected` has shape (sentences,): which sentences are judged.
    """
    wrong: list[Mistake] = []
    for position in np.flatnonzero(selected).tolist():
        column, source = int(probabilities[position].argmax()), examples.sources[position]
        if examples.labels[column] != examples.answers[position]:
            wrong.append(
                {
                    "sentence": source.name,
                    "gold": examples.answers[position],
                    "said": examples.labels[column],
                    "probability": round(float(probabilities[position, column]), DIGITS),
                    "article": source.article,
                    "outlet": source.outlet,
                }
            )
    return sorted(wrong, key=lambda mistake: (-mistake["probability"], mistake["sentence"], mistake["gold"]))[
        :MOST_MISTAKES
    ]


def mistake_texts(evaluation: Evaluation, all_examples: Sequence[Examples]) -> dict[str, str]:
    """Give the texts of the mistakes by sentence; the evaluation itself holds no text of an article."""
    sentences = {
        mistake["sentence"] for question in evaluation["questions"].values() for mistake in question["mistakes"]
    }
    return {
        source.name: passage.text
        for examples in all_examples
        for source, passage in zip(examples.sources, examples.passages, strict=True)
        if source.name in sentences
    }


def mistake_lines(evaluation: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Write the mistakes of an evaluation with their texts as JSON lines."""
    rows = [
        {"question": name, **mistake, "text": texts.get(mistake["sentence"], "")}
        for name, question in evaluation["questions"].items()
        for mistake in question["mistakes"]
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
