"""Soft labels: how many of a sentence's annotators gave each label, where the rows tell.

Rows tell it in columns `<question>_share_<label>` (what `newsstance gold --soft` writes), or as the answers themselves,
a list of `{"annotator": ..., "label": ...}` in the column `answers`.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from annotation.codebook.codebook import Question
from annotation.errors import DataError

Shares = tuple[tuple[str, float], ...]  # label and share, in the labels' order; empty where nothing is told
LabeledRows = Sequence[tuple[Mapping[str, Any], str]]  # rows, each with the label it was settled on

_SURE: Final = 0.95  # of the sentences on which all agree, this share must carry one gold label
_EQUAL: Final = 1e-9  # shares that differ by less are the same, but for rounding
_MARKS: Final = re.compile(r"[\W_]+")


def row_label_shares(kept: LabeledRows, question: str, asked: Question | None) -> list[Shares]:
    """Give each row's shares of labels; a row that tells none is as sure as its label.

    Nor do shares count where another label than the most frequent was settled on: whoever settled it knew better.
    """
    learned = asked.classes if asked else tuple(sorted({label for _, label in kept}))
    found = [_by_column(row, question, asked, learned) for row, _ in kept]
    if not any(found):
        meaning = _meaning(kept, asked)
        found = [_by_answers(row, meaning) for row, _ in kept]
    return [shares if _most(shares, label) else () for shares, (_, label) in zip(found, kept, strict=True)]


def _most(shares: Shares, label: str) -> bool:
    """Say whether no label has a greater share than this one.

    >>> _most((("no", 0.4), ("yes", 0.6)), "no")
    False
    """
    given = dict(shares)
    return bool(given) and given.get(label, 0.0) >= max(given.values()) - _EQUAL


def _by_column(row: Mapping[str, Any], question: str, asked: Question | None, learned: Sequence[str]) -> Shares:
    start = f"{question}_share_"
    given = {name.removeprefix(start): row[name] for name in row if name.startswith(start)}
    found: defaultdict[str, float] = defaultdict(float)
    for label, share in given.items():
        name, value = _trained(label, asked), _number(share, f"{start}{label}", row)
        if name and value:
            _check_learned(name, learned, f"{_where(row)}: '{start}{label}' is {value:g}")
            found[name] += value
    return _normal(found)


def _check_learned(label: str, learned: Sequence[str], start: str) -> None:
    if label not in learned:
        raise DataError(
            f"{start}, but {label!r} is no label that is learned (these are: {', '.join(learned)}); take that column "
            f"out, name the codebook that says what {label!r} counts as (--codebook), or learn from gold alone (--hard)"
        )


def _number(share: object, column: str, row: Mapping[str, Any]) -> float:
    if share in (None, ""):
        return 0.0
    try:
        value = float(share)  # type: ignore[arg-type] # that is what is tried
    except (TypeError, ValueError):
        value = -1.0
    if 0 <= value <= 1:
        return value
    raise DataError(f"{_where(row)}: {column!r} is {share!r}, not a share (a number from 0 to 1)")


def _where(row: Mapping[str, Any]) -> str:
    return getattr(row, "where", "a row")


def _by_answers(row: Mapping[str, Any], meaning: Mapping[str, str]) -> Shares:
    given = [meaning.get(label) for label in _answers(row)]
    return _normal(Counter(label for label in given if label))


def _meaning(kept: LabeledRows, asked: Question | None) -> dict[str, str]:
    """Which label each answer stands for: the one spelled like it, else the gold label where all gave that answer.

    Whoever publishes answers may spell them otherwise than the labels ("Not-so" under `not so`).
    """
    labels = {_plain(label): label for label in sorted({label for _, label in kept})}
    unanimous: defaultdict[str, Counter[str]] = defaultdict(Counter)
    given: set[str] = set()
    for row, label in kept:
        found = set(_answers(row))
        given |= found
        if len(found) == 1:
            unanimous[found.pop()][label] += 1
    meant = {answer: _trained(labels.get(_plain(answer), ""), asked) for answer in sorted(given)}
    for answer, counts in unanimous.items():
        label, times = min(counts.items(), key=lambda one: (-one[1], one[0]))
        if not meant[answer] and times >= _SURE * counts.total():
            meant[answer] = label
    return {answer: label for answer, label in meant.items() if label}


def _answers(row: Mapping[str, Any]) -> list[str]:
    given = row.get("answers")
    if isinstance(given, str) and given.startswith("["):  # lists are JSON in CSV
        with suppress(ValueError):
            given = json.loads(given)
    if not isinstance(given, list):
        return []
    return [one["label"] for one in given if isinstance(one, dict) and isinstance(one.get("label"), str)]


def _trained(label: str, asked: Question | None) -> str:
    return (asked.trained_as(label) or "") if asked and label in asked.label_names else label


def _normal(found: Mapping[str, float]) -> Shares:
    total = sum(found.values())
    return tuple((label, found[label] / total) for label in sorted(found)) if total > 0 else ()


def _plain(label: str) -> str:
    return _MARKS.sub("", label.lower())
