"""Regular expressions of names, in the ways that newspapers write them.

They are for plain texts (`annotation/text/letter_forms.py`), in which every apostrophe, hyphen and accent has one form.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from annotation.text.letter_forms import ACCENTS, plain_text

# Words within a name whose first letter is small or a capital, by the newspaper and the place in the sentence.
_PARTICLES: Final = frozenset(
    (
        *("the", "of", "and", "for", "a", "af", "al", "av", "ben", "bin", "bint", "d", "da", "dal", "das", "de", "dei"),
        *("del", "della", "den", "der", "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "les", "los"),
        *("ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur"),
    )
)
_ELIDED_PARTICLE: Final = re.compile(r"(?:[dl]|dall|dell|nell)'(?=\w)", re.IGNORECASE)  # "d'Estaing"
# Prefixes after which a capital stands, or not, and which stay small in a name in capitals ("McHALE", "DeSANTIS").
_PREFIX: Final = re.compile(r"(Mac|Mc|De|Di|Du|La|Le|Fitz|Van|Von|[DLO]')([^\W\d_])(\w+)")


def names_regex(names: Iterable[str], word_separator: str = r"\s+") -> str:
    """Write a regular expression that matches any of the names as a whole, the longest first, in a plain text.

    Args:
        names: The names, as they are written.
        word_separator: A regular expression for what may stand between two words of a name.

    >>> re.findall(names_regex(["Bo", "Bo Lee", "von Bo"], "[ -]"), "Bo-LEE, Bo and Bob. Von Bo")
    ['Bo-LEE', 'Bo', 'Von Bo']
    """
    plain_names = {" ".join(plain_text(name).text.split()) for name in names} - {""}
    longest_first = sorted(plain_names, key=lambda name: (-len(name), name))
    alternatives = "|".join(_name_regex(name, word_separator) for name in longest_first)
    return rf"(?<![\w{ACCENTS}])(?:{alternatives})(?![\w{ACCENTS}])"


def _name_regex(name: str, word_separator: str) -> str:
    """Match a name's words, each as it is written or in capitals, and small words with either first letter."""
    parts = re.split("([ -])", name)  # words and what is between them, in turns
    separators = {" ": word_separator, "-": "-"}
    return "".join(
        separators[part] if index % 2 else _word_regex(part, is_first=index == 0, is_last=index == len(parts) - 1)
        for index, part in enumerate(parts)
    )


def _word_regex(word: str, *, is_first: bool, is_last: bool) -> str:
    forms = {word, word.upper(), *_forms_with_prefix(word)}
    is_particle = (word.lower() in _PARTICLES and not is_last) or bool(_ELIDED_PARTICLE.match(word))
    if is_particle or (is_first and word[:1].islower()):
        forms |= {form[:1].upper() + form[1:] for form in forms}
    if is_particle:
        forms |= {word[:1].lower() + word[1:], word.lower()} if word.isupper() else {word[:1].lower() + word[1:]}
    alternatives = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return f"(?:{alternatives})" if len(forms) > 1 else alternatives


def _forms_with_prefix(word: str) -> Iterator[str]:
    """Give "Mchale", "McHale" and "McHALE" for any of the first two."""
    if match := _PREFIX.fullmatch(word):
        prefix, letter, rest = match.groups()
        yield from (prefix + letter.lower() + rest, prefix + letter.upper() + rest, prefix + (letter + rest).upper())
