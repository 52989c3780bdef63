"""Words of speech and thought in a sentence: which ones there are, how each is used, and who speaks."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from annotation.text.targets import Span
from training.language.word_lists import word_lists
from training.masking.passages import Passage
from training.syntax.pos_tags import PROPER_NOUN, NOUN, VERB, pos_tags
from training.syntax.positions import quotation_flags
from training.syntax.subjects import ACCORDING, SubjectFinder, Subject
from training.syntax.tokens import TOKEN, Document, unify_quotes

SAYS, MAY_SAY, SAYING = "says", "may say", "saying"  # a verb that says so, one in a bare form, and a noun
USES_BY_PREFERENCE: Final = (SAYS, MAY_SAY, SAYING)
_PLURAL_NOUN, _MODAL = "NNS", "MD"
_BARE_VERB_TAGS: Final = ("VB", "VBP")


class Cue(NamedTuple):
    """A word of speech or thought; `before` is the place of the last word before it that is no part of the verb."""

    position: int
    word: str
    use: str
    before: int
    passive: str
    quoted: bool
    speaker: Subject | None


def find_cues(found: Document) -> Iterator[Cue]:
    """Find the words of speech and thought, in their order."""
    kinds, inside, words = pos_tags(found.tokens), quotation_flags(found.lowered), word_lists()
    clauses = SubjectFinder(found, kinds)
    for at, word in enumerate(found.lowered):
        use = _cue_use(found, kinds, clauses, at) if word in words["speech"] else ""
        if use:
            before = clauses.before(at)
            helped = use != SAYING and not words["auxiliaries"].isdisjoint(found.lowered[before + 1 : at])
            passive = "" if not helped else "passive" if word.endswith("ed") or word in words["passive"] else "copula"
            speaker = clauses.subject(at, noun=use == SAYING, passive=passive == "passive")
            yield Cue(at, word, use, before, passive, inside[at], speaker)


def speech_spans(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Give the places of a text's words of speech and thought, and of the last word of who or what speaks.

    Who speaks is who stands with verbs, bare ones only where there are no others, and nouns only where there are none.

    >>> speech_spans("Two critics say he lied in a speech.")
    (((12, 15), (29, 35)), ((4, 11),))
    """
    spans = [word.span() for word in TOKEN.finditer(text)]
    tokens = [unify_quotes(text[start:end]) for start, end in spans]
    found = list(find_cues(Document(tokens, [token.lower() for token in tokens], Passage(text))))
    best = next(filter(None, ([cue for cue in found if cue.use == use] for use in USES_BY_PREFERENCE)), [])
    speakers = dict.fromkeys(cue.speaker.end - 1 for cue in best if cue.speaker)
    return tuple(spans[cue.position] for cue in found), tuple(spans[at] for at in speakers)


def _cue_use(found: Document, kinds: Sequence[str], clauses: SubjectFinder, at: int) -> str:
    """Say how a word of speech is used; nothing where it is part of a name, as in "United States"."""
    word, kind = found.lowered[at], kinds[at]
    if kind.startswith(PROPER_NOUN):
        kind = pos_tags([word])[0]  # in a headline too it may be a verb
        if not kind.startswith(VERB):
            return ""
    if word == ACCORDING:
        return SAYS
    before = clauses.before(at)
    many = before >= 0 and kinds[before] == _PLURAL_NOUN  # "critics say"
    if kind.startswith(VERB) and (not at or found.lowered[at - 1] not in word_lists()["determiners"]):
        return MAY_SAY if kind in _BARE_VERB_TAGS and not many else SAYS
    if before < 0:
        return SAYING
    # What is mostly a noun is a verb in "Lee reports", "critics view", "they support", "to answer", "will report".
    speaks = found.lowered[before] in word_lists()["subjects"]
    if kind == _PLURAL_NOUN and (speaks or kinds[before].startswith(PROPER_NOUN)):
        return SAYS
    bare = many or speaks or found.lowered[before] == "to" or kinds[at - 1] == _MODAL
    return MAY_SAY if kind == NOUN and bare else SAYING
