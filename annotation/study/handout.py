"""The handout: who was given which sentence, in which arm, and what was shown; ours alone, written whole or not at all.

Beside the contract's columns it keeps what makes a repeated push quick and safe: project, task, a digest of what the
task shows, and an empty `pushed_at` for what is planned and not yet known to be on the server.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotation.errors import DataError
from annotation.study.seal import check_seal, read_seal, refuse_missing, row_digests, study_key, unreadable, write_seal
from annotation.tables.read import read_rows
from annotation.tables.schema import HANDOUT, OLD_WORD, WORD, Row
from annotation.tables.write import write_rows

SHOWN = "shown"
WITHHELD = "withheld"  # what the model says of a blind sentence: kept to compare the arms, never sent to the server


@dataclass(frozen=True)
class PreLabel:
    """A label that an annotator is shown beforehand, and the model's probability of it."""

    label: str
    probability: float


@dataclass(frozen=True)
class HandoutRow:
    """One sentence given, or about to be given, to one annotator."""

    sentence: str
    annotator: str
    round: str
    article: str = ""
    target: str = ""
    arm: str = ""
    audit: bool = False
    model: str = ""
    shown: Mapping[str, PreLabel] = field(default_factory=dict)
    withheld: Mapping[str, PreLabel] = field(default_factory=dict)
    pushed_at: str = ""
    project: int | None = None
    task: int | None = None
    digest: str = ""
    dealt: bool = False  # handed out in shares: who comes later doesn't get it too

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by: a sentence is given to an annotator once a round."""
        return self.round, self.annotator, self.sentence

    def pushed(self, project: int, task: int, digest: str, now: str) -> "HandoutRow":
        """The same, now known to be on the server."""
        return replace(self, project=project, task=task, digest=digest, pushed_at=self.pushed_at or now)


def read_handout(path: Path) -> dict[tuple[str, str, str], HandoutRow]:
    """Everything handed out so far; nothing where no handout is. One that was edited is refused (see `seal`)."""
    if not path.exists():
        refuse_missing(path)
        return {}
    try:
        found = {given.key: given for given in map(_from_row, read_rows(path, HANDOUT))}
    except DataError as error:
        raise unreadable(path, error) from error
    key = study_key(path)
    if key is not None:
        rows = _rows(found.values())
        check_seal(path, rows, key, old_rows={name: _in_old_words(row) for name, row in rows.items()})
    return found


def write_handout(path: Path, handout: Iterable[HandoutRow]) -> None:
    """Write the handout, whole or not at all, and seal it.

    The new seal stands beside the old one before the file is replaced: a crash in between leaves what is accepted.
    """
    rows, key = _rows(handout), study_key(path)
    if key is None:
        write_rows(path, rows.values(), HANDOUT)
        return
    new = row_digests(rows, key)
    before = read_seal(path) or [row_digests(_rows(read_handout(path).values()), key)]  # or it was never sealed
    write_seal(path, [*before, new])
    write_rows(path, rows.values(), HANDOUT)
    write_seal(path, [new])


def _from_row(row: Row) -> HandoutRow:
    text = {name: row.get(name) or "" for name in ("article", "target", "arm", "model", "pushed_at", "digest")}
    return HandoutRow(
        row["sentence"],
        row["annotator"],
        row["round"],
        shown=_said(row, SHOWN),
        withheld=_said(row, WITHHELD),
        audit=bool(row.get("audit")),
        dealt=bool(row.get("dealt")),
        project=row.get("project"),
        task=row.get("task"),
        **text,
    )


def _said(row: Row, how: str) -> dict[str, PreLabel]:
    labels = {column: label for column, label in row.items() if column.startswith(f"{how}_label_") and label}
    questions = {column.removeprefix(f"{how}_label_"): label for column, label in labels.items()}
    word = OLD_WORD if any(column.startswith(f"{how}_{OLD_WORD}_") for column in row) else WORD
    return {name: PreLabel(label, _probability(row, f"{how}_{word}_{name}")) for name, label in questions.items()}


def _in_old_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """Name a row's columns as version 0.1 did, whose handouts are still read: their seal is on those names."""
    prefixes = {f"{how}_{WORD}_": f"{how}_{OLD_WORD}_" for how in (SHOWN, WITHHELD)}
    named = dict(row)
    for column in row:
        for prefix, old_prefix in prefixes.items():
            if column.startswith(prefix):
                named[old_prefix + column.removeprefix(prefix)] = named.pop(column)
    return named


def _probability(row: Row, column: str) -> float:
    try:
        return float(row[column])
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{row.where}: {column} is {row.get(column)!r}, not a number") from error


def _rows(handout: Iterable[HandoutRow]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {given.key: _to_row(given) for given in handout}


def _to_row(given: HandoutRow) -> dict[str, Any]:
    plain = ((name, value) for name, value in vars(given).items() if name not in (SHOWN, WITHHELD))
    row: dict[str, Any] = {name: None if value == "" else value for name, value in plain}
    for how, labels in ((SHOWN, given.shown), (WITHHELD, given.withheld)):
        for question, said in labels.items():
            row[f"{how}_label_{question}"] = said.label
            row[f"{how}_probability_{question}"] = said.probability
    return row
