"""Who has done how much of what they were given, and how fast. Pure, but for asking the server what is answered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from annotation.assignment.randomization import BLIND
from annotation.errors import DataError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.study.handout import Given
from annotation.study.study import Study

SECONDS_A_WORD: Final = 0.15
Whose = tuple[str, str]  # round, annotator


@dataclass(frozen=True)
class Progress:
    """What an annotator was given in a round, and what became of it."""

    round: str
    annotator: str
    given: int
    answered: int
    skipped: int
    shared: int
    audit: int
    blind: int
    waiting: int  # planned, and not on the server: a push was cut short

    @property
    def left(self) -> int:
        """How many are still to be done."""
        return self.given - self.answered - self.skipped


@dataclass(frozen=True)
class Pace:
    """How fast an annotator answers in a round: median seconds a sentence, and answers too fast to have been read."""

    round: str
    annotator: str
    sentences: int
    seconds: float
    too_fast: int


def fetch(study: Study, studio: Studio, round: str = "") -> dict[Whose, dict[str, str]]:
    """Ask the server which sentences are answered, or else skipped: counts only, nobody's answers."""
    found: dict[Whose, dict[str, str]] = {}
    for marker, project in find_projects(studio, study).items():
        if round in ("", marker.round):
            mine = found.setdefault((marker.round, marker.annotator), {})
            for task in studio.tasks(project.id):
                _note(mine, task)
    return found


def progress(handout: Iterable[Given], done: Mapping[Whose, Mapping[str, str]], round: str = "") -> list[Progress]:
    """Count what each annotator was given and has done, round by round; `shared` is what others were given too."""
    given = list(handout)
    if not given:
        raise DataError("nothing was handed out yet; `newsstance push SENTENCES --annotators ann,bob` does")
    rounds = sorted({one.round for one in given})
    if round and round not in rounds:
        raise DataError(f"no round {round!r} was handed out (there are: {', '.join(rounds)})")
    by: dict[Whose, list[Given]] = {}
    has: dict[tuple[str, str], int] = {}
    for one in given:
        by.setdefault((one.round, one.annotator), []).append(one)
        has[one.round, one.sentence] = has.get((one.round, one.sentence), 0) + 1
    return [
        _count(mine, done.get(whose, {}), sum(has[one.round, one.sentence] > 1 for one in mine))
        for whose, mine in sorted(by.items())
        if round in ("", whose[0])
    ]


def paces(answers: Iterable[Mapping[str, Any]]) -> list[Pace]:
    """How fast answers were given, from the answers table; skipped and superseded ones don't count.

    People read 238 words a minute silently, most of them 175 to 300 (Brysbaert 2019, "How many words do we read per
    minute?", Journal of Memory and Language 109, 104047). Less than 0.15 seconds a word, 400 words a minute and no time
    to think, is faster than reading: a key was held down, or the sentence was not read.

    >>> row = {"round": "r", "annotator": "ann", "sentence": "s", "text": "He won again today.", "status": "answered"}
    >>> [pace.too_fast for seconds in (0.5, 0.7) for pace in paces([{**row, "seconds": seconds}])]
    [1, 0]
    """
    timed: dict[Whose, dict[str, tuple[float, str]]] = {}
    for row in answers:
        if row["status"] == "answered" and row["seconds"] is not None:
            mine = timed.setdefault((row["round"], row["annotator"]), {})
            mine[row["sentence"]] = (float(row["seconds"]), row["text"] or "")
    return [
        Pace(*whose, len(mine), median(seconds for seconds, _ in mine.values()), sum(map(_too_fast, mine.values())))
        for whose, mine in sorted(timed.items())
    ]


def bar(part: Progress, width: int) -> str:
    """What is answered (#), skipped (-) and left (.), in plain characters; full only when nothing is left.

    >>> bar(Progress("r", "ann", 10, 4, 1, 0, 0, 0, 0), 20)
    '########--..........'
    """
    answered = part.answered * width // part.given
    reached = (part.answered + part.skipped) * width // part.given
    return "#" * answered + "-" * (reached - answered) + "." * (width - reached)


def missing(found: Iterable[Progress], done: Mapping[Whose, object]) -> Iterator[Progress]:
    """Name those whose project is not on the server, though something was pushed to it."""
    return (one for one in found if (one.round, one.annotator) not in done and one.waiting < one.given)


def _note(mine: dict[str, str], task: Mapping[str, Any]) -> None:
    sentence = task["data"].get("sentence", "")
    if task["total_annotations"]:
        mine[sentence] = "answered"
    elif task["cancelled_annotations"]:
        mine.setdefault(sentence, "skipped")


def _count(mine: list[Given], done: Mapping[str, str], shared: int) -> Progress:
    states = [done.get(one.sentence, "") for one in mine]
    return Progress(
        mine[0].round,
        mine[0].annotator,
        given=len(mine),
        answered=states.count("answered"),
        skipped=states.count("skipped"),
        shared=shared,
        audit=sum(one.audit for one in mine),
        blind=sum(one.arm == BLIND and not one.audit for one in mine),
        waiting=sum(not one.pushed_at for one in mine),
    )


def _too_fast(timed: tuple[float, str]) -> bool:
    seconds, text = timed
    return seconds < SECONDS_A_WORD * len(text.split())
