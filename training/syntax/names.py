"""Names in a sentence, told by their capitals: which tokens are part of one, whoever or whatever it names."""

from collections.abc import Sequence
from typing import Final

from training.language.pos_lexicon import penn_tags
from training.language.word_lists import word_lists
from training.masking.passages import MASKS
from training.syntax.pos_tags import PROPER_NOUN
from training.syntax.tokens import QUOTES, Document

_STARTS_AFTER: Final = frozenset(".?!:(‘") | QUOTES  # marks after which a capital does not make a name


def name_flags(document: Document, tags: Sequence[str]) -> list[bool]:
    """Say of each token whether it is part of a name; titles and masks are not. `tags` are parts of speech.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.pos_tags import pos_tags
    >>> from training.syntax.tokens import make_document
    >>> document = make_document(Passage("Critics told Sen. Ann Lee."))
    >>> [token for token, flag in zip(document.tokens, name_flags(document, pos_tags(document.tokens))) if flag]
    ['Ann', 'Lee']
    """
    return [_is_name(document, tags, position) for position in range(len(document.tokens))]


def _is_name(document: Document, tags: Sequence[str], position: int) -> bool:
    token, words = document.tokens[position], word_lists()
    word = document.lowered[position].partition("'")[0].partition("’")[0]
    if not token[0].isupper() or token in MASKS or word in words["subjects"] or word in words["titles"]:
        return False
    if word in words["months"] or word in words["days"]:
        return False
    if _starts_sentence(document, position):
        return word not in penn_tags() and word not in words["openers"]
    return tags[position].startswith(PROPER_NOUN) or word not in penn_tags()


def _starts_sentence(document: Document, position: int) -> bool:
    """Whether a sentence or a quotation starts at a token, so that its capital does not make it a name."""
    if not position or document.tokens[position - 1] not in _STARTS_AFTER:
        return not position
    abbreviation = document.lowered[position - 2] if position > 1 else ""
    is_abbreviation = document.tokens[position - 1] == "." and (
        len(abbreviation) == 1 or abbreviation in word_lists()["titles"]
    )
    return not is_abbreviation
