"""How fast each annotator answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from annotation.tables.schema import ANSWERED
from exports.pull.progress import RoundAnnotator

MIN_SECONDS_PER_WORD: Final = 0.15  # an answer that took less can't have been read, see `annotator_paces`


@dataclass(frozen=True)
class AnnotatorPace:
    """How fast an annotator answers in a round: median seconds per sentence, and answers too fast to have been read."""

    round: str
    annotator: str
    sentences: int
    seconds: float
    too_fast: int


def annotator_paces(answers: Iterable[Mapping[str, Any]]) -> list[AnnotatorPace]:
    """Measure how fast each annotator answers in each round; skipped and superseded answers don't count.

    `answers` are rows of the answers table, with the columns round, annotator, sentence, text, status and seconds.

    People read 238 words per minute silently, most of them 175 to 300 (Brysbaert 2019, How many words do we read per
    minute?, Journal of Memory and Language 109, 104047). Less than 0.15 seconds per word is 400 words per minute with
    no time to think, which is faster than reading: a key was held down, or the sentence was not read.

    >>> row = {"round": "r", "annotator": "ann", "sentence": "s", "text": "He won again today.", "status": "answered"}
    >>> [pace.too_fast for seconds in (0.5, 0.7) for pace in annotator_paces([{**row, "seconds": seconds}])]
    [1, 0]
    """
    seconds_and_texts: dict[RoundAnnotator, dict[str, tuple[float, str]]] = {}
    for row in answers:
        if row["status"] == ANSWERED and row["seconds"] is not None:
            sentences = seconds_and_texts.setdefault((row["round"], row["annotator"]), {})
            sentences[row["sentence"]] = (float(row["seconds"]), row["text"] or "")
    return [
        AnnotatorPace(
            round,
            annotator,
            len(sentences),
            median(seconds for seconds, _ in sentences.values()),
            sum(_is_too_fast(seconds, text) for seconds, text in sentences.values()),
        )
        for (round, annotator), sentences in sorted(seconds_and_texts.items())
    ]


def _is_too_fast(seconds: float, text: str) -> bool:
    return seconds < MIN_SECONDS_PER_WORD * len(text.split())
