"""Features of speakers by kind: who speaks in a sentence, how many, and whom a pronoun, a last name or a role means.

What kind of source "he" is stands in the sentences before, so the kind of the speaker there is carried over.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from training.syntax.earlier_speakers import earlier_speaker_kinds
from training.syntax.speaker_kinds import POINTS_BACK, PRONOUN, speaker_kind
from training.syntax.speech_cues import SAYING, find_cues
from training.syntax.subjects import Subject
from training.syntax.tokens import Document

NOBODY: Final = "nobody"
_MAX_COUNTED_SPEAKERS: Final = 3


def speaker_features(document: Document) -> Iterator[str]:
    """Give the kind of each cue's speaker, of the one whom it points back to, and of all speakers together.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(speaker_features(make_document(Passage("She said no.", before="The mayor spoke to two aides."))))
    ['says is pronoun', 'says direct is pronoun', 'pronoun back role', 'she back role',
     'first role', 'last role', 'all role', '1 speakers']
    """
    kinds: dict[Subject, str] = {}  # of the speakers; what a pronoun points back to stands in its place
    for cue in find_cues(document):
        speaker = cue.speaker
        kind = speaker_kind(document, speaker) if speaker else NOBODY
        yield f"{cue.use} is {kind}"
        if not speaker:
            continue
        yield f"{cue.use} {speaker.construction} is {kind}"
        if kind in POINTS_BACK and speaker not in kinds:
            is_here = kind == PRONOUN and bool(kinds)
            earlier_kind = [*kinds.values()][-1] if is_here else _earlier_kind(document)
            yield f"{kind} {'here' if is_here else 'back'} {earlier_kind}"
            if kind == PRONOUN:
                yield f"{document.lowered[speaker.end - 1]} back {earlier_kind}"
                kind = earlier_kind
        if cue.use != SAYING:
            kinds.setdefault(speaker, kind)
    if kinds:
        yield from _summary([*kinds.values()])


def _earlier_kind(document: Document) -> str:
    """Give the kind of the last speaker before the sentence."""
    return next(iter(earlier_speaker_kinds(document)), NOBODY)


def _summary(kinds: Sequence[str]) -> Iterator[str]:
    yield from (f"first {kinds[0]}", f"last {kinds[-1]}", f"all {' + '.join(sorted({*kinds}))}")
    yield f"{min(_MAX_COUNTED_SPEAKERS, len(kinds))} speakers"
