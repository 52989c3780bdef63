"""The language of an article, named only where it is certain."""

from functools import cache
from typing import Any, Final

_MAX_LENGTH: Final = 2000  # code points that are looked at; an article does not change its language
_MIN_LETTERS: Final = 60  # a shorter text, such as a headline, could be in any language
_MIN_CONFIDENCE: Final = 0.9  # probability
_ENGLISH_WORDS: Final = frozenset(("the", "of", "and", "to", "that", "with", "from", "by"))  # only English has them all
_MIN_ENGLISH_SHARE: Final = 0.12  # of all words
_CODES_AND_NAMES: Final = (
    "ar=Arabic cs=Czech da=Danish de=German el=Greek en=English es=Spanish fa=Persian fi=Finnish fr=French he=Hebrew "
    "hi=Hindi hu=Hungarian id=Indonesian it=Italian ja=Japanese ko=Korean nl=Dutch no=Norwegian pl=Polish "
    "pt=Portuguese ro=Romanian ru=Russian sv=Swedish tr=Turkish uk=Ukrainian vi=Vietnamese zh=Chinese"
)
_NAMES_BY_CODE: Final[dict[str, str]] = dict(pair.split("=") for pair in _CODES_AND_NAMES.split())


def language(text: str) -> str:
    """Name the language of a text in English; empty if the text is too short or its language uncertain.

    >>> language("Die Ministerin trat am Dienstag zurück, weil sie das neue Gesetz nicht unterschreiben wollte.")
    'German'
    >>> language("Tariffs")
    ''
    """
    beginning = text[:_MAX_LENGTH]
    if sum(map(str.isalpha, beginning)) < _MIN_LETTERS:
        return ""
    words = beginning.lower().split()
    if sum(word in _ENGLISH_WORDS for word in words) >= _MIN_ENGLISH_SHARE * len(words):
        return "English"  # the model would say the same, in ten times the time
    # The model takes text in capitals for another language.
    code, confidence = _identifier().classify(beginning.lower() if beginning.isupper() else beginning)
    return _NAMES_BY_CODE[code] if confidence >= _MIN_CONFIDENCE else ""


@cache
def _identifier() -> Any:  # noqa: ANN401 - the package has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_NAMES_BY_CODE))
    return identifier
