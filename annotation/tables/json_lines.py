"""Rows of JSON lines: one JSON object in each line."""

import json
import re
from collections.abc import Iterator
from typing import Final

from annotation.errors import DataError
from annotation.io.encodings import lines_or_errors
from annotation.io.json_text import parse_json_loosely
from annotation.tables.raw_rows import FilePath, ReadRow, Values

_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")  # an escaped half of a surrogate pair
_OVER_SEVERAL_LINES: Final = {  # how JSON begins that is written for people
    "[": "write each object in a line of its own (jq -c '.[]' FILE > FILE.jsonl)",
    "{": "write each object in a line of its own (jq -c . FILE > FILE.jsonl)",
}
_CUT_OFF: Final = "it ends in the middle"
_HUGE_NUMBER: Final = re.compile(r"\d[eE]\+?\d{3}|\d{309}")


def json_rows(path: FilePath, name: str, encoding: str | None) -> Iterator[ReadRow]:
    """Yield each line's object, or the error that the line is; `name` is what messages call the file."""
    for number, line in enumerate(lines_or_errors(path, name, encoding), start=1):
        location = f"{name}:{number}"
        if isinstance(line, DataError):
            yield location, None, line
            continue
        if line.isspace():
            continue
        try:
            values = _json_object(line, location)
        except DataError as error:
            yield location, None, error
        else:
            yield location, values, values


def _json_object(line: str, location: str) -> Values:
    try:
        values = parse_json_loosely(line, _json_constant)
    except ValueError as error:
        reason = str(error).removeprefix("it ")
        usual_advice = "the line is cut off" if _CUT_OFF in reason else "each line is one JSON object"
        advice = _OVER_SEVERAL_LINES.get(line.strip(), usual_advice)
        raise DataError(f"{location} {reason}; {advice}") from error
    if not isinstance(values, dict):
        raise DataError(f"{location} is {type(values).__name__}, not a JSON object; each line is one JSON object")
    if _SURROGATE.search(line):
        _refuse_surrogates(values, location)
    if _HUGE_NUMBER.search(line):
        _refuse_infinity(values, location)
    return values


def _json_constant(name: str) -> None:
    """Read NaN, which Python and pandas write for a missing number, as a missing value."""
    if name != "NaN":
        raise ValueError(f"it holds {name}, which is not a number in JSON")


def _refuse_surrogates(values: object, location: str) -> None:
    """Refuse half of a surrogate pair: it is not a character and cannot be written to a file."""
    try:
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        surrogate = f"\\u{ord(error.object[error.start]):04x}"
        raise DataError(f"{location} holds {surrogate}, half of a character; write the character itself") from error


def _refuse_infinity(values: object, location: str) -> None:
    """Refuse a number that is too large for a float: it would become infinity, which JSON cannot express."""
    try:
        json.dumps(values, allow_nan=False)
    except ValueError as error:
        raise DataError(f"{location} holds a number that is larger than 1.8e308, the largest possible") from error
