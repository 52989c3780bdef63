"""Features of a question about a target: what stands around its mentions, and how it is called."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from training.language.word_lists import word_lists
from training.masking.passages import TARGET
from training.syntax.tokens import Document, Tokens

WINDOW_DISTANCES: Final = (2, 5, 10)  # words from the target that count as close, near and around
_MAX_COUNTED_WORDS: Final = 4


def window_features(found: Document) -> Iterator[str]:
    """Words before and after each mention of the target, by how far away they stand.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(window_features(document(Passage("poor Bo!", ((5, 7),)))))
    ['there', '<2 poor', '<5 poor', '<10 poor', '< poor', '>2 !', '>5 !', '>10 !', '> !']
    """
    places = [place for place, token in enumerate(found.lowered) if token == TARGET]
    yield "there" if places else "not there"
    reach = WINDOW_DISTANCES[-1]
    for place in places:
        yield from _side_features("<", found.lowered[max(0, place - reach) : place][::-1])
        yield from _side_features(">", found.lowered[place + 1 : place + 1 + reach])


def naming_features(found: Document) -> Iterator[str]:
    """How the target is called where it is first mentioned: by a pronoun, a name, a title, or in words.

    Words without a capital say something about the target ("the thug"); a name must not, and is left out, however it is
    written.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(naming_features(document(Passage("Then the thug Bo ran.", ((5, 16),)))))
    ['no pronoun', '3 words', 'small', 'later', 'as the', 'as thug']
    """
    if not found.passage.spans:
        yield "not called"
        return
    text, (start, end) = found.passage.text, found.passage.spans[0]
    mention = text[start:end]
    words, lowered = mention.split(), mention.lower()
    yield f"pronoun {lowered}" if lowered in word_lists()["pronouns"] else "no pronoun"
    yield f"{min(_MAX_COUNTED_WORDS, len(words))} words"
    yield "shouted" if mention.isupper() else "capital" if mention[:1].isupper() else "small"
    yield "later" if text[:start].strip("“\"' ") else "first"
    for word in words:
        title = word.lower().strip(".") in word_lists()["titles"]
        if title or (word[0].islower() and not _is_part_of_name(word, found.passage.names)):
            yield f"as {word.lower()}"


def _is_part_of_name(word: str, names: Collection[str]) -> bool:
    """Whether a word is part of a name, which may be written small ("bell hooks")."""
    return any(part in names for part in re.findall(r"\w+", word.lower()))


def _side_features(sign: str, found: Tokens) -> Iterator[str]:
    for reach in WINDOW_DISTANCES:
        for word in found[:reach]:
            yield f"{sign}{reach} {word}"
    for size in (1, 2, 3):
        if len(found) >= size:
            yield f"{sign} {' '.join(found[:size])}"
