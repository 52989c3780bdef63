"""Soft labels: the share of a sentence's annotators that gave each label, where the rows have such shares.

Rows have them in columns `<question>_share_<label>` (written by `newsstance gold --soft`), or as the answers
themselves, a list of `{"annotator": ..., "label": ...}` in the column `answers`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from annotation.codebook.codebook import Question
from annotation.errors import DataError
from annotation.io.json_text import parse_json
from annotation.tables.label_cells import plain_label

Shares = tuple[tuple[str, float], ...]  # label and share, in the labels' order; empty where a row has no shares
LabeledRows = Sequence[tuple[Mapping[str, Any], str]]  # rows, each with its gold label

_MIN_AGREEMENT: Final = 0.95  # of the sentences with one unanimous answer, the share that must have one gold label
_TOLERANCE: Final = 1e-9  # shares that differ by less differ by rounding only
_PUNCTUATION: Final = re.compile(r"[\W_]+")


def row_label_shares(labeled: LabeledRows, name: str, question: Question | None) -> list[Shares]:
    """Give each row's shares of labels; empty for a row that has none, which counts wholly for its gold label.

    Shares are also left out where the gold label isn't the most frequent answer: whoever settled on another one knew
    better than the majority.

    Raises DataError if a share is no number from 0 to 1, or belongs to a label that isn't learned.
    """
    learned = question.classes if question else tuple(sorted({label for _, label in labeled}))
    row_shares = [_shares_from_columns(row, name, question, learned) for row, _ in labeled]
    if not any(row_shares):
        label_of_answer = _labels_by_answer(labeled, question)
        row_shares = [_shares_from_answers(row, label_of_answer) for row, _ in labeled]
    return [
        shares if _has_greatest_share(shares, label) else ()
        for shares, (_, label) in zip(row_shares, labeled, strict=True)
    ]


def _has_greatest_share(shares: Shares, label: str) -> bool:
    """Say whether no label has a greater share than this one.

    >>> _has_greatest_share((("no", 0.4), ("yes", 0.6)), "no")
    False
    """
    share_by_label = dict(shares)
    return bool(shares) and share_by_label.get(label, 0.0) >= max(share_by_label.values()) - _TOLERANCE


def _shares_from_columns(
    row: Mapping[str, Any], name: str, question: Question | None, learned: Sequence[str]
) -> Shares:
    prefix = f"{name}_share_"
    labels = {column: plain_label(column.removeprefix(prefix)) or "" for column in row if column.startswith(prefix)}
    shares: defaultdict[str, float] = defaultdict(float)
    for column, label in labels.items():
        trained, share = _trained_label(label, question), _parse_share(row[column], column, row)
        if trained and share:
            _check_learned(trained, learned, f"{_location(row)}: '{column}' is {share:g}")
            shares[trained] += share
    return _normalized(shares)


def _check_learned(label: str, learned: Sequence[str], problem: str) -> None:
    if label not in learned:
        raise DataError(
            f"{problem}, but {label!r} is no label that is learned (these are: {', '.join(learned)}); take that column "
            f"out, name the codebook that says what {label!r} counts as (--codebook), or learn from gold alone (--hard)"
        )


def _parse_share(value: object, column: str, row: Mapping[str, Any]) -> float:
    if value in (None, ""):
        return 0.0
    try:
        share = float(value)  # type: ignore[arg-type] # whatever is no number is refused below
    except (TypeError, ValueError):
        share = -1.0
    if 0 <= share <= 1:
        return share
    raise DataError(f"{_location(row)}: {column!r} is {value!r}, not a share (a number from 0 to 1)")


def _location(row: Mapping[str, Any]) -> str:
    return getattr(row, "where", "a row")


def _shares_from_answers(row: Mapping[str, Any], label_of_answer: Mapping[str, str]) -> Shares:
    labels = [label_of_answer.get(answer) for answer in _answers(row)]
    return _normalized(Counter(label for label in labels if label))


def _labels_by_answer(labeled: LabeledRows, question: Question | None) -> dict[str, str]:
    """Find the label that each answer stands for: the one spelled like it, else the gold label of unanimous sentences.

    Published data may spell its answers otherwise than its labels ("Not-so" under `not so`).
    """
    labels = {_without_punctuation(label): label for label in sorted({label for _, label in labeled})}
    gold_of_unanimous: defaultdict[str, Counter[str]] = defaultdict(Counter)
    every_answer: set[str] = set()
    for row, label in labeled:
        answers = set(_answers(row))
        every_answer |= answers
        if len(answers) == 1:
            gold_of_unanimous[answers.pop()][label] += 1
    label_of_answer = {
        answer: _trained_label(labels.get(_without_punctuation(answer), ""), question)
        for answer in sorted(every_answer)
    }
    for answer, gold_counts in gold_of_unanimous.items():
        label, count = min(gold_counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if not label_of_answer[answer] and count >= _MIN_AGREEMENT * gold_counts.total():
            label_of_answer[answer] = label
    return {answer: label for answer, label in label_of_answer.items() if label}


def _answers(row: Mapping[str, Any]) -> list[str]:
    """Give the labels in a row's list of answers; none where there is no such list."""
    answers = row.get("answers")
    if isinstance(answers, str) and answers.startswith("["):  # lists are JSON in CSV
        with suppress(ValueError):
            answers = parse_json(answers)
    if not isinstance(answers, list):
        return []
    labels = (plain_label(answer.get("label")) for answer in answers if isinstance(answer, dict))
    return [label for label in labels if label]


def _trained_label(label: str, question: Question | None) -> str:
    return (question.trained_as(label) or "") if question and label in question.label_names else label


def _normalized(weights: Mapping[str, float]) -> Shares:
    """Divide weights by their sum, so that shares sum to 1."""
    total = sum(weights.values())
    return tuple((label, weights[label] / total) for label in sorted(weights)) if total > 0 else ()


def _without_punctuation(label: str) -> str:
    return _PUNCTUATION.sub("", label.lower())
