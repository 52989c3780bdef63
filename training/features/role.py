"""Features of the target's role: does it speak or act, is it acted on, in which clause, inside a quotation or not."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from training.features.tone import signed_words
from training.language.word_lists import attitudes_by_word, word_lists
from training.masking.passages import TARGET
from training.syntax.pos_tags import VERB, pos_tags
from training.syntax.positions import clause_positions, quotation_flags
from training.syntax.tokens import Document, Tokens

MAX_MENTIONS: Final = 3  # mentions beyond these give no features
_MAX_TOKENS_AFTER, _MAX_TOKENS_BEFORE = 8, 6  # how far from a mention its verb is looked for
_PREPOSITION: Final = "IN"
_QUARTERS: Final = 4


class _TaggedSentence(NamedTuple):
    """A sentence with what its tokens are."""

    lowered: Tokens
    tags: Sequence[str]
    signs: Mapping[int, str]  # of the good and bad words, by position
    inside_quotes: Sequence[bool]


def role_features(document: Document) -> Iterator[str]:
    """Give what the target does, what is done to it, and what else its clause says.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(role_features(make_document(Passage("They blamed Bo.", ((12, 14),)))))[3:8]
    ['c they', 'c< they', 'c blamed', 'c< blamed', 'c-']
    """
    lowered = document.lowered
    mentions = [position for position, token in enumerate(lowered) if token == TARGET][:MAX_MENTIONS]
    if not mentions:
        yield "not named"
        return
    sentence = _TaggedSentence(
        lowered, pos_tags(document.tokens), dict(signed_words(lowered)), quotation_flags(lowered)
    )
    yield f"{len(mentions)} mentions"
    yield f"place {mentions[0] * _QUARTERS // len(lowered)}"
    for mention in mentions:
        is_quoted, has_quotation = sentence.inside_quotes[mention], any(sentence.inside_quotes)
        yield "inside" if is_quoted else "outside" if has_quotation else "nothing quoted"
        yield from _clause_features(sentence, mention)
        yield from _verb_features(sentence, mention)
        yield from _neighbor_features(sentence, mention)


def _clause_features(sentence: _TaggedSentence, mention: int) -> Iterator[str]:
    """Give the words of a mention's clause, their attitudes, and the prevailing sign in the clause and outside it."""
    clause = clause_positions(sentence.lowered, mention)
    for position in clause:
        if position != mention:
            word = sentence.lowered[position]
            yield from (f"c {word}", f"c{'<' if position < mention else '>'} {word}")
            yield from (f"c {attitude}/" for attitude in attitudes_by_word().get(word, ()))
    yield f"c{_prevailing_sign(sign for position, sign in sentence.signs.items() if position in clause)}"
    yield f"else{_prevailing_sign(sign for position, sign in sentence.signs.items() if position not in clause)}"


def _prevailing_sign(signs: Iterator[str]) -> str:
    counts = Counter(sign[0] for sign in signs)
    if counts["+"] == counts["-"]:
        return "=" if counts else ""
    return "+" if counts["+"] > counts["-"] else "-"


def _verb_features(sentence: _TaggedSentence, mention: int) -> Iterator[str]:
    """Give the first verb after a mention, which it may be the subject of, and the last one before it."""
    lowered, words = sentence.lowered, word_lists()
    for position in range(mention + 1, min(len(lowered), mention + _MAX_TOKENS_AFTER + 1)):
        word = lowered[position]
        if not word[0].isalnum() and word != ",":
            break
        is_main_verb = word not in words["auxiliaries"] and word not in words["having"]
        if sentence.tags[position].startswith(VERB) and is_main_verb:
            yield "speaks" if word in words["speech"] else "acts"
            yield from _features_of_verb(sentence, position, "v")
            break
    for position in range(mention - 1, max(-1, mention - _MAX_TOKENS_BEFORE - 1), -1):
        word = lowered[position]
        if not word[0].isalnum() and word != TARGET:
            break
        if sentence.tags[position].startswith(VERB):
            yield "spoken of" if word in words["speech"] else "acted on"
            yield from _features_of_verb(sentence, position, "o")
            break


def _features_of_verb(sentence: _TaggedSentence, position: int, prefix: str) -> Iterator[str]:
    word = sentence.lowered[position]
    yield f"{prefix} {word}"
    yield from (f"{prefix} {attitude}/" for attitude in attitudes_by_word().get(word, ()))
    if position in sentence.signs:
        yield f"{prefix}{sentence.signs[position]}"


def _neighbor_features(sentence: _TaggedSentence, mention: int) -> Iterator[str]:
    """Give the tags beside a mention, a preposition before it, and whether it follows a word of speech."""
    tags = sentence.tags
    previous_word = sentence.lowered[mention - 1] if mention else "^"
    yield f"prev {tags[mention - 1] if mention else '^'}/"
    yield f"next {tags[mention + 1] if mention + 1 < len(tags) else '$'}/"
    if mention and tags[mention - 1] == _PREPOSITION:
        yield f"prep {previous_word}"
    if previous_word in word_lists()["speech"]:
        yield "speaks after"
