"""The words of a sentence that a feature's term holds, for explanations.

A term may also describe something in words that are not the sentence's ("spoken of", "not there"); as the sentence
may hold these words by chance, they do not count.
"""

from collections.abc import Sequence
from typing import Final

from training.features.topics import TOPIC_SUFFIX

_ROLE_PREFIXES: Final = ("c", "c<", "c>", "v", "o", "prep")  # of the terms about roles that end in a word
_NUMBER_SHAPE: Final = "0"  # stands for any number in a shape


def words_in_feature(kind: str, term: str, topic: str = "") -> Sequence[str]:
    """Give the parts of a feature's term that are words of the sentence; none if the term only describes something.

    Classes of words (such as parts of speech) may be among them: they are written in a way that no lowercase word is.

    Args:
        kind: the kind of the feature, such as "words" or "role".
        term: the feature's term.
        topic: the sentence's target.

    >>> words_in_feature("role", "c> lied"), words_in_feature("role", "spoken of")
    (['lied'], [])
    >>> words_in_feature("words by topic", "Coal: mines lie", "Coal")
    ['mines', 'lie']
    """
    if kind.endswith(TOPIC_SUFFIX):
        topic_prefix = f"{topic}: "
        if not term.startswith(topic_prefix):
            return []
        return words_in_feature(kind.removesuffix(TOPIC_SUFFIX), term.removeprefix(topic_prefix))
    parts = term.split()
    if kind in ("words", "grammar"):
        return parts
    if kind == "shapes":
        return [part for part in parts if part != _NUMBER_SHAPE]
    if kind in ("windows", "others"):
        return parts[1:] if term[0] in "<>" else []
    if kind == "role":
        return parts[1:] if parts[0] in _ROLE_PREFIXES else []
    return []
