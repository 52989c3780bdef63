"""Part-of-speech tags (Penn Treebank) of tokens: by a lexicon, else by a word's ending."""

from functools import lru_cache
from typing import Final

from training.language.pos_lexicon import penn_tags
from training.masking.passages import MASKS
from training.syntax.tokens import QUOTES, Tokens

PROPER_NOUN: Final = "NNP"  # begins the tags of all proper nouns
NOUN: Final = "NN"
NUMBER: Final = "CD"
VERB: Final = "VB"  # begins the tags of all forms of verbs
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
    """Give each token's tag; the tag of a punctuation mark or a mask is the token itself.

    >>> pos_tags(["Critics", "say", "Rivera", "lied", "."])
    ['NNS', 'VBP', 'NNP', 'VBD', '.']
    """
    first = next((position for position, token in enumerate(tokens) if token not in QUOTES), 0)
    return [_pos_tag(token, first=position == first) for position, token in enumerate(tokens)]


@lru_cache(maxsize=_CACHED_TOKENS)
def _pos_tag(token: str, *, first: bool) -> str:
    if token in MASKS or not token[0].isalnum():
        return token
    if token[0].isdigit():
        return NUMBER
    word, lexicon = token.replace("’", "'"), penn_tags()
    lowered = word.lower()
    if first or word.isupper():  # the capital of a first or a shouted word does not make it a name
        return lexicon.get(lowered) or lexicon.get(word) or (_tag_by_ending(lowered) if first else PROPER_NOUN)
    if word in lexicon:
        return lexicon[word]
    return PROPER_NOUN if word[0].isupper() else lexicon.get(lowered) or _tag_by_ending(lowered)


def _tag_by_ending(word: str) -> str:
    return next((tag for ending, tag in _TAG_OF_ENDING if word.endswith(ending)), NOUN)
