"""Features of attribution: who or what says, thinks or reports something, and how the sentence is put together for it.

For each cue of speech or thought ("said", "according") the words before and after it are looked at: is its subject a
name, a pronoun, people without a name, a paper? Passives without an agent, hedges and quotation marks stand beside.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from training.language.word_lists import word_lists
from training.syntax.speech_cues import find_cues
from training.syntax.subjects import ACCORDING
from training.syntax.tokens import QUOTES, Document

LENGTH_LIMITS: Final = (4, 8, 16, 32)  # tokens
_MAX_HEADLINE_TOKENS: Final = 14  # tokens


def cue_features(found: Document) -> Iterator[str]:
    """Cues with what stands before and after them, and the sentence's marks of quoting, hedging and length."""
    for cue in find_cues(found):
        use, before, after = cue.use, _word_kind_before(found, cue.before), _word_kind_after(found, cue.position + 1)
        yield from (use, f"{use} {'quoted' if cue.quoted else 'plain'}")
        yield from (f"{use} b {before}", f"{use} a {after}", f"{use} ba {before} {after}")
        yield from (f"wb {cue.word} {before}", f"wa {cue.word} {after}")
        if cue.before >= 0 and found.lowered[cue.before][0].isalnum():
            yield f"{use} head {found.lowered[cue.before]}"
    yield from _sentence_features(found)


def source_features(found: Document) -> Iterator[str]:
    """What a cue's subject is made of: names, titles, people without a name, papers; and the passive without one."""
    for cue in find_cues(found):
        use = ACCORDING if cue.word == ACCORDING else cue.use
        who = cue.speaker
        yield f"{use} {who.construction if who else 'nobody'}"
        if who:
            phrase = found.tokens[who.first : who.end]
            yield from _phrase_features(phrase, f"{use} who ")
            yield from _phrase_features(phrase, f"{use} {who.construction} ")
        if cue.passive:
            yield f"{use} aux {cue.passive}"
        if cue.passive == "passive":
            yield "agent" if who and who.construction == "by" else "no agent"
        yield f"{use} next {'that' if found.lowered[cue.position + 1 : cue.position + 2] == ['that'] else 'other'}"


def _word_kind_before(found: Document, at: int) -> str:
    """Say what kind of word a cue's subject ends with."""
    if at < 0:
        return "^"
    word = found.lowered[at]
    if word in word_lists()["subjects"]:
        person = "I" if word in word_lists()["first_person"] else word if word in ("it", "who") else "he"
        return f"pronoun {person}"
    if found.tokens[at][0].isupper():
        return "name" if at else "first name"
    for kind in ("papers", "people"):
        if word in word_lists()[kind]:
            return kind
    return f"mark {word}" if not word[0].isalnum() else word if word in word_lists()["links"] else "noun"


def _word_kind_after(found: Document, at: int) -> str:
    """Say what kind of word follows a cue."""
    if at >= len(found.tokens):
        return "$"
    word = found.lowered[at]
    if found.tokens[at][0].isupper() and word not in word_lists()["subjects"]:
        return "name"
    for kind in ("subjects", "people"):
        if word in word_lists()[kind]:
            return kind
    return word if word in word_lists()["after_cue"] or word in ',.:"“' else "word"


def _phrase_features(phrase: Sequence[str], where: str) -> Iterator[str]:
    traits = list(_phrase_traits(phrase))
    yield from (f"{where}{trait}" for trait in traits)
    if not phrase[-1][0].isupper():
        head = phrase[-1].lower()
        yield from (f"{where}head {head}", f"{where}{'many' if head.endswith('s') else 'one'}")
    yield where + "+".join(traits)


def _phrase_traits(phrase: Sequence[str]) -> Iterator[str]:
    words, lowered = word_lists(), [word.lower() for word in phrase]
    opened = phrase[0][0].isupper() and lowered[0] not in words["openers"] and lowered[0] not in words["subjects"]
    named = opened or any(word[0].isupper() and word.lower() not in words["subjects"] for word in phrase[1:])
    yield "a name" if named else "no name"
    yield from (kind for kind in ("people", "papers", "titles") if any(word in words[kind] for word in lowered))
    if lowered[0] in words["determiners"]:
        yield f"det {lowered[0]}"


def _sentence_features(found: Document) -> Iterator[str]:
    tokens, lowered = found.tokens, found.lowered
    marks = [word in QUOTES for word in lowered]
    yield f"{min(sum(marks), 3)} quotes"
    yield "opens quoted" if marks[:1] == [True] else "opens plain"
    yield "ends quoted" if marks[-1:] == [True] else "ends plain"
    for kind in ("hedges", "first_person", "papers", "people"):
        yield from chain.from_iterable((kind,) for word in lowered if word in word_lists()[kind])
    yield from (f"under {length}" for length in LENGTH_LIMITS if len(tokens) < length)
    names = [word[0].isupper() for word in tokens if word[0].isalpha()]
    if names and tokens[0][0].isupper() and len(tokens) < _MAX_HEADLINE_TOKENS and sum(names) > 0.7 * len(names):
        yield "headline"
