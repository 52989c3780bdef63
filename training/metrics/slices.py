"""How a model does on parts of the sentences: by outlet, target, length, quotation marks, arm."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from exports.statistics.arrays import Ints
from training.masking.passages import Passage
from training.metrics.classification import JudgedSentences, macro_f1_and_accuracy

SMALLEST_SLICE: Final = 20  # sentences of a slice; smaller ones are taken together
OTHERS: Final = "others"
MOST_SLICES: Final = 20  # slices at most, besides the others
_LENGTHS: Final = ((12, "up to 12 words"), (25, "13 to 25 words"))
_LONG: Final = "more than 25 words"
_QUOTED: Final = re.compile(r"[“«„][^”»“]*(?:[”»“]|$)|\"[^\"]*(?:\"|$)|^[^“«„]*[”»]")
_MOSTLY: Final = 0.5

Slices = list[dict[str, Any]] | dict[str, str]


def slice_figures(judged: JudgedSentences, said: Ints, names: Sequence[str], why: str = "") -> Slices:
    """Give figures for each named part, the largest first; parts under 20 sentences together."""
    if why or not any(names):
        return {"why": why or "no row says so"}
    sizes = Counter(name for name in names if name)
    large = [name for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])) if size >= SMALLEST_SLICE]
    shown = large[:MOST_SLICES]
    part = np.array([name if name in set(shown) else OTHERS for name in names], dtype=object)
    return [_slice(judged, said, part, name) for name in (*shown, OTHERS) if (part == name).any()]


def length_slice(passage: Passage) -> str:
    """Name how long a sentence is.

    >>> length_slice(Passage("He won."))
    'up to 12 words'
    """
    words = len(passage.text.split())
    return next((name for most, name in _LENGTHS if words <= most), _LONG)


def quotation_slice(passage: Passage) -> str:
    """Name how much of a sentence stands inside quotation marks; one that was cut off runs to the sentence's end.

    >>> [quotation_slice(Passage(text)) for text in ("He won.", "“We won,” he said.", "They are “patriots” he said to us.")]
    ['no quotation marks', 'mostly quoted', 'partly quoted']
    """
    quoted = sum(len(found[0]) for found in _QUOTED.finditer(passage.text))
    if not quoted:
        return "no quotation marks"
    return "mostly quoted" if quoted >= _MOSTLY * len(passage.text) else "partly quoted"


PASSAGE_SLICES: Final[Mapping[str, Callable[[Passage], str]]] = {"length": length_slice, "quotation": quotation_slice}


def _slice(judged: JudgedSentences, said: Ints, part: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 - an array
    kept = part == name
    some = judged.subset(kept)
    rests = {"slice": name, "sentences": int(kept.sum()), "articles": len(np.unique(some.articles))}
    return {**rests, **macro_f1_and_accuracy(some, said[kept])}
