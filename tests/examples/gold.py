"""Answers of a small study, worked out by hand, and gold as tests compare it."""

import pandas as pd

from annotation.codebook.codebook import Codebook, Condition, Label, Question
from annotation.tables.frames import to_frame
from annotation.tables.schema import ANSWERS, SENTENCES

SENTENCES_GIVEN = to_frame(
    [
        {"sentence": s, "text": f"Text of {s}.", "article": "a/1", "position": p, "target_start": 3, "topic": "sea"}
        for s, p in (("s9", 0), ("s3", 1), ("s1", 2), ("s2", 10))
    ],
    SENTENCES,
)


def question(name: str, labels: str, **fields: object) -> Question:
    return Question(name, "choice", name, name, tuple(Label(n, n[0], "gray", n) for n in labels.split()), **fields)  # type: ignore[arg-type]


BOOK = Codebook(
    "moods",
    "1",
    "Moods",
    "",
    (
        question("mood", "up down flat"),
        question("why", "sun rain", only_if=Condition("mood", ("up", "down"))),
        question("how", "very little", only_if=Condition("why", ("rain",))),
    ),
    digest="0123456789abcdef",
)


def rows(*lines: str, **values: object) -> pd.DataFrame:
    """Answers written as `sentence annotator question label`."""
    columns = ("sentence", "annotator", "question", "label")
    return to_frame(({**dict(zip(columns, line.split(), strict=True)), **values} for line in lines), ANSWERS)


ANSWERS_GIVEN = rows(
    *("s2 ann mood up", "s2 bob mood up", "s2 cleo mood down", "s2 ann why sun"),
    *("s1 ann mood up", "s1 bob mood down", "s1 ann why rain", "s1 bob why rain"),
    *("s3 ann mood flat", "s3 bob mood flat", "s3 cleo why sun"),
    article="a/1",
    target="Ines Calloway",
    text="It rose.",
)


def outcome(gold: pd.DataFrame) -> list[list[object]]:
    columns = gold[["sentence", "question", "label", "share", "answers", "decided_by", "tied"]]
    return columns.astype(object).where(columns.notna(), None).to_numpy().tolist()
