"""The clause that says who spoke, right after a quotation that ends in a question or exclamation mark."""

import re
from typing import Final

_LENGTH: Final = 200  # code points after the quotation that are looked at
_VERBS: Final = (
    "said says say asked asks ask wondered wonders wonder exclaimed exclaims demanded demands responded responds replied replies "
    "insisted insists recalled recalls wrote writes write tweeted tweets posted posts added adds told tells shouted shouts "
    "yelled yells cried cries screamed screams answered answers declared declares announced announces joked jokes quipped quips "
    "continued continues concluded concludes argued argues mused muses queried queries inquired inquires enquired explained "
    "explains remarked remarks noted notes observed observes stated states called calls whispered whispers muttered mutters "
    "mumbled murmured laughed laughs sighed sighs snapped snaps barked roared bellowed boomed thundered pleaded pleads begged "
    "begs urged urges warned warns protested protests complained complains objected interjected countered counters retorted "
    "retorts chanted chants sang sings gushed gushes enthused raved ranted fumed scoffed sneered teased teasing thought thinks "
    "remembered remembers reflected pondered texted texts emailed commented comments told repeated repeats began begins "
    "offered pressed prompted chimed hollered shrieked squealed gasped groaned moaned howled hissed growled snarled "
    "proclaimed pronounced vowed promised admitted confessed conceded acknowledged claimed boasted bragged crowed"
)
_VERB: Final = "(?:" + "|".join(sorted(set(_VERBS.split()), key=lambda verb: (-len(verb), verb))) + r")\b"
_TITLE: Final = r"(?:[A-Z][a-z]{0,5}|[A-Z](?:\.-?[A-Z]){0,3})\.(?=\s(?:[A-Z]|de\b|v[ao]n\b|al-))"
_WORD: Final = rf"(?:{_TITLE}|[\w’'&-]*[\w’'])"
_NAME: Final = rf"{_WORD}(?:\s{_WORD}){{0,6}}?"
_RELATIVE: Final = r"(?!\s*(?:who|whom|whose|which|that|and|but|or|so|when|where|while|because|as|if|then|he|she|they|it|we)\b)"
_APPOSITION: Final = rf"(?:\s\([^()]{{1,60}}\)|,{_RELATIVE}[^,.;:!?“”\"]{{1,80}}(?:\.[^,.;:!?“”\"]{{0,20}})?){{1,3}}?,?"
_AFTER_VERB: Final = (
    r"(?=[.,:;!?…—–]|\s*$|\s+(?:[—–-]|in|on|at|of|to|as|him|her|them|me|us|reporters|during|after|before|when|while|with|from|via|by|"
    r"about|last|later|again|aloud|afterwards?|this|back|through|into|over|again|once|twice|sarcastically|\w+ly|"
    r"(?:thinking|saying|asking|telling|wondering|shouting|yelling)\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:Tonight|tonight|today|yesterday|out|loud)|(?:the|a)\s(?:\w+\s){0,2}(?:crowd|audience|reporters?|court|jury|judge|"
    r"committee|panel|house|room|officers?|police|press|driver|man|woman|boy|girl|children|class))\b)"
)
_SPEAKER: Final = re.compile(rf"(?P<subject>{_NAME})(?:{_APPOSITION})?\s{_VERB}{_AFTER_VERB}")
_NO_SUBJECT: Final = re.compile(r"\b(?:who|whom|which|that|what|how|why|where|when|if|because|but|not)\b", re.IGNORECASE)


def names_speaker(after: str) -> bool:
    """Decide whether the text after a quotation begins with who says it, as in "Ann Hale, a baker, asked".

    >>> [names_speaker(text) for text in ("Hale, 45, asked.", "The mayor left.", "Hale said he did not know.")]
    [True, False, False]
    """
    match = _SPEAKER.match(after[:_LENGTH])
    return match is not None and not _NO_SUBJECT.search(match["subject"])
