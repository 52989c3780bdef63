"""What kind of word each token is: noun, name, verb and its form, by a list of words, else by its ending."""

from functools import lru_cache
from typing import Final

from training.language.pos_lexicon import penn_tags
from training.masking.passages import MASKS
from training.syntax.tokens import QUOTES, Tokens

PROPER_NOUN: Final = "NNP"
NOUN: Final = "NN"
NUMBER: Final = "CD"
VERB: Final = "VB"  # begins the classes of all its forms
OPEN_CLASS_TAGS: Final = frozenset(
    (
        *("NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "RB", "RBR", "RBS"),
        *("VB", "VBD", "VBN", "VBG", "VBP", "VBZ", "CD", "FW"),
    )
)
_TAG_OF_ENDING: Final = (
    *(("ly", "RB"), ("ing", "VBG"), ("ed", "VBN"), ("able", "JJ"), ("ible", "JJ"), ("al", "JJ"), ("ous", "JJ")),
    *(("ive", "JJ"), ("ful", "JJ"), ("less", "JJ"), ("ish", "JJ"), ("ic", "JJ"), ("s", "NNS")),
)
_CACHED_TOKENS: Final = 200_000


def pos_tags(tokens: Tokens) -> list[str]:
    """Give each token's class; marks and masks are their own.

    >>> pos_tags(["Critics", "say", "Rivera", "lied", "."])
    ['NNS', 'VBP', 'NNP', 'VBD', '.']
    """
    first = next((at for at, token in enumerate(tokens) if token not in QUOTES), 0)
    return [_pos_tag(token, first=at == first) for at, token in enumerate(tokens)]


@lru_cache(maxsize=_CACHED_TOKENS)
def _pos_tag(token: str, *, first: bool) -> str:
    if token in MASKS or not token[0].isalnum():
        return token
    if token[0].isdigit():
        return NUMBER
    token, known = token.replace("’", "'"), penn_tags()
    lowered = token.lower()
    if first or token.isupper():  # there a capital says nothing
        return known.get(lowered) or known.get(token) or (_tag_by_ending(lowered) if first else PROPER_NOUN)
    if token in known:
        return known[token]
    return PROPER_NOUN if token[0].isupper() else known.get(lowered) or _tag_by_ending(lowered)


def _tag_by_ending(word: str) -> str:
    return next((found for ending, found in _TAG_OF_ENDING if word.endswith(ending)), NOUN)
