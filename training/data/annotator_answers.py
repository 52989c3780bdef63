"""Annotators' own answers, as the human ceiling needs them."""

from collections import defaultdict
from pathlib import Path

from annotation.codebook.codebook import Codebook
from training.metrics.baselines import Given


def given_answers(path: Path, codebook: Codebook | None) -> dict[str, list[Given]]:
    """Read the answers that count, by question; labels count as what a model is trained on.

    Answers that no model is trained to give are left out, as those sentences are.
    """
    from annotation.tables.schema import ANSWERS
    from annotation.tables.write import frame_rows, read_frame
    from exports.answers.valid import counted

    asked = {question.name: question for question in codebook.questions} if codebook else {}
    found: defaultdict[str, list[Given]] = defaultdict(list)
    for row in frame_rows(counted(read_frame(path, ANSWERS), codebook)):
        label, question = row["label"], asked.get(row["question"])
        if question and label in question.label_names:
            label = question.trained_as(label)
        if label:
            found[row["question"]].append(Given(row["sentence"], row["target"] or "", row["annotator"], label))
    return dict(found)
