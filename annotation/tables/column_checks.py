"""Whether a file has the columns of a table; if not, what it may be, and how the table is made."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from annotation.errors import DataError
from annotation.tables.schema import (
    ANSWERS,
    ARTICLES,
    GOLD,
    HANDOUT,
    LABELED,
    MAX_SHOWN_LENGTH,
    OLD_PROBABILITY,
    PROBABILITY,
    SENTENCES,
    Table,
    quoted,
    shortened,
)

_MAX_SHOWN_NAMES: Final = 50  # columns of a table in a message
_MAKE_IT: Final = {  # how each table is made, by its name
    "articles": "articles have an id and the whole text",
    "sentences": "newsstance split makes sentences of articles",
    "handout": "newsstance push writes the handout",
    "answers": "newsstance pull fetches answers from Label Studio",
    "gold": "newsstance gold ANSWERS -o gold.csv makes gold of answers",
    "labeled sentences": (
        "newsstance gold ANSWERS --labeled labeled.jsonl makes it a row for each sentence, ready for training"
    ),
    "scores": "newsstance score makes scores",
}


def check_columns(table: Table, columns: Iterable[str], location: str) -> None:
    """Raise DataError if a table lacks required columns or has columns of version 0.1."""
    present = list(columns)
    if table is not HANDOUT:  # `annotation/study/handout.py` can read an old handout, so that a study can continue
        _refuse_old_columns(present, location)
    missing = [column for column in table.required if column not in present]
    likely_table = _likely_table(present) if missing or table is LABELED else None
    if table is LABELED and likely_table is ANSWERS:  # answers may have texts too, and be trained on one by one
        raise DataError(f"{location} is a table of answers, a row for each annotator; {_MAKE_IT[LABELED.name]}")
    if missing:
        likely = f"; it looks like a table of {likely_table.name}, and {_MAKE_IT[table.name]}" if likely_table else ""
        raise DataError(
            f"{location} has no column {quoted(missing)} (it has: {_listed(present) or 'none'}); "
            f"a table of {table.name} needs {quoted(table.required)}{likely or _renaming(present, missing)}"
        )


def _renaming(present: Sequence[str], missing: Sequence[str]) -> str:
    """Say which columns to rename where they differ from what is needed in capitals and blanks only."""
    spellings = {column.strip().casefold(): column for column in present}
    renamed = [f"{spellings[column]!r} to {column!r}" for column in missing if column in spellings]
    return f"; rename {', '.join(renamed)}" if renamed else ""


def _likely_table(columns: Collection[str]) -> Table | None:
    """Give the table whose columns these are, if they are evidently those of one."""
    return next((table for table in (ANSWERS, GOLD, SENTENCES, ARTICLES) if {*table.required} <= {*columns}), None)


def _refuse_old_columns(columns: Sequence[str], location: str) -> None:
    """Refuse columns as version 0.1 named them: they would be copied without being read."""
    old_columns = [
        column
        for column in columns
        if (question := column.rpartition(f"_{OLD_PROBABILITY}")[0])
        and (column == f"{question}_{OLD_PROBABILITY}" or column.startswith(f"{question}_{OLD_PROBABILITY}_"))
        and (question in columns or f"{question}_label" in columns)
    ]
    if old_columns:
        new_column = old_columns[0].replace(f"_{OLD_PROBABILITY}", f"_{PROBABILITY}")
        raise DataError(
            f"{location} has the column {old_columns[0]!r} of newsstance 0.1, which is called {new_column!r} now; "
            f"rename such columns ({len(old_columns)} in all), or make the table again"
        )


def _listed(columns: Sequence[str]) -> str:
    """List the first columns of a table: some tables have thousands, or a whole text as the name of one."""
    names = [column if len(column) <= MAX_SHOWN_LENGTH else shortened(column) for column in columns[:_MAX_SHOWN_NAMES]]
    more = len(columns) - _MAX_SHOWN_NAMES
    return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")
