"""Features of how a sentence is built: runs of words in which only small words and cues of speech are themselves."""

from collections.abc import Iterator
from typing import Final

from training.language.word_lists import word_lists
from training.syntax.pos_tags import OPEN_CLASS_TAGS, VERB, pos_tags
from training.syntax.tokens import Document

MAX_RUN_TOKENS: Final = 4
_START, _END = "^", "$"


def grammar_features(found: Document) -> Iterator[str]:
    """Runs of one to four tokens, nouns, names, verbs and the like being only their class.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> [run for run in grammar_features(document(Passage("Critics say it failed."))) if run.count(" ") == 2]
    ['^ NNS SAY/VBP', 'NNS SAY/VBP it', 'SAY/VBP it VBD', 'it VBD .', 'VBD . $']
    """
    built = [_START, *_grammar_tokens(found), _END]
    for size in range(1, MAX_RUN_TOKENS + 1):
        yield from (" ".join(built[at : at + size]) for at in range(len(built) - size + 1))


def _grammar_tokens(found: Document) -> Iterator[str]:
    speech = word_lists()["speech"]
    for word, kind in zip(found.lowered, pos_tags(found.tokens), strict=True):
        says = word in speech and kind.startswith(VERB)
        yield f"SAY/{kind}" if says else kind if kind in OPEN_CLASS_TAGS else word
