"""Which questions a model is trained for, and by which codebook."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotation.codebook.codebook import Codebook, read_codebook
from annotation.errors import ConfigError, DataError
from annotation.io.console import plural, remark
from annotation.tables.schema import LABELED
from training.data.examples import question_columns


def codebook_stamps(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Count the rows labeled under each codebook version that the rows themselves name.

    >>> codebook_stamps([{"codebook": "stance 1 ab"}, {"codebook": None}, {}])
    {'stance 1 ab': 1}
    """
    found = Counter(row["codebook"] for row in rows if row.get("codebook"))
    return dict(sorted(found.items()))


def choose_codebook(rows: Sequence[Mapping[str, Any]], path: Path | None) -> Codebook | None:
    """Take the codebook that was named, else the one the rows say they were labeled under."""
    found = codebook_stamps(rows)
    if path is None and not found:
        return None
    book = read_codebook(path)
    if path is None:
        check_stamps(found, book)
        remark(f"labels and their order come from the codebook the rows name: {book.stamp}")
    elif found.keys() - {book.stamp}:
        named = ", ".join(f"{stamp}: {plural(number, 'row')}" for stamp, number in found.items())
        remark(f"not all rows were labeled under the codebook given, {book.stamp} ({named})")
    return book


def check_stamps(found: Mapping[str, int], codebook: Codebook) -> None:
    """Refuse the codebook at hand where nobody named it and the rows were labeled under another one."""
    other = [stamp for stamp in found if stamp != codebook.stamp]
    if other:
        raise ConfigError(
            f"the rows were labeled under {', '.join(other)}, but the codebook at hand is {codebook.stamp}; "
            "name the one to learn by: --codebook FILE"
        )


def choose_questions(rows: Sequence[Mapping[str, Any]], named: Sequence[str], codebook: Codebook | None) -> list[str]:
    """Decide what is trained: the questions named, else all of the codebook's that have labels in the rows."""
    for name in named:
        if name in LABELED.columns:
            raise DataError(f"{name!r} is a column of every table of sentences, no question; --question names one")
    if codebook is None:
        return list(dict.fromkeys(named)) or _refuse(rows)
    choices = [question.name for question in codebook.questions if question.kind == "choice"]
    filled = {name for name in choices for row in rows if row.get(name)}
    wanted = list(dict.fromkeys(named)) or [name for name in choices if name in filled]
    if not wanted:
        raise DataError(f"no row has a label for any question of the codebook ({', '.join(choices)})")
    for name in wanted:
        _check_condition(name, wanted, codebook)
    return sorted(wanted, key=lambda name: choices.index(name) if name in choices else len(choices))


def _refuse(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    found = ", ".join(question_columns(rows)) or "none"
    raise DataError(
        f"name the questions to train, as in --question COLUMN, or give a codebook; columns with text: {found}"
    )


def _check_condition(name: str, wanted: Sequence[str], codebook: Codebook) -> None:
    """Refuse a question that is asked only after another one, unless that one is trained with it."""
    asked = {question.name: question for question in codebook.questions}.get(name)
    condition = asked.only_if if asked else None
    if condition and condition.question not in wanted:
        raise DataError(
            f"{name!r} is asked only where {condition.question!r} is {' or '.join(condition.labels)}, so a model "
            f"must answer both: train with --question {condition.question} --question {name}"
        )
