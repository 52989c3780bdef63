"""Features of how a sentence is built: runs of words in which only small words and cues of speech are themselves."""

from collections.abc import Iterator
from typing import Final

from training.language.word_lists import word_lists
from training.syntax.pos_tags import OPEN, VERB, pos_tags
from training.syntax.tokens import Document

LONGEST: Final = 4
_START, _END = "^", "$"


def grammar(found: Document) -> Iterator[str]:
    """Runs of one to four tokens, nouns, names, verbs and the like being only their class.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import document
    >>> [run for run in grammar(document(Passage("Critics say it failed."))) if run.count(" ") == 2]
    ['^ NNS SAY/VBP', 'NNS SAY/VBP it', 'SAY/VBP it VBD', 'it VBD .', 'VBD . $']
    """
    built = [_START, *_built(found), _END]
    for size in range(1, LONGEST + 1):
        yield from (" ".join(built[at : at + size]) for at in range(len(built) - size + 1))


def _built(found: Document) -> Iterator[str]:
    speech = word_lists()["speech"]
    for word, kind in zip(found.lowered, pos_tags(found.tokens), strict=True):
        says = word in speech and kind.startswith(VERB)
        yield f"SAY/{kind}" if says else kind if kind in OPEN else word
