"""Features of a question about a target: the words around its mentions, and how the target is called."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from training.language.word_lists import word_lists
from training.masking.passages import TARGET
from training.syntax.tokens import Document, Tokens

WINDOW_DISTANCES: Final = (2, 5, 10)  # tokens from the target
_NGRAM_SIZES: Final = (1, 2, 3)  # of the tokens right beside a mention
_MAX_COUNTED_WORDS: Final = 4


def window_features(document: Document) -> Iterator[str]:
    """Give the words before and after each mention of the target, by how far away they stand.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(window_features(make_document(Passage("poor Bo!", ((5, 7),)))))
    ['there', '<2 poor', '<5 poor', '<10 poor', '< poor', '>2 !', '>5 !', '>10 !', '> !']
    """
    mentions = [position for position, token in enumerate(document.lowered) if token == TARGET]
    yield "there" if mentions else "not there"
    reach = WINDOW_DISTANCES[-1]
    for mention in mentions:
        yield from _side_features("<", document.lowered[max(0, mention - reach) : mention][::-1])
        yield from _side_features(">", document.lowered[mention + 1 : mention + 1 + reach])


def naming_features(document: Document) -> Iterator[str]:
    """Give how the target is called at its first mention: by a pronoun, a name, a title, or other words.

    Words without a capital say something about the target ("the thug") and are features; words of its names are none,
    however they are written.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(naming_features(make_document(Passage("Then the thug Bo ran.", ((5, 16),)))))
    ['no pronoun', '3 words', 'small', 'later', 'as the', 'as thug']
    """
    if not document.passage.target_spans:
        yield "not called"
        return
    text, (start, end) = document.passage.text, document.passage.target_spans[0]
    mention = text[start:end]
    words, lowered = mention.split(), mention.lower()
    yield f"pronoun {lowered}" if lowered in word_lists()["pronouns"] else "no pronoun"
    yield f"{min(_MAX_COUNTED_WORDS, len(words))} words"
    yield "shouted" if mention.isupper() else "capital" if mention[:1].isupper() else "small"
    yield "later" if text[:start].strip("“\"' ") else "first"
    for word in words:
        is_title = word.lower().strip(".") in word_lists()["titles"]
        if is_title or (word[0].islower() and not _is_part_of_name(word, document.passage.target_words)):
            yield f"as {word.lower()}"


def _is_part_of_name(word: str, target_words: Collection[str]) -> bool:
    """Whether a word is part of a name, which may be written without a capital ("bell hooks")."""
    return any(part in target_words for part in re.findall(r"\w+", word.lower()))


def _side_features(side: str, tokens: Tokens) -> Iterator[str]:
    """Give the features of the tokens on one side of a mention, the nearest token first."""
    for distance in WINDOW_DISTANCES:
        for token in tokens[:distance]:
            yield f"{side}{distance} {token}"
    for size in _NGRAM_SIZES:
        if len(tokens) >= size:
            yield f"{side} {' '.join(tokens[:size])}"
