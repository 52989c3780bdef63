"""The clause that says who spoke, right after a quotation that ends in a question or exclamation mark."""

import re
import tomllib
from pathlib import Path
from typing import Final

_LENGTH: Final = 200  # code points after the quotation that are looked at
_VERBS: Final[str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["verbs"]
_VERB: Final = rf"(?i:{'|'.join(_VERBS.split())})\b"  # in a text in capitals too
_TITLE: Final = r"(?:[A-Z][a-z]{0,5}|[A-Z](?:\.-?[A-Z]){0,3})\.(?=\s(?:[A-Z]|de\b|v[ao]n\b|al-))"
_WORD: Final = rf"(?:{_TITLE}|[\w’'&-]*[\w’'])"
_NAME: Final = rf"{_WORD}(?:\s{_WORD}){{0,6}}?"
_RELATIVE: Final = (
    r"(?!\s*(?:who|whom|whose|which|that|and|but|or|so|when|where|while|because|as|if|then|he|she|they|it|we)\b)"
)
_WHO_IS: Final = r",\swho\s(?:is|was|has|had|lives|lived|works|worked)\b[^,.;:!?“”\"]{1,60}"
_APPOSITION: Final = (
    rf"(?:\s\([^()]{{1,60}}\)|{_WHO_IS}|"
    rf",{_RELATIVE}[^,.;:!?“”\"]{{1,80}}(?:\.[^,.;:!?“”\"]{{0,20}})?){{1,3}}?,?"
)
_AFTER_VERB: Final = (
    r"(?=[.,:;!?…—–]|\s*$|\s+(?:[—–-]|in|on|at|of|to|as|him|her|them|me|us|reporters|during|after|before|when|while|with|from|"
    r"via|by|about|last|later|again|aloud|afterwards?|this|back|through|into|over|again|once|twice|sarcastically|\w+ly|"
    r"(?:thinking|saying|asking|telling|wondering|shouting|yelling)\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:Tonight|tonight|today|yesterday|out|loud)|(?:the|a)\s(?:\w+\s){0,2}(?:crowd|audience|reporters?|court|jury|judge|"
    r"committee|panel|house|room|officers?|police|press|driver|man|woman|boy|girl|children|class))\b)"
)
_SPEAKER: Final = re.compile(rf"(?P<subject>{_NAME})(?:{_APPOSITION})?\s{_VERB}{_AFTER_VERB}")
_NO_SUBJECT: Final = re.compile(
    r"\b(?:who|whom|which|that|what|how|why|where|when|if|because|but|not)\b", re.IGNORECASE
)


def names_speaker(after: str) -> bool:
    """Decide whether the text after a quotation begins with who says it, as in "Ann Hale, a baker, asked".

    >>> [names_speaker(text) for text in ("Hale, 45, asked.", "The mayor left.", "Hale said he did not know.")]
    [True, False, False]
    """
    match = _SPEAKER.match(after[:_LENGTH])
    return match is not None and not _NO_SUBJECT.search(match["subject"])
