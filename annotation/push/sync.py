"""Handing out work: each annotator's project is brought in step with the handout; safe to repeat at any point.

The handout is written before anything is sent, and again as things arrive. What it doesn't know to be on the server
is looked up there before it is sent: a push that was cut short anywhere ends the same when it is run again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from annotation.assignment.allocation import EVERYBODY, Allocation, QueueOrder, shuffle_queue
from annotation.assignment.plan import Key, Whose, plan
from annotation.assignment.queue import Queue, QueueItem
from annotation.codebook.codebook import Codebook
from annotation.errors import DataError, LabelStudioError
from annotation.io.streams import batches
from annotation.labelstudio.client import PREDICTIONS, Project, Studio, interface_problems
from annotation.labelstudio.tasks import task_digest, to_task
from annotation.push.places import PlannedProject, create_project, plan_projects
from annotation.study.handout import HandoutRow, read_handout, write_handout
from annotation.study.study import Study, push_lock
from annotation.tables.schema import BLIND, PRELABELED

BATCH: Final = 2500  # tasks a request; measured faster than 1,000 and 5,000 on SQLite, half a second each
Watch = Callable[[int, int], None]


@dataclass
class Pushed:
    """What a push did in one annotator's project, and what it found there."""

    annotator: str
    project: str
    url: str
    added: int = 0
    known: int = 0
    updated: int = 0
    left: int = 0  # context changed, but answered: it stays as it was when it was answered
    blind: int = 0  # audit sentences are blind too, and counted by themselves
    audit: int = 0
    prelabeled: int = 0
    doubled: int = 0
    gone: list[str] = field(default_factory=list)


def sync_projects(
    queue: Queue,
    study: Study,
    studio: Studio,
    codebook: Codebook,
    *,
    annotators: Sequence[str],
    round: str,
    blind: float,
    shares: Allocation = EVERYBODY,
    whose: Whose | None = None,
    adjudication: bool = False,
    watch: Watch = lambda done, total: None,
) -> list[Pushed]:
    """Give every annotator their share of the queue, each sentence once; `watch` is told how many of how many came.

    `whose` says for each sentence who gets it, in place of shares. In an `adjudication` the projects show what the
    queue's tasks say was answered before.
    """
    if not queue.items:
        raise DataError("there is no sentence to push (headings are only shown as context)")
    if shares.order is QueueOrder.SHUFFLED:
        queue = _shuffled(queue, study)
    with push_lock(study):
        places = plan_projects(queue, study, studio, codebook, annotators, round, adjudication=adjudication)
        before = read_handout(study.handout)
        handout = plan(
            queue, before, annotators=annotators, round=round, blind=blind, key=study.key, shares=shares, whose=whose
        )
        places = _shares_of(places, handout, round)
        if handout != before:
            write_handout(study.handout, handout.values())
        planned = dict(handout)
        try:
            return [_ProjectSync(place, handout, studio, codebook, queue).run(watch) for place in places]
        finally:
            if handout != planned:
                write_handout(study.handout, handout.values())


def _shuffled(queue: Queue, study: Study) -> Queue:
    by_sentence = {asked.sentence: asked for asked in queue.items}
    return replace(queue, items=[by_sentence[sentence] for sentence in shuffle_queue(by_sentence, study.key)])


def _shares_of(places: Sequence[PlannedProject], handout: Mapping[Key, HandoutRow], round: str) -> list[PlannedProject]:
    """Leave each place what its annotator is given; a place that gets nothing and isn't there yet is not made."""
    found = []
    for place in places:
        mine = [asked for asked in place.items if (round, place.marker.annotator, asked.sentence) in handout]
        if mine or place.project is not None:
            found.append(replace(place, items=mine))
    return found


