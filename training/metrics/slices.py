"""How a model does on parts of the sentences: by outlet, target, length, quotation marks, arm."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from exports.statistics.arrays import Flags, Ints
from training.masking.passages import Passage
from training.metrics.classification import macro_f1_and_accuracy
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import SliceFigures, Slices

SMALLEST_SLICE: Final = 20  # sentences; smaller slices are joined into one
OTHERS: Final = "others"  # the name of that slice
MOST_SLICES: Final = 20  # besides the joined one
_LENGTHS: Final = ((12, "up to 12 words"), (25, "13 to 25 words"))
_LONG: Final = "more than 25 words"
_QUOTED: Final = re.compile(r"[“«„][^”»“]*(?:[”»“]|$)|\"[^\"]*(?:\"|$)|^[^“«„]*[”»]")
_MOSTLY_QUOTED: Final = 0.5  # the share of a sentence's characters from which on it counts as mostly quoted


def slice_figures(judged: JudgedSentences, predicted: Ints, names: Sequence[str], why: str = "") -> Slices:
    """Give the figures of each slice, the largest first; slices under 20 sentences are joined into one.

    Args:
        judged: the sentences that are judged.
        predicted: shape (sentences,), the column of the label predicted for each.
        names: the slice of each sentence, empty where a sentence belongs to none.
        why: the reason why there are no slices, if there are none.
    """
    if why or not any(names):
        return {"why": why or "no row says so"}
    sizes = Counter(name for name in names if name)
    by_size = sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))
    large = [name for name, size in by_size if size >= SMALLEST_SLICE][:MOST_SLICES]
    slice_of = np.array([name if name in set(large) else OTHERS for name in names], dtype=object)
    return [
        _figures(judged, predicted, slice_of == name, name) for name in (*large, OTHERS) if (slice_of == name).any()
    ]


def length_slice(passage: Passage) -> str:
    """Name the slice of a sentence by its number of words.

    >>> length_slice(Passage("He won."))
    'up to 12 words'
    """
    words = len(passage.text.split())
    return next((name for longest, name in _LENGTHS if words <= longest), _LONG)


def naming_slice(passage: Passage) -> str:
    """Name the slice of a sentence by whether it names its target, by a name or a pronoun that plainly refers to it.

    >>> naming_slice(Passage("Bo won.", ((0, 2),)))
    'names the target'
    """
    return "names the target" if passage.target_spans else "does not name it"


def quotation_slice(passage: Passage) -> str:
    """Name the slice of a sentence by how much of it is in quotation marks.

    A quotation without a closing mark runs to the sentence's end.

    >>> texts = ("He won.", "“We won,” he said.", "They are “patriots” he said to us.")
    >>> [quotation_slice(Passage(text)) for text in texts]
    ['no quotation marks', 'mostly quoted', 'partly quoted']
    """
    characters = sum(len(quotation[0]) for quotation in _QUOTED.finditer(passage.text))
    if not characters:
        return "no quotation marks"
    return "mostly quoted" if characters >= _MOSTLY_QUOTED * len(passage.text) else "partly quoted"


PASSAGE_SLICES: Final[Mapping[str, Callable[[Passage], str]]] = {
    "length": length_slice,
    "quotation": quotation_slice,
}


def _figures(judged: JudgedSentences, predicted: Ints, selected: Flags, name: str) -> SliceFigures:
    subset = judged.subset(selected)
    return {
        "slice": name,
        "sentences": int(selected.sum()),
        "articles": len(np.unique(subset.articles)),
        **macro_f1_and_accuracy(subset, predicted[selected]),
    }
