"""The labeled rows of one question: checked against the codebook, each sentence once, with the label to be learned."""

from collections import Counter
from collections.abc import Iterable, Sequence

from annotation.codebook.codebook import Codebook, Question
from annotation.errors import DataError
from annotation.tables.schema import Row


def codebook_question(codebook: Codebook, name: str) -> Question:
    """Look up a question with labels in the codebook.

    Raises DataError if the codebook has no such question.
    """
    choices = [question for question in codebook.questions if question.kind == "choice"]
    for question in choices:
        if question.name == name:
            return question
    names = ", ".join(question.name for question in choices)
    raise DataError(f"the codebook {codebook.name!r} asks no question {name!r} with labels (it asks: {names})")


def check_labels(labeled: Iterable[Row], name: str, question: Question | None) -> None:
    """Check that every row's label is one of the codebook's, where a codebook defines the question.

    Raises DataError for the first row with another one.
    """
    for row in labeled:
        label = row[name]
        if question and label not in question.label_names:
            allowed = ", ".join(question.label_names)
            raise DataError(f"{row.where}: {name!r} is {label!r}, which the codebook doesn't have (it has: {allowed})")


def drop_repeated(labeled: Iterable[Row], question: str) -> list[Row]:
    """Keep the first of several rows with the same sentence and target; rows without an id are all kept.

    Raises DataError if two rows of one sentence differ in their text or in their label.
    """
    first_rows: dict[object, Row] = {}
    for row in labeled:
        key = (row["sentence"], row.get("target") or "") if row.get("sentence") else id(row)
        first = first_rows.setdefault(key, row)
        for column in ("text", question):
            if row[column] != first[column]:
                raise DataError(
                    f"{row.where} and {first.where} are the same sentence {row['sentence']!r}, but {column!r} is "
                    f"{row[column]!r} in one and {first[column]!r} in the other; keep one row per sentence and target"
                )
    return list(first_rows.values())


def trainable_rows(
    labeled: Iterable[Row], name: str, question: Question | None, *, about_target: bool
) -> tuple[list[tuple[Row, str]], dict[str, int]]:
    """Pair each row with the label it trains; count the rows that train none, by the reason why."""
    left_out: Counter[str] = Counter()
    trainable: list[tuple[Row, str]] = []
    for row in labeled:
        label = question.trained_as(row[name]) if question else row[name]
        if not label:
            left_out[f"{row[name]} (not trained on)"] += 1
        elif about_target and not row.get("target"):
            left_out["no target"] += 1
        else:
            trainable.append((row, label))
    return trainable, dict(sorted(left_out.items()))


def mostly_about_target(labeled: Sequence[Row]) -> bool:
    """Say whether at least half of the rows name a target, which makes the question one about the target."""
    return 2 * sum(bool(row.get("target")) for row in labeled) >= len(labeled)
