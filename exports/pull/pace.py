"""How fast each annotator answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from exports.pull.progress import RoundAnnotator

MIN_SECONDS_PER_WORD: Final = 0.15


@dataclass(frozen=True)
class AnnotatorPace:
    """How fast an annotator answers in a round: median seconds a sentence, and answers too fast to have been read."""

    round: str
    annotator: str
    sentences: int
    seconds: float
    too_fast: int


def annotator_paces(answers: Iterable[Mapping[str, Any]]) -> list[AnnotatorPace]:
    """How fast answers were given, from the answers table; skipped and superseded ones don't count.

    People read 238 words a minute silently, most of them 175 to 300 (Brysbaert 2019, "How many words do we read per
    minute?", Journal of Memory and Language 109, 104047). Less than 0.15 seconds a word, 400 words a minute and no time
    to think, is faster than reading: a key was held down, or the sentence was not read.

    >>> row = {"round": "r", "annotator": "ann", "sentence": "s", "text": "He won again today.", "status": "answered"}
    >>> [pace.too_fast for seconds in (0.5, 0.7) for pace in annotator_paces([{**row, "seconds": seconds}])]
    [1, 0]
    """
    timed: dict[RoundAnnotator, dict[str, tuple[float, str]]] = {}
    for row in answers:
        if row["status"] == "answered" and row["seconds"] is not None:
            mine = timed.setdefault((row["round"], row["annotator"]), {})
            mine[row["sentence"]] = (float(row["seconds"]), row["text"] or "")
    return [
        AnnotatorPace(
            *whose, len(mine), median(seconds for seconds, _ in mine.values()), sum(map(_too_fast, mine.values()))
        )
        for whose, mine in sorted(timed.items())
    ]


def _too_fast(timed: tuple[float, str]) -> bool:
    seconds, text = timed
    return seconds < MIN_SECONDS_PER_WORD * len(text.split())
