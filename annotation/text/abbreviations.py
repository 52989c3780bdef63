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
_PARTS_OF_DAY: Final = frozenset(("Morning", "Afternoon", "Evening", "Night"))
_CLOCK: Final = re.compile(r"(?:^|[^\w.])(?:(\w+)\s)?(?:\d{1,2}(?:[:.]\d\d)?(?:\s?[-–—]\s?\d{1,2}(?:[:.]\d\d)?)?)\s?$")
_ARTICLES: Final = frozenset("a an the its his her their our each every this that".split())
_HELD: Final = re.compile(  # "earned her", "has an", before a degree
    r"\b(?:his|her|my|their|your|(?:earn|receiv|hold|held|ha[sd]|have|having|g[eo]t|complet|finish|pursu|award|conferr|"
    r"stud(?:y|ied))\w*\s+(?:an?|the))\s+$"
)
_OFFICES: Final = frozenset(
    "Mayor Police Council Attorney Governor Senator Senate House Gov Sen Rep Supreme Circuit Superior".split()
)
_FIRST_WORD: Final = re.compile(r"[^\W_][\w’']*")


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
    first = _FIRST_WORD.match(after)
    following = first[0] if first else ""
    has_period = bool(first) and after[first.end() : first.end() + 1] == "."
    begins_sentence = following in _STARTERS and not has_period
    if word in _TIME and (clock := _CLOCK.search(before)):
        return _belongs_to_time(following, has_period) or (clock[1] in _ARTICLES and not begins_sentence)
    if word in _NEVER_FINAL:
        return True
    if word in _BEFORE_NUMBER:
        return following[:1].isdigit()
    if word in _MONTHS or word in _WEEKDAYS:
        return following[:1].isdigit() or _is_day(following, has_period) or following in _PARTS_OF_DAY
    if begins_sentence:
        return False
    if word in _DEGREES and _HELD.search(before):
        return False
    if word in _STATES and before.rstrip().endswith(","):
        return following[:1].isdigit() or following in _OFFICES
    return word in _BEFORE_NAME or word in _STATES or _is_initials(word) or (at_start and len(word) == 1)


def _belongs_to_time(following: str, has_period: bool) -> bool:
    return following in _AFTER_TIME or _is_day(following, has_period)


def _is_day(following: str, has_period: bool) -> bool:
    """Decide whether a word names a day or month, whole or abbreviated."""
    is_abbreviated = has_period and (following in _MONTHS or following in _WEEKDAYS)
    return is_abbreviated or (following in _AFTER_TIME and following.endswith(("day", "days")))


def _is_initials(word: str) -> bool:
    """Decide whether a word is one capital, or several with periods between them ("J", "J.D", "U.S")."""
    return all(len(letter) == 1 and letter.isupper() for letter in re.split(r"\.-?|-", word))
