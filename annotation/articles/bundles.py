"""Files that hold many articles, as databases of newspapers export them: recognized, and refused by name.

Read as one article they would give rows of "LENGTH: 812 words", and sentences of ten articles under one id. Each
database is known by a line that every article has once, and by others that describe it.
"""

import re
from typing import Final, NamedTuple

from annotation.errors import DataError
from annotation.io.console import plural

_MIN_ARTICLES: Final = 2
_MAX_CHARACTERS: Final = 2_000_000  # of a file that are looked at


class _Database(NamedTuple):
    """How the export of a database looks: lines of which each article has one, and others that describe it."""

    name: str
    once_an_article: tuple[re.Pattern[str], ...]
    description: re.Pattern[str]


def _lines(expression: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t\ufeff]*(?:{expression})[ \t\r]*$", re.MULTILINE)


_DATABASES: Final = (
    _Database(
        "Nexis",
        (
            _lines(r"\d{1,5} (?:of|von|de|sur) \d{1,5} (?:DOCUMENTS|DOKUMENTEN|DOCUMENTOS)"),
            _lines(r"(?i:(?:length|länge|longueur|longitud|lengte): ?[\d.,]+ (?:words?|wörter|mots|palabras|woorden))"),
            _lines(r"(?i:load-date): ?.{1,40}"),
            _lines(r"(?i:end of document)"),
        ),
        _lines(r"(?i:length|länge|longueur|longitud|lengte|load-date|section|byline|language|copyright|body)\b.*"),
    ),
    _Database(
        "Factiva",
        (_lines(r"(?:AN[ \t]+)?Document [A-Z]{2,8}0\w{10,30}"),),
        _lines(r"[\d.,]{1,7} words|(?:WC|PD|SN|SC|HD|LP|TD|CY)(?:[ \t]+.*)?|(?:\(c\)|©|Copyright) .*"),
    ),
    _Database(
        "ProQuest",
        (_lines(r"(?i:ProQuest document ID): ?.*"), _lines(r"Document \d{1,5} of \d{1,5}")),
        _lines(r"(?i:(?:publication title|full text|publication date|document URL|publisher|ISSN|links|abstract):.*)"),
    ),
    _Database(
        "EBSCO",
        (_lines(r"(?i:Accession Number): ?.*"),),
        _lines(r"(?i:(?:database|source|title|authors?|full text word count):.*)"),
    ),
    _Database(
        "NewsBank",
        (_lines(r"(?i:Record(?: Number)?|Document ID): ?[\w /-]{6,60}"),),
        _lines(r"(?i:(?:copyright|\(c\)|paper:|section:|readability:|citation|author/byline:).*)"),
    ),
    _Database("a reference manager (RIS)", (_lines(r"ER  ?-.*"),), _lines(r"TY  ?- .*")),
    _Database("a mailbox (mbox)", (_lines(r"From \S+@\S+ .*\d{4}"),), _lines(r"(?i:(?:message-id|subject): .*)")),
)


def refuse_bundle(text: str, location: str) -> None:
    r"""Raise DataError if a text is an export of several articles.

    >>> refuse_bundle("1 of 2 DOCUMENTS\nLENGTH: 9 words\nHi.\n2 of 2 DOCUMENTS\nLENGTH: 8 words\nHo.", "a.txt")
    Traceback (most recent call last):
    annotation.errors.DataError: a.txt is an export of Nexis with 2 articles, and such a file can't be read yet; save
    each article as a file of its own, or make a table with a row for each (columns id and text)
    """
    beginning = text[:_MAX_CHARACTERS]
    for database in _DATABASES:
        articles = max(len(line.findall(beginning)) for line in database.once_an_article)
        if articles >= _MIN_ARTICLES and len(database.description.findall(beginning)) >= articles:
            number = plural(articles, "article") if len(beginning) == len(text) else "many articles"
            raise DataError(
                f"{location} is an export of {database.name} with {number}, and such a file can't be read yet; save "
                "each article as a file of its own, or make a table with a row for each (columns id and text)"
            )
