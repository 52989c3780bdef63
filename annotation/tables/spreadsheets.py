"""Cells that a spreadsheet would run as a formula, whoever wrote them: found, and written as text where that is wanted.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from annotation.tables.schema import shortened

_FORMULA_STARTS: Final = frozenset("=+-@\t\r")
_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d+)*|[.,]\d+)([eE][+-]?\d+)? ?%?")
_MARK: Final = "'"  # before a cell, it tells spreadsheets and people that the rest is text
_MAX_NAMES: Final = 5  # columns in a remark


def is_formula(cell: object) -> bool:
    """Say whether a spreadsheet would run a cell, instead of showing it.

    >>> [is_formula(cell) for cell in ("=1+1", "@SUM(A1)", "- he said", "-1.5", "+3 %", "a=b", -1.5, "")]
    [True, True, True, False, False, False, False, False]
    """
    return isinstance(cell, str) and cell[:1] in _FORMULA_STARTS and not _NUMBER.fullmatch(cell)


def as_text(cell: Any) -> Any:  # noqa: ANN401 - any cell
    """Write an apostrophe before a cell that a spreadsheet would run; any other stays as it is.

    >>> as_text("=1+1"), as_text("-1.5"), as_text(3)
    ("'=1+1", '-1.5', 3)
    """
    return f"{_MARK}{cell}" if is_formula(cell) else cell


def formula_cells(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Give the first formula of each column that has one, names of columns included.

    >>> formula_cells([{"a": "1", "b": "=x"}, {"a": "+y", "b": "=z"}])
    {'b': '=x', 'a': '+y'}
    """
    first: dict[str, str] = {}
    for row in rows:
        for column, cell in row.items():
            if column not in first and (is_formula(cell) or is_formula(column)):
                first[column] = cell if is_formula(cell) else column
    return first


def formula_remark(name: str, formulas: Mapping[str, str]) -> str:
    """Say which columns of a table have cells that spreadsheets run.

    >>> formula_remark("a.csv", {"comment": "=1+1"})
    "a.csv has cells that a spreadsheet runs as formulas (comment: '=1+1'); --for-spreadsheets writes them as text"
    """
    examples = [f"{column}: {shortened(cell)}" for column, cell in list(formulas.items())[:_MAX_NAMES]]
    more = ", …" if len(formulas) > _MAX_NAMES else ""
    return (
        f"{name} has cells that a spreadsheet runs as formulas ({', '.join(examples)}{more}); "
        "--for-spreadsheets writes them as text"
    )
