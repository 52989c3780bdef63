"""Annotators' own answers, as the human ceiling needs them."""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from annotation.codebook.codebook import Codebook


class AnnotatorAnswer(NamedTuple):
    """One annotator's answer to the question at hand."""

    sentence: str
    target: str
    annotator: str
    label: str


def read_annotator_answers(path: Path, codebook: Codebook | None) -> dict[str, list[AnnotatorAnswer]]:
    """Read the answers that count, by question; labels count as what a model is trained on.

    Answers that no model is trained to give are left out, as those sentences are.
    """
    from annotation.tables.frames import read_frame, to_rows
    from annotation.tables.schema import ANSWERS
    from exports.answers.valid import valid_answers

    asked = {question.name: question for question in codebook.questions} if codebook else {}
    found: defaultdict[str, list[AnnotatorAnswer]] = defaultdict(list)
    for row in to_rows(valid_answers(read_frame(path, ANSWERS), codebook)):
        label, question = row["label"], asked.get(row["question"])
        if question and label in question.label_names:
            label = question.trained_as(label)
        if label:
            found[row["question"]].append(
                AnnotatorAnswer(row["sentence"], row["target"] or "", row["annotator"], label)
            )
    return dict(found)
