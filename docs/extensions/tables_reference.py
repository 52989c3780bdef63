"""Every table with its columns as Markdown: the columns from the schema, their meanings from columns.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from markdown_table import markdown_table

from annotation.tables.schema import ANSWERS, ARTICLES, GOLD, HANDOUT, LABELED, SCORES, SENTENCES, Table

TABLES: Final = (ARTICLES, SENTENCES, HANDOUT, ANSWERS, GOLD, LABELED, SCORES)
MEANINGS: Final = Path(__file__).with_name("columns.toml")
KINDS: Final = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def tables() -> str:
    """Write one section for each table; stop where a column has no meaning, or a meaning no column."""
    meanings = tomllib.loads(MEANINGS.read_text(encoding="utf-8"))
    strangers = meanings.keys() - {table.name for table in TABLES}
    if strangers:
        raise ValueError(f"{MEANINGS.name} describes tables that the schema doesn't have: {sorted(strangers)}")
    return "\n\n".join(_section(table, meanings[table.name]) for table in TABLES)


def _section(table: Table, texts: Mapping[str, Any]) -> str:
    header = ["column", "required", "type", "meaning"]
    return f"## {table.name}\n\n{texts['table']}\n\n{markdown_table(header, _rows(table, texts))}"


def _rows(table: Table, texts: Mapping[str, Any]) -> Iterator[list[str]]:
    """A row for each column of the schema, then one for each further column that is written."""
    further = texts.get("further", {})
    described = texts.keys() - {"table", "further"}
    if described != set(table.columns) or further.keys() & described:
        odd = sorted((described ^ set(table.columns)) | (further.keys() & described))
        raise ValueError(f"{MEANINGS.name} and the schema of the table {table.name} differ in the columns {odd}")
    for column, meaning in [*((column, texts[column]) for column in table.columns), *further.items()]:
        kind = table.kind(re.sub("[<>]", "", column)) or str
        yield [f"`{column}`", _required(table, column), KINDS[kind], meaning]


def _required(table: Table, column: str) -> str:
    if column not in table.required:
        return ""
    return "yes, may be empty" if column in table.sparse else "yes"
