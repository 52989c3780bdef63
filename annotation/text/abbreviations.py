"""Periods that end an abbreviation rather than a sentence, decided by the abbreviation and the words around it."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

_LISTS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_NEVER_FINAL: Final = frozenset(_LISTS["never_final"].split())
_MONTHS: Final = frozenset(_LISTS["months"].split())
_WEEKDAYS: Final = frozenset(_LISTS["weekdays"].split())
_BEFORE_NUMBER: Final = frozenset(_LISTS["before_number"].split())
_BEFORE_NAME: Final = frozenset(_LISTS["before_name"].split())
_STATES: Final = frozenset(_LISTS["states"].split())
_DEGREES: Final = frozenset(_LISTS["degrees"].split())
_AFTER_TIME: Final = frozenset(_LISTS["after_time"].split())
_STARTERS: Final = frozenset(_LISTS["starters"].split())
_TIME: Final = frozenset(("a.m", "p.m", "A.M", "P.M", "am", "pm"))
_POSTSCRIPTS: Final = frozenset(("P.S", "PS", "N.B", "NB", "P.P.S"))
_PARTS_OF_DAY: Final = frozenset(("Morning", "Afternoon", "Evening", "Night"))
_CLOCK: Final = re.compile(r"(?:^|[^\w.])(?:(\w+)\s)?\d{1,2}(?:[:.]\d\d)?(?:\s?[-–—]\s?\d{1,2}(?:[:.]\d\d)?)?\s?$")
_ARTICLES: Final = frozenset(["a", "an", "the", "its", "his", "her", "their", "our", "each", "every", "this", "that"])
_HELD: Final = re.compile(  # "earned her", "has an", before a degree
    r"\b(?:his|her|my|their|your|(?:earn|receiv|hold|held|ha[sd]|have|having|g[eo]t|complet|finish|pursu|award|conferr|"
    r"stud(?:y|ied))\w*\s+(?:an?|the))\s+$"
)
_OFFICES: Final = frozenset(
    [
        "Mayor",
        "Police",
        "Council",
        "Attorney",
        "Governor",
        "Senator",
        "Senate",
        "House",
        "Gov",
        "Sen",
        "Rep",
        "Supreme",
        "Circuit",
        "Superior",
    ]
)
_PARTY: Final = re.compile(r"^[A-Z]-(?=[A-Z])")
_FIRST_WORD: Final = re.compile(r"[^\W_][\w’']*")


_KNOWN: Final = _NEVER_FINAL | _MONTHS | _WEEKDAYS | _BEFORE_NUMBER | _BEFORE_NAME | _STATES | _DEGREES
_ORDINARY_WORD: Final = re.compile(r"[^\W\d_]*[^\W\d_A-Z]{2}|\d+|[A-Z]{3,}")
_SHORT_FORMS: Final = frozenset(_LISTS["short_forms"].split())


def is_ordinary(word: str) -> bool:
    """Decide whether a word with a period ends a sentence even though a small letter or no space follows.

    >>> [is_ordinary(word) for word in ("nothing", "approx", "e.g", "Gov")]
    [True, False, False, False]
    """
    return _ORDINARY_WORD.fullmatch(word) is not None and word not in _KNOWN and word.lower() not in _SHORT_FORMS


def is_known(word: str) -> bool:
    """Decide whether a word is an abbreviation of the lists, or initials."""
    word = _known_form(word)
    return word in _KNOWN or _is_initials(word)


def continues(word: str, before: str, after: str, *, at_start: bool) -> bool:
    """Decide whether a sentence goes on after a word with a period that a capital or digit follows.

    Args:
        word: The word before the period, without it, such as "Gov" or "p.m".
        before: What stands before the word, in the same sentence.
        after: What follows the period, without white space and opening marks at its start.
        at_start: Whether the sentence has no other word before it.

    >>> continues("p.m", "It is set for 3 ", "Monday at noon.", at_start=False)
    True
    >>> continues("p.m", "He left at 3 ", "The mayor knew.", at_start=False)
    False
    """
    word = _known_form(word.lstrip("-"))
    if word in _NEVER_FINAL or (at_start and word in _POSTSCRIPTS):
        return True
    first = _FIRST_WORD.match(after)
    following = first[0] if first else ""
    next_mark = after[len(following) : len(following) + 1]
    has_period = next_mark == "."
    is_adverb = following.endswith("ly") and next_mark == ","  # "Initially," but "Kelly"
    begins_sentence = is_adverb or (following in _STARTERS and not has_period)
    if word in _TIME and (clock := _CLOCK.search(before)):
        is_adjective = (clock[1] or "").lower() in _ARTICLES and not begins_sentence  # "the 9 a.m. Senate hearing"
        return (
            is_adjective
            or following in _AFTER_TIME
            or following.capitalize() in _AFTER_TIME
            or _is_day(following, has_period)
        )
    if word in _BEFORE_NUMBER:
        return following[:1].isdigit()
    if word in _MONTHS or word in _WEEKDAYS:
        return following[:1].isdigit() or _is_day(following, has_period) or following in _PARTS_OF_DAY
    return not begins_sentence and _belongs_to_name(word, before, following)


def _known_form(word: str) -> str:
    """Return an abbreviation as the lists have it: not in capitals ("ST. LOUIS"), nor after a party ("R-Ala.")."""
    word = _PARTY.sub("", word)
    return word.capitalize() if word.isupper() and word.capitalize() in _KNOWN else word


def _belongs_to_name(word: str, before: str, following: str) -> bool:
    """Decide whether the next word may go on with a name that the abbreviation is part of."""
    if word in _DEGREES and _HELD.search(before):
        return False
    if word in _STATES and before.rstrip().endswith(","):
        return following[:1].isdigit() or following in _OFFICES
    return word in _BEFORE_NAME or word in _STATES or _is_initials(word)


def _is_day(following: str, has_period: bool) -> bool:
    """Decide whether a word names a day or month, whole or abbreviated."""
    is_abbreviated = has_period and (following in _MONTHS or following in _WEEKDAYS)
    return is_abbreviated or (following in _AFTER_TIME and following.endswith(("day", "days")))


def _is_initials(word: str) -> bool:
    """Decide whether a word is one capital, or several with periods between them ("J", "J.D", "U.S")."""
    return all(len(letter) == 1 and letter.isupper() for letter in re.split(r"\.-?|-", word))
