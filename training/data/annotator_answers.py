"""Single annotators' answers, from which the human ceiling of a question is computed."""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from annotation.codebook.codebook import Codebook


class AnnotatorAnswer(NamedTuple):
    """One annotator's answer about one sentence, to the question under which it is filed."""

    sentence: str
    target: str
    annotator: str
    label: str


def read_annotator_answers(path: Path, codebook: Codebook | None) -> dict[str, list[AnnotatorAnswer]]:
    """Read the answers that count, by question, with each label mapped to the label that a model is trained on.

    Answers that no model is trained to give are left out, because sentences with such a gold label are left out too.
    """
    from annotation.tables.frames import to_frame, to_rows
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS
    from exports.answers.read import checked_answers
    from exports.answers.valid import valid_answers

    questions = {question.name: question for question in codebook.questions} if codebook else {}
    answers: defaultdict[str, list[AnnotatorAnswer]] = defaultdict(list)
    plain = to_frame(checked_answers(list(read_rows(path, ANSWERS)), None), ANSWERS)
    for row in to_rows(valid_answers(plain, codebook)):
        label, question = row["label"], questions.get(row["question"])
        if question and label in question.label_names:
            label = question.trained_as(label)
        if label:
            answers[row["question"]].append(
                AnnotatorAnswer(row["sentence"], row["target"] or "", row["annotator"], label)
            )
    return dict(answers)
