"""The keys that a codebook, a question, a label and a condition may have, and the check of each key's value."""

import re
from collections.abc import Callable, Mapping
from typing import Final

_KINDS: Final = ("choice", "spans")
_NAME_PATTERN: Final = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE_PATTERN: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_COLOR_PATTERN: Final = re.compile(r"#[0-9a-fA-F]{6}")


def is_text(value: object) -> bool:
    """Decide whether a value is a string with more than white space in it."""
    return isinstance(value, str) and bool(value.strip())


def is_name(value: object) -> bool:
    """Decide whether a value can be the name of a codebook, question or label."""
    return isinstance(value, str) and bool(_NAME_PATTERN.fullmatch(value))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


def are_names(value: object) -> bool:
    """Decide whether a value is a list of at least one name."""
    return isinstance(value, list) and bool(value) and all(map(is_name, value))


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(table, dict) for table in value)


def _is_version(value: object) -> bool:
    return is_text(value) and not re.search(r"\s", str(value))


def _is_alpha(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


# What a value should be, in the words of a message.
_TEXT: Final = "a text that isn't empty"
_ANY_TEXT: Final = "a text"
_NAME: Final = "a name (a-z, then a-z, 0-9 or _)"
_VERSION: Final = "a version without spaces, in quotes"
_FLAG: Final = "true or false"
_TEXTS: Final = "a list of texts"
_NAMES: Final = "a list of names"
_TABLES: Final = "one or more tables"
_TABLE: Final = "a table"
_COLOR: Final = "a color like #0072b2"
_KIND: Final = "choice or spans"
_ALPHA: Final = "a number above 0 and at most 1"
_LANGUAGE: Final = "the code of a language, such as en or de"

VALUE_CHECKS: Final[Mapping[str, Callable[[object], bool]]] = {
    _TEXT: is_text,
    _ANY_TEXT: lambda value: isinstance(value, str),
    _NAME: is_name,
    _VERSION: _is_version,
    _FLAG: lambda value: isinstance(value, bool),
    _TEXTS: _are_texts,
    _NAMES: are_names,
    _TABLES: _are_tables,
    _TABLE: lambda value: isinstance(value, dict),
    _COLOR: lambda value: isinstance(value, str) and bool(_COLOR_PATTERN.fullmatch(value)),
    _KIND: lambda value: value in _KINDS,
    _ALPHA: _is_alpha,
    _LANGUAGE: lambda value: isinstance(value, str) and bool(_LANGUAGE_PATTERN.fullmatch(value)),
}

REQUIRED_CODEBOOK_KEYS: Final = {
    "name": _NAME,
    "version": _VERSION,
    "title": _TEXT,
    "introduction": _TEXT,
    "questions": _TABLES,
}
OPTIONAL_CODEBOOK_KEYS: Final = {
    "target": _TEXT,
    "aliases": _TEXTS,
    "not_aliases": _TEXTS,
    "language": _LANGUAGE,
    "words": _TABLE,
}
REQUIRED_QUESTION_KEYS: Final = {"name": _NAME, "kind": _KIND, "title": _TEXT, "text": _TEXT, "labels": _TABLES}
OPTIONAL_QUESTION_KEYS: Final = {
    "target": _FLAG,
    "required": _FLAG,
    "only_if": _TABLE,
    "rules": _TEXTS,
    "merge": _TABLE,
    "scale": _FLAG,
    "agreement_target": _ALPHA,
    "merged_agreement_target": _ALPHA,
}
REQUIRED_LABEL_KEYS: Final = {"name": _NAME, "hotkey": _TEXT, "color": _COLOR, "definition": _TEXT}
OPTIONAL_LABEL_KEYS: Final = {
    "use_when": _TEXT,
    "not_when": _TEXT,
    "examples": _TEXTS,
    "train_as": _ANY_TEXT,
    "title": _TEXT,
}
REQUIRED_CONDITION_KEYS: Final = {"question": _NAME, "labels": _NAMES}