class _ProjectSync:
    """One project, brought in step."""

    def __init__(
        self, place: PlannedProject, handout: dict[Key, HandoutRow], studio: Studio, codebook: Codebook, queue: Queue
    ) -> None:
        self.place = place
        self.handout = handout
        self.studio = studio
        self.codebook = codebook
        self.queue = queue
        self.now = datetime.now(UTC).isoformat(timespec="seconds")
        self.project: Project = place.project or create_project(place, studio, codebook)
        url = f"{studio.url}/projects/{self.project.id}"
        self.done = Pushed(place.marker.annotator, self.project.title, url)

    def run(self, watch: Watch) -> Pushed:
        """Import what is missing, refresh what changed, count the rest."""
        there = self._there()
        if there is not None:
            self._note(there)
            self._import([asked for asked in self.place.items if asked.sentence not in there], watch)
            self._refresh(there)
        self._show_predictions()
        self._count()
        return self.done

    def _mine(self) -> dict[str, HandoutRow]:
        """Everything that the handout says of this project, by sentence."""
        marker = self.place.marker
        return {
            given.sentence: given
            for given in self.handout.values()
            if given.round == marker.round
            and given.annotator == marker.annotator
            and self.codebook.asks_everything_about(given.target) == marker.target
        }

    def _given(self, asked: QueueItem) -> HandoutRow:
        return self.handout[self.place.marker.round, self.place.marker.annotator, asked.sentence]

    def _there(self) -> dict[str, dict[str, Any]] | None:
        """The project's tasks by sentence; None where the handout knows them all and nothing has changed.

        Counting tasks and looking at the last one is enough to trust the handout: what it says was on the server,
        and a task that went or came since would show.
        """
        if self.place.project is None:
            return {}
        mine = self._mine()
        known = [given.task or 0 for given in mine.values() if given.pushed_at and given.project == self.project.id]
        unchanged = all(self._given(asked).digest == asked.digest for asked in self.place.items)
        sure = unchanged and len(known) == len(mine)
        if sure and self.studio.fingerprint(self.project.id) == (len(known), max(known, default=0)):
            return None
        found: dict[str, dict[str, Any]] = {}
        for task in self.studio.tasks(self.project.id):
            sentence = task["data"].get("sentence", "")
            self.done.doubled += sentence in found
            found.setdefault(sentence, task)
        return found

    def _note(self, there: Mapping[str, Mapping[str, Any]]) -> None:
        """Write down what an earlier push brought to the server without living to say so."""
        for sentence, given in self._mine().items():
            task = there.get(sentence)
            if task is not None and (given.project, given.task) != (self.project.id, task["id"]):
                self._arrived(given, task["id"], task_digest(task["data"]))

    def _import(self, missing: Sequence[QueueItem], watch: Watch) -> None:
        for batch in batches(missing, BATCH):
            tasks = [to_task(asked.data, self._given(asked).shown, self.codebook) for asked in batch]
            if any("predictions" in task for task in tasks):
                self._check(tasks)
            ids = self.studio.import_tasks(self.project.id, tasks)
            for asked, task in zip(batch, ids, strict=True):
                self._arrived(self._given(asked), task, asked.digest)
            self.done.added += len(batch)
            watch(self.done.added, len(missing))

    def _check(self, tasks: Sequence[Mapping[str, Any]]) -> None:
        problems = interface_problems(self.project.interface, tasks)
        if problems:
            raise LabelStudioError(f"{len(problems)} pre-labels don't fit the interface; the first: {problems[0]}")

    def _arrived(self, given: HandoutRow, task: int, shows: str) -> None:
        self.handout[given.key] = replace(
            given, project=self.project.id, task=task, digest=shows, pushed_at=given.pushed_at or self.now
        )

    def _refresh(self, there: Mapping[str, Mapping[str, Any]]) -> None:
        """Show edited context where nobody has answered yet; an answer stands beside what was read."""
        for asked in self.place.items:
            given, task = self._given(asked), there.get(asked.sentence)
            if task is None or given.digest == asked.digest:
                continue
            if task["total_annotations"] or task["cancelled_annotations"]:
                self.done.left += 1
                continue
            self.studio.update_task(task["id"], asked.data)
            self._arrived(given, task["id"], asked.digest)
            self.done.updated += 1

    def _show_predictions(self) -> None:
        if self.project.shows != PREDICTIONS and any(given.shown for given in self._mine().values()):
            self.studio.show_predictions(self.project.id)

    def _count(self) -> None:
        mine = self._mine()
        asked = {asked.sentence for asked in self.place.items}
        self.done.known = len(asked) - self.done.added
        self.done.audit = sum(mine[sentence].audit for sentence in asked)
        self.done.blind = sum(mine[sentence].arm == BLIND and not mine[sentence].audit for sentence in asked)
        self.done.prelabeled = sum(mine[sentence].arm == PRELABELED for sentence in asked)
        self.done.gone = [
            sentence
            for sentence, given in mine.items()
            if (given.article, given.target) in self.queue.whole and sentence not in asked
        ]
