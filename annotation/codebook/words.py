"""The fixed words of the screen and the manual, which no question brings along, in each language that we know."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

_DEFAULT_LANGUAGE: Final = "en"


def fixed_words(language: str, replacements: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words of a language by key, each a text or a list of texts; a codebook's own words take their place.

    >>> fixed_words("de", {})["label"], fixed_words("de", {"label": "Etikett"})["label"]
    ('Antwort', 'Etikett')
    """
    by_language = _words_by_language()
    return MappingProxyType({**by_language[_DEFAULT_LANGUAGE], **by_language.get(language, {}), **replacements})


def words_problems(content: Mapping[str, Any]) -> Iterator[str]:
    """Report a language without words, and words of a codebook's own that are unknown or not usable."""
    language, replacements = content.get("language", _DEFAULT_LANGUAGE), content.get("words", {})
    if not isinstance(replacements, dict) or not isinstance(language, str) or not re.match("[a-z]{2,3}(-|$)", language):
        return  # another check reports that
    english = _words_by_language()[_DEFAULT_LANGUAGE]
    missing = sorted(english.keys() - replacements.keys())
    if language not in _words_by_language() and missing:
        languages = ", ".join(_words_by_language())
        yield (
            f"'language' is {language!r}, in which newsstance has no words for the screen and the manual (it has: "
            f"{languages}); give them in a table [words], which lacks: {', '.join(missing)}"
        )
    for key, value in replacements.items():
        if key not in english:
            yield f"words: {key!r} is an unknown key (known keys: {', '.join(sorted(english))})"
        elif not _is_like(value, english[key]):
            yield f"words: {key!r} must be {_kind(english[key])}, as in English: {english[key]!r}"


def _is_like(value: object, english: object) -> bool:
    """Whether words have the kind of the English ones, and the same placeholders."""
    if isinstance(english, list):
        return isinstance(value, list) and bool(value) and all(isinstance(part, str) and part.strip() for part in value)
    return isinstance(value, str) and bool(value.strip()) and _placeholders(value) == _placeholders(str(english))


def _kind(english: object) -> str:
    placeholders = sorted(_placeholders(english)) if isinstance(english, str) else []
    kind = "a list of texts" if isinstance(english, list) else "a text"
    return f"{kind} with {' and '.join(placeholders)}" if placeholders else kind


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{[^{}]*\}", text))


@cache
def _words_by_language() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
