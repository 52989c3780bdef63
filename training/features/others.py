"""Features of the target among the other names of its sentence: which words stand between them, on which side.

"Lee praised Bo" says something else of Lee than of Bo, and only for one of them do the words stand between the name and
the next one on its right.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from training.features.tone import signed_words
from training.language.word_lists import attitudes_by_word
from training.masking.passages import TARGET
from training.syntax.names import name_flags
from training.syntax.pos_tags import pos_tags
from training.syntax.positions import AFTER, BEFORE
from training.syntax.tokens import Document, Tokens

MAX_MENTIONS: Final = 3  # mentions beyond these give no features
MAX_WORDS_BETWEEN: Final = 10
_MAX_COUNTED_NAMES: Final = 3


def other_name_features(document: Document) -> Iterator[str]:
    """Give the words between each mention of the target and the nearest other names, and what they show.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(other_name_features(make_document(Passage("Lee praised Bo.", ((12, 14),)))))
    ['1 others', '< praised', '<++', '<+', 'none>']
    """
    lowered = document.lowered
    mentions = [position for position, token in enumerate(lowered) if token == TARGET][:MAX_MENTIONS]
    flags = name_flags(document, pos_tags(document.tokens)) if mentions else []
    names = [position for position, flag in enumerate(flags) if flag]
    if not names:
        yield "alone" if mentions else "not named"
        return
    neighbors = list(zip(flags, [*flags[1:], False], strict=True))
    count = sum(flag and not following for flag, following in neighbors)
    yield f"{min(_MAX_COUNTED_NAMES, count)} others"
    signs = dict(signed_words(lowered))
    for mention in mentions:
        previous = max((name for name in names if name < mention), default=-1)
        following = min((name for name in names if name > mention), default=-1)
        for side, name in ((BEFORE, previous), (AFTER, following)):
            first, last = sorted((mention, name))
            if name < 0:
                yield f"none{side}"
            elif last - first - 1 <= MAX_WORDS_BETWEEN:
                yield from _words_between(lowered[first + 1 : last], first + 1, side, signs)


def _words_between(words: Tokens, first: int, side: str, signs: Mapping[int, str]) -> Iterator[str]:
    """Give words with their attitudes and signs; `first` is the position of the first one in the sentence."""
    attitudes = attitudes_by_word()
    for position, word in enumerate(words, first):
        yield f"{side} {word}"
        yield from (f"{side} {attitude}/" for attitude in attitudes.get(word, ()))
        if position in signs:
            yield from (f"{side}{signs[position]}", f"{side}{signs[position][0]}")
