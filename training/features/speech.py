"""Features of attribution: who or what says, thinks or reports something, and in which construction.

For each cue of speech or thought ("said", "according") they tell what kind of word stands before and after it, and
whether its subject is a name, a pronoun, people without a name, or a paper. Passives without an agent, hedges and
quotation marks are features too.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from training.language.word_lists import word_lists
from training.syntax.speech_cues import find_cues
from training.syntax.subjects import ACCORDING
from training.syntax.tokens import QUOTES, Document

LENGTH_LIMITS: Final = (4, 8, 16, 32)  # tokens
_MAX_QUOTES: Final = 3
_MAX_HEADLINE_TOKENS: Final = 14
_MIN_HEADLINE_CAPITALS: Final = 0.7  # of a headline's words


def cue_features(document: Document) -> Iterator[str]:
    """Give each cue with the kinds of words before and after it, and the sentence's quotes, hedges and length."""
    for cue in find_cues(document):
        use = cue.use
        before, after = _word_kind_before(document, cue.position_before), _word_kind_after(document, cue.position + 1)
        yield from (use, f"{use} {'quoted' if cue.quoted else 'plain'}")
        yield from (f"{use} b {before}", f"{use} a {after}", f"{use} ba {before} {after}")
        yield from (f"wb {cue.word} {before}", f"wa {cue.word} {after}")
        if cue.position_before >= 0 and document.lowered[cue.position_before][0].isalnum():
            yield f"{use} head {document.lowered[cue.position_before]}"
    yield from _sentence_features(document)


def source_features(document: Document) -> Iterator[str]:
    """Give what each cue's subject is made of: names, titles, people without a name, papers; and passives."""
    for cue in find_cues(document):
        use = ACCORDING if cue.word == ACCORDING else cue.use
        speaker = cue.speaker
        yield f"{use} {speaker.construction if speaker else 'nobody'}"
        if speaker:
            phrase = document.tokens[speaker.first : speaker.end]
            yield from _phrase_features(phrase, f"{use} who ")
            yield from _phrase_features(phrase, f"{use} {speaker.construction} ")
        if cue.passive:
            yield f"{use} aux {cue.passive}"
        if cue.passive == "passive":
            yield "agent" if speaker and speaker.construction == "by" else "no agent"
        next_words = document.lowered[cue.position + 1 : cue.position + 2]
        yield f"{use} next {'that' if next_words == ['that'] else 'other'}"


def _word_kind_before(document: Document, position: int) -> str:
    """Say what kind of word ends a cue's subject."""
    if position < 0:
        return "^"
    word = document.lowered[position]
    if word in word_lists()["subjects"]:
        person = "I" if word in word_lists()["first_person"] else word if word in ("it", "who") else "he"
        return f"pronoun {person}"
    if document.tokens[position][0].isupper():
        return "name" if position else "first name"
    for kind in ("papers", "people"):
        if word in word_lists()[kind]:
            return kind
    return f"mark {word}" if not word[0].isalnum() else word if word in word_lists()["links"] else "noun"


def _word_kind_after(document: Document, position: int) -> str:
    """Say what kind of word follows a cue."""
    if position >= len(document.tokens):
        return "$"
    word = document.lowered[position]
    if document.tokens[position][0].isupper() and word not in word_lists()["subjects"]:
        return "name"
    for kind in ("subjects", "people"):
        if word in word_lists()[kind]:
            return kind
    return word if word in word_lists()["after_cue"] or word in ',.:"“' else "word"


def _phrase_features(phrase: Sequence[str], prefix: str) -> Iterator[str]:
    """Give the features of a subject's tokens, each with a prefix."""
    traits = list(_phrase_traits(phrase))
    yield from (f"{prefix}{trait}" for trait in traits)
    if not phrase[-1][0].isupper():
        head = phrase[-1].lower()
        yield from (f"{prefix}head {head}", f"{prefix}{'many' if head.endswith('s') else 'one'}")
    yield prefix + "+".join(traits)


def _phrase_traits(phrase: Sequence[str]) -> Iterator[str]:
    words, lowered = word_lists(), [token.lower() for token in phrase]
    begins_with_name = (
        phrase[0][0].isupper() and lowered[0] not in words["openers"] and lowered[0] not in words["subjects"]
    )
    has_name = begins_with_name or any(
        token[0].isupper() and token.lower() not in words["subjects"] for token in phrase[1:]
    )
    yield "a name" if has_name else "no name"
    yield from (kind for kind in ("people", "papers", "titles") if any(token in words[kind] for token in lowered))
    if lowered[0] in words["determiners"]:
        yield f"det {lowered[0]}"


def _sentence_features(document: Document) -> Iterator[str]:
    tokens, lowered = document.tokens, document.lowered
    quote_flags = [token in QUOTES for token in lowered]
    yield f"{min(sum(quote_flags), _MAX_QUOTES)} quotes"
    yield "opens quoted" if quote_flags[:1] == [True] else "opens plain"
    yield "ends quoted" if quote_flags[-1:] == [True] else "ends plain"
    for kind in ("hedges", "first_person", "papers", "people"):
        yield from (kind for token in lowered if token in word_lists()[kind])
    yield from (f"under {limit}" for limit in LENGTH_LIMITS if len(tokens) < limit)
    capitals = [token[0].isupper() for token in tokens if token[0].isalpha()]
    if (
        capitals
        and tokens[0][0].isupper()
        and len(tokens) < _MAX_HEADLINE_TOKENS
        and sum(capitals) > _MIN_HEADLINE_CAPITALS * len(capitals)
    ):
        yield "headline"
