"""Features of how a sentence is built: runs of tokens in which nouns, names and verbs are only their tags."""

from collections.abc import Iterator
from typing import Final

from training.language.word_lists import word_lists
from training.syntax.pos_tags import OPEN_CLASS_TAGS, VERB, pos_tags
from training.syntax.tokens import Document

MAX_RUN_TOKENS: Final = 4
_START, _END = "^", "$"


def grammar_features(document: Document) -> Iterator[str]:
    """Give all runs of one to four tokens; words of the open classes are replaced by their part-of-speech tags.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> runs = grammar_features(make_document(Passage("Critics say it failed.")))
    >>> [run for run in runs if run.count(" ") == 2]
    ['^ NNS SAY/VBP', 'NNS SAY/VBP it', 'SAY/VBP it VBD', 'it VBD .', 'VBD . $']
    """
    tokens = [_START, *_grammar_tokens(document), _END]
    for size in range(1, MAX_RUN_TOKENS + 1):
        yield from (" ".join(tokens[start : start + size]) for start in range(len(tokens) - size + 1))


def _grammar_tokens(document: Document) -> Iterator[str]:
    speech_words = word_lists()["speech"]
    for word, tag in zip(document.lowered, pos_tags(document.tokens), strict=True):
        is_speech_verb = word in speech_words and tag.startswith(VERB)
        yield f"SAY/{tag}" if is_speech_verb else tag if tag in OPEN_CLASS_TAGS else word
