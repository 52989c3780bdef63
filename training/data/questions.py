"""Which questions a model is trained for, and which codebook decides their labels."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotation.codebook.codebook import Codebook, read_codebook
from annotation.errors import ConfigError, DataError
from annotation.io.console import plural, remark
from annotation.tables.label_cells import has_label
from annotation.tables.schema import LABELED
from annotation.text.targets import split_names
from training.data.examples import question_columns


def codebook_stamps(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Count the rows labeled under each codebook version that the rows themselves name.

    >>> codebook_stamps([{"codebook": "stance 1 ab"}, {"codebook": None}, {}])
    {'stance 1 ab': 1}
    """
    stamps = Counter(row["codebook"] for row in rows if row.get("codebook"))
    return dict(sorted(stamps.items()))


def choose_codebook(rows: Sequence[Mapping[str, Any]], path: Path | None) -> Codebook | None:
    """Read the codebook that the user named, else the one that the rows say they were labeled under.

    Raises ConfigError if the user named none and the rows were labeled under another one than is found.
    """
    stamps = codebook_stamps(rows)
    if path is None and not stamps:
        return None
    codebook = read_codebook(path)
    if path is None:
        check_stamps(stamps, codebook)
        remark(f"labels and their order come from the codebook the rows name: {codebook.stamp}")
    elif stamps.keys() - {codebook.stamp}:
        counts = ", ".join(f"{stamp}: {plural(number, 'row')}" for stamp, number in stamps.items())
        remark(f"not all rows were labeled under the codebook given, {codebook.stamp} ({counts})")
    return codebook


def check_stamps(stamps: Mapping[str, int], codebook: Codebook) -> None:
    """Check that the rows were labeled under this codebook and no other.

    Raises ConfigError if a row names another codebook: the user must then say which one to learn by.
    """
    other_stamps = [stamp for stamp in stamps if stamp != codebook.stamp]
    if other_stamps:
        raise ConfigError(
            f"the rows were labeled under {', '.join(other_stamps)}, but the codebook at hand is {codebook.stamp}; "
            "name the one to learn by: --codebook FILE"
        )


def choose_questions(
    rows: Sequence[Mapping[str, Any]], requested: Sequence[str], codebook: Codebook | None
) -> list[str]:
    """Decide what is trained: the questions requested, else all of the codebook's that have labels in the rows.

    Raises DataError if there is no such question, or if one is asked only after a question that isn't trained.
    """
    requested = requested_questions(rows, requested)
    if codebook is None:
        return requested or _refuse(rows)
    choices = [question.name for question in codebook.questions if question.kind == "choice"]
    labeled = {name for name in choices for row in rows if has_label(row, name)}
    names = requested or [name for name in choices if name in labeled]
    if not names:
        raise DataError(f"no row has a label for any question of the codebook ({', '.join(choices)})")
    for name in names:
        _check_condition(name, names, codebook)
    return sorted(names, key=lambda name: choices.index(name) if name in choices else len(choices))


def requested_questions(rows: Sequence[Mapping[str, Any]], requested: Sequence[str]) -> list[str]:
    """Give the questions that --question names, each once; a name may be several that are joined by a comma.

    Raises DataError if one is a column of every table of sentences.
    """
    columns = {column for row in rows for column in row}
    names = list(dict.fromkeys(part for name in requested for part in _names(name, columns)))
    for name in names:
        if name in LABELED.columns:
            raise DataError(f"{name!r} is a column of every table of sentences, no question; --question names one")
    return names


def _names(requested: str, columns: Collection[str]) -> list[str]:
    """Split names that are joined by a comma, unless a column has the whole name.

    >>> _names("stance, tone", ["stance", "tone"]), _names("yes,no", ["yes,no"])
    (['stance', 'tone'], ['yes,no'])
    """
    return [requested] if requested in columns else list(split_names(requested, ","))


def _refuse(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    columns = ", ".join(question_columns(rows)) or "none"
    raise DataError(
        f"name the questions to train, as in --question COLUMN, or give a codebook; columns with text: {columns}"
    )


def _check_condition(name: str, trained: Sequence[str], codebook: Codebook) -> None:
    """Refuse a question that is asked only after another one, unless that one is trained with it."""
    question = {question.name: question for question in codebook.questions}.get(name)
    condition = question.only_if if question else None
    if condition and condition.question not in trained:
        raise DataError(
            f"{name!r} is asked only where {condition.question!r} is {' or '.join(condition.labels)}, so a model "
            f"must answer both: train with --question {condition.question} --question {name}"
        )
