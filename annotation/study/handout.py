"""The handout: which sentence was given to which annotator, in which arm, and which labels were shown with it.

Only newsstance writes this table, completely or not at all. Besides its results it has what makes a repeated push
quick and safe: project, task, and a digest of what the task shows. `pushed_at` is empty while a task is planned but not
confirmed to be on the server.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from annotation.errors import DataError
from annotation.study.seal import (
    check_seal,
    read_seal,
    refuse_missing_handout,
    row_digests,
    seal_file,
    study_key,
    unreadable_handout,
    write_seal,
)
from annotation.tables.read import read_rows
from annotation.tables.schema import HANDOUT, OLD_PROBABILITY, PROBABILITY, Row
from annotation.tables.write import write_rows

# The prefixes of the columns with a model's labels, which are also the names of two fields of `HandoutRow`.
SHOWN_PREFIX = "shown"
WITHHELD_PREFIX = "withheld"  # labels of a blind sentence: stored to compare the arms, but never sent to the server

HandoutKey = tuple[str, str, str]  # round, annotator, sentence
_MAX_READING_SECONDS: Final = 30.0  # how long a handout is read again because a push replaces it


@dataclass(frozen=True)
class PreLabel:
    """A label that an annotator is shown before answering, and its probability (from 0 to 1) by the model."""

    label: str
    probability: float


@dataclass(frozen=True)
class HandoutRow:
    """One sentence that was, or will be, given to one annotator in one round."""

    sentence: str
    annotator: str
    round: str
    article: str = ""
    target: str = ""
    arm: str = ""
    audit: bool = False
    model: str = ""
    shown: Mapping[str, PreLabel] = field(default_factory=dict)  # by question
    withheld: Mapping[str, PreLabel] = field(default_factory=dict)  # by question
    pushed_at: str = ""
    project: int | None = None
    task: int | None = None
    digest: str = ""
    dealt: bool = False  # allocated to a part of the annotators: one who joins later does not get it

    @property
    def key(self) -> HandoutKey:
        """Round, annotator and sentence, which identify the row: in a round, an annotator gets a sentence once."""
        return self.round, self.annotator, self.sentence

    def pushed(self, project: int, task: int, digest: str, now: str) -> "HandoutRow":
        """Return a copy for a task that is confirmed to be on the server; `now` is an ISO time."""
        return replace(self, project=project, task=task, digest=digest, pushed_at=self.pushed_at or now)


def read_handout(path: Path) -> dict[HandoutKey, HandoutRow]:
    """Read all rows of the handout; empty if nothing was handed out yet.

    A push may replace the handout and its seal while they are being read, so that the two do not fit together: if
    either file changed in the meantime, both are read again.

    Raises DataError if the handout is missing although its seal exists, or was edited (see `annotation/study/seal.py`).
    """
    deadline = time.monotonic() + _MAX_READING_SECONDS
    while True:
        state_before = _file_state(path)
        try:
            return _read_sealed(path)
        except DataError:
            if _file_state(path) == state_before or time.monotonic() > deadline:
                raise


def _file_state(path: Path) -> list[tuple[int, int, int] | None]:
    """What tells whether the handout or its seal was replaced: the number, time and size of each file."""
    states: list[tuple[int, int, int] | None] = []
    for file in (path, seal_file(path)):
        try:
            status = file.stat()
            states.append((status.st_ino, status.st_mtime_ns, status.st_size))
        except OSError:
            states.append(None)
    return states


def _read_sealed(path: Path) -> dict[HandoutKey, HandoutRow]:
    """Read the handout once, and check it against its seal."""
    if not path.exists():
        refuse_missing_handout(path)
        return {}
    try:
        handout = {handout_row.key: handout_row for handout_row in map(_from_row, read_rows(path, HANDOUT))}
    except DataError as error:
        raise unreadable_handout(path, error) from error
    key = study_key(path)
    if key is not None:
        rows = _rows(handout.values())
        check_seal(path, rows, key, old_rows={name: _with_old_columns(row) for name, row in rows.items()})
    return handout


def write_handout(path: Path, handout: Iterable[HandoutRow]) -> None:
    """Write the handout, completely or not at all, and seal it.

    The new seal is added to the old one before the file is replaced, so that after a crash in between either handout
    is accepted. Raises DataError if a file cannot be written.
    """
    rows, key = _rows(handout), study_key(path)
    if key is None:
        write_rows(path, rows.values(), HANDOUT)
        return
    new_seal = row_digests(rows, key)
    # A handout that has no seal yet is accepted as it is.
    old_seals = read_seal(path) or [row_digests(_rows(read_handout(path).values()), key)]
    write_seal(path, [*old_seals, new_seal])
    write_rows(path, rows.values(), HANDOUT)
    write_seal(path, [new_seal])


def _from_row(row: Row) -> HandoutRow:
    text_fields = {name: row.get(name) or "" for name in ("article", "target", "arm", "model", "pushed_at", "digest")}
    return HandoutRow(
        row["sentence"],
        row["annotator"],
        row["round"],
        shown=_pre_labels(row, SHOWN_PREFIX),
        withheld=_pre_labels(row, WITHHELD_PREFIX),
        audit=bool(row.get("audit")),
        dealt=bool(row.get("dealt")),
        project=row.get("project"),
        task=row.get("task"),
        **text_fields,
    )


def _pre_labels(row: Row, prefix: str) -> dict[str, PreLabel]:
    """Read the labels and probabilities of all questions from the columns of one prefix."""
    label_prefix = f"{prefix}_label_"
    labels = {
        column.removeprefix(label_prefix): label
        for column, label in row.items()
        if column.startswith(label_prefix) and label
    }
    has_old_columns = any(column.startswith(f"{prefix}_{OLD_PROBABILITY}_") for column in row)
    column_start = f"{prefix}_{OLD_PROBABILITY if has_old_columns else PROBABILITY}_"
    return {question: PreLabel(label, _probability(row, column_start + question)) for question, label in labels.items()}


def _with_old_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """Name a row's columns as version 0.1 did: the seals of its handouts, which can still be read, have those names."""
    prefixes = {
        f"{prefix}_{PROBABILITY}_": f"{prefix}_{OLD_PROBABILITY}_" for prefix in (SHOWN_PREFIX, WITHHELD_PREFIX)
    }
    renamed_row = dict(row)
    for column in row:
        for prefix, old_prefix in prefixes.items():
            if column.startswith(prefix):
                renamed_row[old_prefix + column.removeprefix(prefix)] = renamed_row.pop(column)
    return renamed_row


def _probability(row: Row, column: str) -> float:
    try:
        return float(row[column])
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{row.where}: {column} is {row.get(column)!r}, not a number") from error


def _rows(handout: Iterable[HandoutRow]) -> dict[HandoutKey, dict[str, Any]]:
    return {handout_row.key: _to_row(handout_row) for handout_row in handout}


def _to_row(handout_row: HandoutRow) -> dict[str, Any]:
    plain_fields = (
        (name, value) for name, value in vars(handout_row).items() if name not in (SHOWN_PREFIX, WITHHELD_PREFIX)
    )
    row: dict[str, Any] = {name: None if value == "" else value for name, value in plain_fields}
    for prefix, pre_labels in ((SHOWN_PREFIX, handout_row.shown), (WITHHELD_PREFIX, handout_row.withheld)):
        for question, pre_label in pre_labels.items():
            row[f"{prefix}_label_{question}"] = pre_label.label
            row[f"{prefix}_{PROBABILITY}_{question}"] = pre_label.probability
    return row
