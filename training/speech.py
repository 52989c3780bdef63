"""Features of attribution: who or what says, thinks or reports something, and how the sentence is put together for it.

For each cue of speech or thought ("said", "according") the words before and after it are looked at: is its subject a
name, a pronoun, people without a name, a paper? Passives without an agent, hedges and quotation marks stand beside.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from annotation.targets import Span
from training.english import lists
from training.passages import Passage
from training.places import quoted
from training.tokens import QUOTES, TOKEN, Document, Tokens

SHORT: Final = (4, 8, 16, 32)  # tokens
_FAR: Final = 6  # tokens that a subject is looked for in
_MARKS: Final = frozenset(",;:.()—–-?") | QUOTES
_ACCORDING: Final = "according"
_HEADLINE: Final = 14  # tokens


class Cue(NamedTuple):
    """A word of speech or thought, in a document; `subject` is the place of the last word before it that counts."""

    at: int
    word: str
    subject: int
    passive: str
    quoted: bool


def cues(found: Document) -> Iterator[str]:
    """Cues with what stands before and after them, and the sentence's marks of quoting, hedging and length."""
    for cue in _cues(found):
        before, after = _before(found, cue.subject), _after(found, cue.at + 1)
        yield from ("says", "says quoted" if cue.quoted else "says plain")
        yield from (f"b {before}", f"a {after}", f"ba {before} {after}")
        yield from (f"wb {cue.word} {before}", f"wa {cue.word} {after}")
        if cue.subject >= 0 and found.lowered[cue.subject][0].isalnum():
            yield f"head {found.lowered[cue.subject]}"
    yield from _sentence(found)


def sources(found: Document) -> Iterator[str]:
    """What a cue's subject is made of: names, titles, people without a name, papers; and the passive without one."""
    for cue in _cues(found):
        according = cue.word == _ACCORDING
        kind = "acc" if according else "says"
        left = _left(found, cue.subject)
        yield from _phrase(left, f"{kind} L ")
        if according or not left:
            yield from _phrase(_right(found, _follows(cue)), f"{kind} R ")
        if cue.passive:
            yield f"aux {cue.passive}"
        if cue.passive == "passive":
            yield "agent" if "by" in found.lowered[cue.at + 1 : cue.at + 5] else "no agent"
        yield "next that" if found.lowered[cue.at + 1 : cue.at + 2] == ["that"] else "next other"
        yield "start" if not left and cue.subject < 0 else "middle"


def speech_spans(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Give the places of words of speech and thought in a text, and of the last word of who or what speaks.

    >>> speech_spans("Two critics say he lied.")
    (((12, 15),), ((4, 11),))
    """
    spans = [word.span() for word in TOKEN.finditer(text)]
    tokens = [text[start:end] for start, end in spans]
    found = Document(tokens, [token.lower() for token in tokens], Passage(text))
    said = list(_cues(found))
    heads = (_head(found, cue) for cue in said)
    return tuple(spans[cue.at] for cue in said), tuple(spans[at] for at in heads if at is not None)


def _head(found: Document, cue: Cue) -> int | None:
    """Give the place of the last word of a cue's subject: before it, or after it as in "according to officials"."""
    if cue.word != _ACCORDING and _left(found, cue.subject):
        return cue.subject
    first = _follows(cue)
    after = _right(found, first)
    return first + len(after) - 1 if after else None


def _follows(cue: Cue) -> int:
    """Say where a subject begins that follows its cue."""
    return cue.at + (2 if cue.word == _ACCORDING else 1)


def _cues(found: Document) -> Iterator[Cue]:
    words, inside = lists(), quoted(found.lowered)
    for at, word in enumerate(found.lowered):
        if word in words["speech"]:
            subject, passive = at - 1, ""
            while subject >= 0 and (found.lowered[subject] in words["between"] or found.lowered[subject][-2:] == "ly"):
                if found.lowered[subject] in words["auxiliaries"]:
                    passive = "passive" if word.endswith("ed") or word in words["passive"] else "copula"
                subject -= 1
            yield Cue(at, word, subject, passive, inside[at])


def _before(found: Document, at: int) -> str:
    """Say what kind of word a cue's subject ends with."""
    if at < 0:
        return "^"
    word = found.lowered[at]
    if word in lists()["subjects"]:
        person = "I" if word in lists()["first_person"] else word if word in ("it", "who") else "he"
        return f"pronoun {person}"
    if found.tokens[at][0].isupper():
        return "name" if at else "first name"
    for kind in ("papers", "people"):
        if word in lists()[kind]:
            return kind
    return f"mark {word}" if not word[0].isalnum() else word if word in lists()["links"] else "noun"


def _after(found: Document, at: int) -> str:
    """Say what kind of word follows a cue."""
    if at >= len(found.tokens):
        return "$"
    word = found.lowered[at]
    if found.tokens[at][0].isupper() and word not in lists()["subjects"]:
        return "name"
    for kind in ("subjects", "people"):
        if word in lists()[kind]:
            return kind
    return word if word in lists()["after_cue"] or word in ',.:"“' else "word"


def _left(found: Document, last: int) -> Tokens:
    """Give the phrase that ends with a cue's subject, up to a border of the clause."""
    if last < 0 or _border(found.lowered[last]):
        return []
    first = last
    while first > 0 and first > last - _FAR and not _border(found.lowered[first]):
        first -= 1
    return found.tokens[first + 1 if _border(found.lowered[first]) or first > 0 else first : last + 1]


def _right(found: Document, first: int) -> Tokens:
    last = first
    while last < len(found.tokens) and last < first + _FAR and not _border(found.lowered[last]):
        last += 1
    return found.tokens[first:last]


def _border(word: str) -> bool:
    return word in _MARKS or word in lists()["borders"]


def _phrase(phrase: Sequence[str], where: str) -> Iterator[str]:
    if not phrase:
        yield f"{where}nothing"
        return
    traits = list(_traits(phrase))
    yield from (f"{where}{trait}" for trait in traits)
    if not phrase[-1][0].isupper():
        head = phrase[-1].lower()
        yield from (f"{where}head {head}", f"{where}{'many' if head.endswith('s') else 'one'}")
    yield where + "+".join(traits)


def _traits(phrase: Sequence[str]) -> Iterator[str]:
    words, lowered = lists(), [word.lower() for word in phrase]
    opened = phrase[0][0].isupper() and lowered[0] not in words["openers"] and lowered[0] not in words["subjects"]
    named = opened or any(word[0].isupper() and word.lower() not in words["subjects"] for word in phrase[1:])
    yield "a name" if named else "no name"
    yield from (kind for kind in ("people", "papers", "titles") if any(word in words[kind] for word in lowered))
    if lowered[0] in words["determiners"]:
        yield f"det {lowered[0]}"


def _sentence(found: Document) -> Iterator[str]:
    tokens, lowered = found.tokens, found.lowered
    marks = [word in QUOTES for word in lowered]
    yield f"{min(sum(marks), 3)} quotes"
    yield "opens quoted" if marks[:1] == [True] else "opens plain"
    yield "ends quoted" if marks[-1:] == [True] else "ends plain"
    for kind in ("hedges", "first_person", "papers", "people"):
        yield from chain.from_iterable((kind,) for word in lowered if word in lists()[kind])
    yield from (f"under {length}" for length in SHORT if len(tokens) < length)
    names = [word[0].isupper() for word in tokens if word[0].isalpha()]
    if names and tokens[0][0].isupper() and len(tokens) < _HEADLINE and sum(names) > 0.7 * len(names):
        yield "headline"
