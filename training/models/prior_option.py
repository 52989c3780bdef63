"""What a user writes as `--prior`: a word, the labels with their shares, or a file that has them."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from annotation.errors import ConfigError, DataError
from annotation.io.json_files import read_json_file
from annotation.io.visible import visible_line
from annotation.tables.label_cells import has_label, plain_labels
from annotation.tables.read import read_rows
from annotation.tables.schema import LABELED
from training.models.card import Card, QuestionCard
from training.models.priors import GivenShares, Prior

_TOLERANCE: Final = 0.005  # by which shares may miss 1: people round them
_HELP: Final = (
    "write auto, natural, trained, shares such as yes=.1,no=.9, or the path of a table of labeled sentences or of a "
    'JSON file such as {"bias": {"yes": 0.1, "no": 0.9}}'
)


def read_prior(text: str, card: Card) -> Prior | GivenShares:
    """Read what was given as `--prior`, for the questions of a model.

    Raises:
        ConfigError: if it is neither a word, nor shares, nor a file.
        DataError: if shares do not sum to 1, or name a label or a question that the model does not have.
    """
    if text in tuple(Prior):
        return Prior(text)
    path = Path(text)
    if "=" in text and not path.exists():
        shares = _inline_shares(text)
        return {question.name: _checked(question, shares, "--prior") for question in [_question_of(shares, card)]}
    if not path.is_file():
        raise ConfigError(f"--prior {visible_line(text)!r} is neither a word nor a file; {_HELP}")
    return _json_shares(path, card) if path.suffix == ".json" else _table_shares(path, card)


def _inline_shares(text: str) -> dict[str, float]:
    shares: dict[str, float] = {}
    for part in text.split(","):
        label, _, number = part.rpartition("=")
        try:
            shares[label.strip()] = float(number)
        except ValueError:
            raise ConfigError(f"--prior: {visible_line(part)!r} is no label with a number; {_HELP}") from None
    return shares


def _question_of(shares: Mapping[str, float], card: Card) -> QuestionCard:
    fitting = [question for question in card.questions if set(shares) == set(question.labels)]
    if len(fitting) == 1:
        return fitting[0]
    questions = "; ".join(f"{question.name}: {', '.join(question.labels)}" for question in card.questions)
    which = "several questions have" if fitting else "no question has"
    raise DataError(f"--prior: {which} the labels {', '.join(shares)} (the model's are {questions}); {_HELP}")


def _json_shares(path: Path, card: Card) -> GivenShares:
    content = read_json_file(path)
    if not isinstance(content, dict) or not content:
        raise DataError(f'{path} holds no shares by question, such as {{"bias": {{"yes": 0.1, "no": 0.9}}}}')
    by_question: dict[str, Mapping[str, float]] = {}
    for name, shares in content.items():
        question = _question(str(name), card, str(path))
        if not isinstance(shares, dict):
            raise DataError(f"{path}: {name!r} has no object of labels and shares")
        by_question[question.name] = _checked(question, shares, f"{path}: {name!r}")
    return by_question


def _table_shares(path: Path, card: Card) -> GivenShares:
    """Count the labels of labeled sentences, such as an audit sample's."""
    rows = list(read_rows(path, LABELED))
    by_question: dict[str, Mapping[str, float]] = {}
    for question in card.questions:
        counts = dict.fromkeys(question.labels, 0)
        for row in plain_labels(rows, question.name):
            if has_label(row, question.name) and row[question.name] in counts:
                counts[row[question.name]] += 1
        total = sum(counts.values())
        if total:
            by_question[question.name] = {label: count / total for label, count in counts.items()}
    if not by_question:
        names = ", ".join(question.name for question in card.questions)
        raise DataError(f"{path} has no label of a question of the model ({names}), so it says nothing about shares")
    return by_question


def _question(name: str, card: Card, where: str) -> QuestionCard:
    for question in card.questions:
        if question.name == name:
            return question
    names = ", ".join(question.name for question in card.questions)
    raise DataError(f"{where}: the model answers no question {visible_line(name)!r} (it answers: {names})")


def _checked(question: QuestionCard, shares: Mapping[str, Any], where: str) -> dict[str, float]:
    """Refuse shares that are none: each label of the question has one, from 0 to 1, and together they are 1."""
    labels: Sequence[str] = question.labels
    problems = [label for label in shares if label not in labels] + [label for label in labels if label not in shares]
    if problems:
        raise DataError(
            f"{where}: {visible_line(problems[0])!r} needs a share if it is a label of {question.name}, and none if it "
            f"is not; its labels are {', '.join(labels)}"
        )
    for label, share in shares.items():
        if type(share) not in (int, float) or not (math.isfinite(share) and 0 <= share <= 1):
            raise DataError(f"{where}: {label} is {visible_line(str(share))}, which is no share from 0 to 1")
    total = float(sum(shares.values()))
    if abs(total - 1) > _TOLERANCE:
        raise DataError(f"{where}: the shares of {question.name} sum to {total:g}, not to 1")
    return {label: share / total for label, share in shares.items()}
