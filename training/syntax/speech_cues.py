"""Words of speech and thought in a sentence ("said", "claims"): which there are, how each is used, and who speaks."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from annotation.text.targets import Span
from training.language.word_lists import word_lists
from training.masking.passages import Passage
from training.syntax.pos_tags import NOUN, PROPER_NOUN, VERB, pos_tags
from training.syntax.positions import quotation_flags
from training.syntax.reported_clauses import ReportedClauses
from training.syntax.subjects import ACCORDING, Subject, SubjectFinder
from training.syntax.tokens import TOKEN, Document, unify_quotes

SAYS, MAY_SAY, SAYING = "says", "may say", "saying"  # a finite verb, a verb in its bare form, a noun
HEARSAY: Final = "hearsay"  # an adverb by which somebody says something, and nobody says who: "reportedly"
USES_BY_PREFERENCE: Final = (SAYS, MAY_SAY, SAYING, HEARSAY)
_GO: Final = ("go", "goes", "went", "going")  # of these only "go on" speaks
_PLURAL_NOUN, _MODAL = "NNS", "MD"
_BARE_VERB_TAGS: Final = ("VB", "VBP")


class Cue(NamedTuple):
    """A word of speech or thought in a document."""

    position: int
    word: str
    use: str  # one of USES_BY_PREFERENCE
    position_before: int  # of the last word before it that is no part of the verb; -1: there is none
    passive: str  # "passive", "copula" or ""
    quoted: bool  # whether it stands in quotation marks
    speaker: Subject | None


def find_cues(document: Document) -> Iterator[Cue]:
    """Find the words of speech and thought, in the order of the text."""
    tags, inside_quotes, words = pos_tags(document.tokens), quotation_flags(document.lowered), word_lists()
    subjects, clauses = SubjectFinder(document, tags), ReportedClauses(document.lowered, tags)
    candidates = words["speech"] | words["reports_clause"] | words["hearsay"]
    for position, word in enumerate(document.lowered):
        use = _cue_use(document, tags, subjects, position) if word in candidates else ""
        if use == HEARSAY:
            yield Cue(position, word, use, subjects.position_before(position), "", inside_quotes[position], None)
        elif use and (word not in words["reports_clause"] or _reports(document, subjects, clauses, position, use)):
            before = subjects.position_before(position)
            verb_words = document.lowered[before + 1 : position]
            has_auxiliary = use != SAYING and not words["auxiliaries"].isdisjoint(verb_words)
            is_participle = word.endswith("ed") or word in words["passive"]
            passive = "" if not has_auxiliary else "passive" if is_participle else "copula"
            speaker = subjects.subject(position, noun=use == SAYING, passive=passive == "passive")
            yield Cue(position, word, use, before, passive, inside_quotes[position], speaker)


def speech_spans(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Give the spans of a text's words of speech and thought, and of the last word of each phrase that speaks.

    Speakers are the subjects of finite verbs; where there are none, those of bare verbs, and else those of nouns.

    >>> speech_spans("Two critics say he lied in a speech.")
    (((12, 15), (29, 35)), ((4, 11),))
    """
    spans = [match.span() for match in TOKEN.finditer(text)]
    tokens = [unify_quotes(text[start:end]) for start, end in spans]
    cues = list(find_cues(Document(tokens, [token.lower() for token in tokens], Passage(text))))
    cues_by_use = ([cue for cue in cues if cue.use == use] for use in USES_BY_PREFERENCE)
    preferred = next(filter(None, cues_by_use), [])
    speakers = dict.fromkeys(cue.speaker.end - 1 for cue in preferred if cue.speaker)
    return tuple(spans[cue.position] for cue in cues), tuple(spans[position] for position in speakers)


def _reports(document: Document, subjects: SubjectFinder, clauses: ReportedClauses, position: int, use: str) -> bool:
    """Whether a word that speaks only with a clause or a quotation does so; as a noun it does not.

    What a paper says it says without them too: "the poll showed a rise".
    """
    if use == SAYING or (document.lowered[position] in _GO and document.lowered[position + 1 : position + 2] != ["on"]):
        return False
    before = subjects.position_before(position)
    subject = document.lowered[before] if before >= 0 else ""
    is_paper = not {subject, subject.removesuffix("s")}.isdisjoint(word_lists()["papers"])
    return is_paper or clauses.has_clause_or_quotation(position, before)


def _cue_use(document: Document, tags: Sequence[str], subjects: SubjectFinder, position: int) -> str:
    """Say how a word of speech is used; empty where it is part of a name, as in "United States"."""
    word, tag = document.lowered[position], tags[position]
    if word in word_lists()["hearsay"]:
        return HEARSAY
    if tag.startswith(PROPER_NOUN):
        tag = pos_tags([word])[0]  # in a headline a capitalized word may be a verb too
        if not tag.startswith(VERB):
            return ""
    if word == ACCORDING:
        return SAYS
    before = subjects.position_before(position)
    after_plural = before >= 0 and tags[before] == _PLURAL_NOUN  # "critics say"
    if tag.startswith(VERB) and (not position or document.lowered[position - 1] not in word_lists()["determiners"]):
        return MAY_SAY if tag in _BARE_VERB_TAGS and not after_plural else SAYS
    if before < 0:
        return SAYING
    # What is mostly a noun is a verb in "Lee reports", "critics view", "they support", "to answer", "will report".
    after_pronoun = document.lowered[before] in word_lists()["subjects"]
    if tag == _PLURAL_NOUN and (after_pronoun or tags[before].startswith(PROPER_NOUN)):
        return SAYS
    after_to_or_modal = document.lowered[before] == "to" or tags[position - 1] == _MODAL
    is_bare_verb = after_plural or after_pronoun or after_to_or_modal
    return MAY_SAY if tag == NOUN and is_bare_verb else SAYING
