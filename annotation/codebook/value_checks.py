"""Checks of single values in a codebook; each is named by the words that a message has for what the value should be."""

import re
from collections.abc import Callable, Mapping
from typing import Final

KINDS: Final = ("choice", "spans")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def is_text(value: object) -> bool:
    """Decide whether a value is a string with more than white space in it."""
    return isinstance(value, str) and bool(value.strip())


def is_name(value: object) -> bool:
    """Decide whether a value can be the name of a codebook, question or label."""
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


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


TEXT: Final = "a text that isn't empty"
ANY_TEXT: Final = "a text"
NAME: Final = "a name (a-z, then a-z, 0-9 or _)"
VERSION: Final = "a version without spaces, in quotes"
FLAG: Final = "true or false"
TEXTS: Final = "a list of texts"
NAMES: Final = "a list of names"
TABLES: Final = "one or more tables"
TABLE: Final = "a table"
COLOR: Final = "a color like #0072b2"
KIND: Final = "choice or spans"
ALPHA: Final = "a number above 0 and at most 1"

VALUE_CHECKS: Final[Mapping[str, Callable[[object], bool]]] = {
    TEXT: is_text,
    ANY_TEXT: lambda value: isinstance(value, str),
    NAME: is_name,
    VERSION: _is_version,
    FLAG: lambda value: isinstance(value, bool),
    TEXTS: _are_texts,
    NAMES: are_names,
    TABLES: _are_tables,
    TABLE: lambda value: isinstance(value, dict),
    COLOR: lambda value: isinstance(value, str) and bool(_COLOR.fullmatch(value)),
    KIND: lambda value: value in KINDS,
    ALPHA: _is_alpha,
}

REQUIRED_CODEBOOK_KEYS: Final = {
    "name": NAME,
    "version": VERSION,
    "title": TEXT,
    "introduction": TEXT,
    "questions": TABLES,
}
OPTIONAL_CODEBOOK_KEYS: Final = {"target": TEXT, "aliases": TEXTS}
REQUIRED_QUESTION_KEYS: Final = {"name": NAME, "kind": KIND, "title": TEXT, "text": TEXT, "labels": TABLES}
OPTIONAL_QUESTION_KEYS: Final = {
    "target": FLAG,
    "required": FLAG,
    "only_if": TABLE,
    "rules": TEXTS,
    "merge": TABLE,
    "scale": FLAG,
    "agreement_target": ALPHA,
    "merged_agreement_target": ALPHA,
}
REQUIRED_LABEL_KEYS: Final = {"name": NAME, "hotkey": TEXT, "color": COLOR, "definition": TEXT}
OPTIONAL_LABEL_KEYS: Final = {"use_when": TEXT, "not_when": TEXT, "examples": TEXTS, "train_as": ANY_TEXT}
REQUIRED_CONDITION_KEYS: Final = {"question": NAME, "labels": NAMES}
