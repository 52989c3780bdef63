"""Features of the part a target plays: does it speak or act, is it acted on, in which clause, in a quotation or not?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from training.features.tone import signed_words
from training.language.word_lists import attitudes_by_word, word_lists
from training.masking.passages import TARGET
from training.syntax.pos_tags import VERB, pos_tags
from training.syntax.positions import clause_positions, quotation_flags
from training.syntax.tokens import Document, Tokens

MAX_MENTIONS: Final = 3  # mentions that are looked at
_MAX_TOKENS_AFTER, _MAX_TOKENS_BEFORE = 8, 6  # words in which a mention's verb is looked for
_PREPOSITION: Final = "IN"
_QUARTERS: Final = 4


class _TaggedSentence(NamedTuple):
    """A sentence as a role is read from it."""

    lowered: Tokens
    kinds: Sequence[str]
    signs: Mapping[int, str]
    inside: Sequence[bool]


def role_features(found: Document) -> Iterator[str]:
    """What the target does and what is done to it, and what else its clause says.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(role_features(document(Passage("They blamed Bo.", ((12, 14),)))))[3:8]
    ['c they', 'c< they', 'c blamed', 'c< blamed', 'c-']
    """
    mentions = [place for place, token in enumerate(found.lowered) if token == TARGET][:MAX_MENTIONS]
    if not mentions:
        yield "not named"
        return
    lowered = found.lowered
    seen = _TaggedSentence(lowered, pos_tags(found.tokens), dict(signed_words(lowered)), quotation_flags(lowered))
    yield f"{len(mentions)} mentions"
    yield f"place {mentions[0] * _QUARTERS // len(lowered)}"
    for at in mentions:
        yield "inside" if seen.inside[at] else "outside" if any(seen.inside) else "nothing quoted"
        yield from _clause_features(seen, at)
        yield from _verb_features(seen, at)
        yield from _neighbor_features(seen, at)


def _clause_features(seen: _TaggedSentence, at: int) -> Iterator[str]:
    inside = clause_positions(seen.lowered, at)
    for place in inside:
        if place != at:
            word = seen.lowered[place]
            yield from (f"c {word}", f"c{'<' if place < at else '>'} {word}")
            yield from (f"c {name}/" for name in attitudes_by_word().get(word, ()))
    yield f"c{_prevailing_sign(sign for place, sign in seen.signs.items() if place in inside)}"
    yield f"else{_prevailing_sign(sign for place, sign in seen.signs.items() if place not in inside)}"


def _prevailing_sign(signs: Iterator[str]) -> str:
    counts = Counter(sign[0] for sign in signs)
    if counts["+"] == counts["-"]:
        return "=" if counts else ""
    return "+" if counts["+"] > counts["-"] else "-"


def _verb_features(seen: _TaggedSentence, at: int) -> Iterator[str]:
    """Give the first verb after a mention, which it may be the subject of, and the last one before it."""
    for place in range(at + 1, min(len(seen.lowered), at + _MAX_TOKENS_AFTER + 1)):
        word = seen.lowered[place]
        if not word[0].isalnum() and word != ",":
            break
        if seen.kinds[place].startswith(VERB) and word not in word_lists()["auxiliaries"] | word_lists()["having"]:
            yield "speaks" if word in word_lists()["speech"] else "acts"
            yield from _features_of_verb(seen, place, "v")
            break
    for place in range(at - 1, max(-1, at - _MAX_TOKENS_BEFORE - 1), -1):
        word = seen.lowered[place]
        if not word[0].isalnum() and word != TARGET:
            break
        if seen.kinds[place].startswith(VERB):
            yield "spoken of" if word in word_lists()["speech"] else "acted on"
            yield from _features_of_verb(seen, place, "o")
            break


def _features_of_verb(seen: _TaggedSentence, place: int, kind: str) -> Iterator[str]:
    word = seen.lowered[place]
    yield f"{kind} {word}"
    yield from (f"{kind} {name}/" for name in attitudes_by_word().get(word, ()))
    if place in seen.signs:
        yield f"{kind}{seen.signs[place]}"


def _neighbor_features(seen: _TaggedSentence, at: int) -> Iterator[str]:
    before = seen.lowered[at - 1] if at else "^"
    yield f"prev {seen.kinds[at - 1] if at else '^'}/"
    yield f"next {seen.kinds[at + 1] if at + 1 < len(seen.kinds) else '$'}/"
    if at and seen.kinds[at - 1] == _PREPOSITION:
        yield f"prep {before}"
    if before in word_lists()["speech"]:
        yield "speaks after"
