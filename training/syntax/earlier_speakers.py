"""Who spoke in the text before a sentence: those to whom "he said", "Lee said" and "the mayor said" point back."""

from training.syntax.speaker_kinds import PRONOUN, UNCLEAR, speaker_kind
from training.syntax.speech_cues import SAYING, find_cues
from training.syntax.tokens import Document, document_before


def earlier_speaker_kinds(document: Document) -> list[str]:
    """Give the kinds of the speakers in the text before a sentence, the last one first; pronouns are left out.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> earlier_speaker_kinds(make_document(Passage("He left.", before="Bo Lee said no. The report said yes.")))
    ['paper', 'full name']
    """
    before = document_before(document)
    speakers = dict.fromkeys(cue.speaker for cue in find_cues(before) if cue.speaker and cue.use != SAYING)
    kinds = (speaker_kind(before, speaker) for speaker in sorted(speakers, reverse=True))
    return [kind for kind in kinds if kind not in (PRONOUN, UNCLEAR)]
