"""Which language an article is in, said only where that is sure."""

from functools import cache
from typing import Any, Final

_READ: Final = 2000  # characters; an article doesn't change its language
_ENOUGH: Final = 60  # letters; a headline could be in any language
_SURE: Final = 0.9
_PLAINLY_ENGLISH: Final = frozenset(("the", "of", "and", "to", "that", "with", "from", "by"))  # no other tongue has all
_PLAIN_SHARE: Final = 0.12
_CODES: Final = (
    "ar=Arabic cs=Czech da=Danish de=German el=Greek en=English es=Spanish fa=Persian fi=Finnish fr=French he=Hebrew "
    "hi=Hindi hu=Hungarian id=Indonesian it=Italian ja=Japanese ko=Korean nl=Dutch no=Norwegian pl=Polish "
    "pt=Portuguese ro=Romanian ru=Russian sv=Swedish tr=Turkish uk=Ukrainian vi=Vietnamese zh=Chinese"
)
_NAMES: Final[dict[str, str]] = {each[:2]: each[3:] for each in _CODES.split()}


def language(text: str) -> str:
    """Name the language of a text; empty where it is too short or the answer unsure.

    >>> language("Die Ministerin trat am Dienstag zurück, weil sie das neue Gesetz nicht unterschreiben wollte.")
    'German'
    >>> language("Tariffs")
    ''
    """
    read = text[:_READ]
    if sum(map(str.isalpha, read)) < _ENOUGH:
        return ""
    words = read.lower().split()
    if sum(word in _PLAINLY_ENGLISH for word in words) >= _PLAIN_SHARE * len(words):
        return "English"  # ten times faster than the model, which would say the same
    # Capitals say little about a language, but mislead the model.
    code, confidence = _identifier().classify(read.lower() if read.isupper() else read)
    return _NAMES[code] if confidence >= _SURE else ""


@cache
def _identifier() -> Any:  # noqa: ANN401 - the package has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_NAMES))
    return identifier
