"""Which words a feature holds, for telling which words of a sentence it is about.

A feature may also say something in words of ours ("spoken of", "not there"), which stand in many a sentence by chance.
"""

from collections.abc import Sequence
from typing import Final

from training.features.topics import TOPIC_SUFFIX

_ROLE_PREFIXES: Final = ("c", "c<", "c>", "v", "o", "prep")  # begin the features of a role that go on with a word
_NUMBER_SHAPE: Final = "0"  # stands for any number in a shape


def words_in_feature(kind: str, term: str, topic: str = "") -> Sequence[str]:
    """Give the parts of a feature that are words, where the sentence has them; none where it is in words of ours.

    Classes of words and the like are among them: they are written as no word in small letters is. `topic` is the
    sentence's target.

    >>> words_in_feature("role", "c> lied"), words_in_feature("role", "spoken of"), words_in_feature("words by topic", "Coal: mines lie", "Coal")
    (['lied'], [], ['mines', 'lie'])
    """
    if kind.endswith(TOPIC_SUFFIX):
        of, about = kind.removesuffix(TOPIC_SUFFIX), f"{topic}: "
        return words_in_feature(of, term.removeprefix(about)) if term.startswith(about) else []
    parts = term.split()
    if kind in ("words", "grammar"):
        return parts
    if kind == "shapes":
        return [part for part in parts if part != _NUMBER_SHAPE]
    if kind == "windows":
        return parts[1:] if term[0] in "<>" else []
    if kind == "role":
        return parts[1:] if parts[0] in _ROLE_PREFIXES else []
    return []
