"""Who has done how much of what they were given, and how fast. Pure, but for asking the server what is answered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotation.errors import DataError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import find_projects
from annotation.study.handout import HandoutRow
from annotation.study.study import Study
from annotation.tables.schema import BLIND

RoundAnnotator = tuple[str, str]  # round, annotator


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


def fetch_statuses(study: Study, studio: Studio, round: str = "") -> dict[RoundAnnotator, dict[str, str]]:
    """Ask the server which sentences are answered, or else skipped: counts only, nobody's answers."""
    found: dict[RoundAnnotator, dict[str, str]] = {}
    for marker, project in find_projects(studio, study).items():
        if round in ("", marker.round):
            mine = found.setdefault((marker.round, marker.annotator), {})
            for task in studio.tasks(project.id):
                _note(mine, task)
    return found


def round_progress(
    handout: Iterable[HandoutRow], done: Mapping[RoundAnnotator, Mapping[str, str]], round: str = ""
) -> list[Progress]:
    """Count what each annotator was given and has done, round by round; `shared` is what others were given too."""
    given = list(handout)
    if not given:
        raise DataError("nothing was handed out yet; `newsstance push SENTENCES --annotators ann,bob` does")
    rounds = sorted({one.round for one in given})
    if round and round not in rounds:
        raise DataError(f"no round {round!r} was handed out (there are: {', '.join(rounds)})")
    by: dict[RoundAnnotator, list[HandoutRow]] = {}
    has: dict[tuple[str, str], int] = {}
    for one in given:
        by.setdefault((one.round, one.annotator), []).append(one)
        has[one.round, one.sentence] = has.get((one.round, one.sentence), 0) + 1
    return [
        _count(mine, done.get(whose, {}), sum(has[one.round, one.sentence] > 1 for one in mine))
        for whose, mine in sorted(by.items())
        if round in ("", whose[0])
    ]


def missing_projects(found: Iterable[Progress], done: Mapping[RoundAnnotator, object]) -> Iterator[Progress]:
    """Name those whose project is not on the server, though something was pushed to it."""
    return (one for one in found if (one.round, one.annotator) not in done and one.waiting < one.given)


def _note(mine: dict[str, str], task: Mapping[str, Any]) -> None:
    sentence = task["data"].get("sentence", "")
    if task["total_annotations"]:
        mine[sentence] = "answered"
    elif task["cancelled_annotations"]:
        mine.setdefault(sentence, "skipped")


def _count(mine: list[HandoutRow], done: Mapping[str, str], shared: int) -> Progress:
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
