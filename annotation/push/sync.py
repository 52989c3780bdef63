"""Handing out sentences: each annotator's project is brought in step with the handout, which is safe to repeat.

The handout is written before anything is sent to the server, and again when tasks have arrived. Tasks that the handout
does not show as imported are looked up on the server before they are sent. A push that was interrupted at any point
therefore ends the same when it is run again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from annotation.assignment.allocation import QueueOrder, shuffle_queue
from annotation.assignment.plan import HandoutKey, HandOutOptions, plan_handout
from annotation.assignment.queue import Queue, QueuedSentence
from annotation.codebook.codebook import Codebook
from annotation.errors import DataError, LabelStudioError
from annotation.io.streams import batches
from annotation.labelstudio.client import PREDICTION_VERSION, Project, Studio, interface_problems
from annotation.labelstudio.tasks import task_digest, task_json
from annotation.push.places import PlannedProject, create_project, plan_projects
from annotation.study.handout import HandoutRow, read_handout, write_handout
from annotation.study.study import Study, push_lock
from annotation.tables.schema import BLIND, PRELABELED

TASKS_PER_REQUEST: Final = 2500  # measured: faster than 1,000 and 5,000 on SQLite, half a second each
ProgressCallback = Callable[[int, int], None]  # called with the tasks imported so far and the tasks in all


@dataclass
class Pushed:
    """What a push did in one annotator's project; the fields are the keys of `push --json`.

    Attributes:
        annotator: the annotator's pseudonym.
        project: the project's title.
        url: the project's address.
        added: sentences that were imported.
        known: sentences that were there before.
        updated: sentences that show new context.
        left: sentences whose context changed after they were answered, and which were therefore not updated.
        blind: sentences without a pre-label; audit sentences are blind as well, and counted separately.
        audit: audit sentences.
        prelabeled: sentences with a pre-label.
        doubled: sentences that are in the project twice.
        gone: sentences in the project that are no longer in their article.
    """

    annotator: str
    project: str
    url: str
    added: int = 0
    known: int = 0
    updated: int = 0
    left: int = 0
    blind: int = 0
    audit: int = 0
    prelabeled: int = 0
    doubled: int = 0
    gone: list[str] = field(default_factory=list)


def sync_projects(
    queue: Queue,
    study: Study,
    studio: Studio,
    codebook: Codebook,
    options: HandOutOptions,
    *,
    watch: ProgressCallback = lambda imported, total: None,
) -> list[Pushed]:
    """Hand out the queue: each annotator gets the assigned sentences, each of them once.

    In an adjudication the projects also show what the queue's tasks say about earlier answers.

    Args:
        queue: the sentences to hand out.
        study: the study, whose handout is updated.
        studio: the server.
        codebook: the codebook whose questions are asked.
        options: how the sentences are handed out.
        watch: called after each import with the number of tasks imported and the number of tasks in all.

    Raises:
        DataError: if the queue is empty, or the options or the handout do not allow the hand-out.
        ConfigError: if projects on the server do not fit.
        LabelStudioError: if the server refuses something or does not answer.
    """
    if not queue.sentences:
        raise DataError("there is no sentence to push (headings are only shown as context)")
    if options.allocation.order is QueueOrder.SHUFFLED:
        queue = _shuffled(queue, study)
    with push_lock(study):
        planned_projects = plan_projects(queue, study, studio, codebook, options)
        earlier_handout = read_handout(study.handout)
        handout = plan_handout(queue, earlier_handout, options, study.key)
        planned_projects = _with_assigned_sentences(planned_projects, handout, options.round)
        if handout != earlier_handout:
            write_handout(study.handout, handout.values())
        planned_handout = dict(handout)
        try:
            return [_ProjectSync(planned, handout, studio, codebook, queue).run(watch) for planned in planned_projects]
        finally:
            if handout != planned_handout:
                write_handout(study.handout, handout.values())


def _shuffled(queue: Queue, study: Study) -> Queue:
    by_id = {queued.sentence: queued for queued in queue.sentences}
    return replace(queue, sentences=[by_id[sentence] for sentence in shuffle_queue(by_id, study.key)])


def _with_assigned_sentences(
    planned_projects: Sequence[PlannedProject], handout: Mapping[HandoutKey, HandoutRow], round: str
) -> list[PlannedProject]:
    """Reduce each project to its annotator's sentences; a project that would be new and empty is left out."""
    reduced = []
    for planned in planned_projects:
        annotator = planned.marker.annotator
        sentences = [queued for queued in planned.sentences if (round, annotator, queued.sentence) in handout]
        if sentences or planned.project is not None:
            reduced.append(replace(planned, sentences=sentences))
    return reduced


class _ProjectSync:
    """Brings one project in step with the handout."""

    def __init__(
        self,
        planned: PlannedProject,
        handout: dict[HandoutKey, HandoutRow],
        studio: Studio,
        codebook: Codebook,
        queue: Queue,
    ) -> None:
        self.planned = planned
        self.handout = handout
        self.studio = studio
        self.codebook = codebook
        self.queue = queue
        self.pushed_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.project: Project = planned.project or create_project(planned, studio, codebook)
        url = f"{studio.url}/projects/{self.project.id}"
        self.pushed = Pushed(planned.marker.annotator, self.project.title, url)

    def run(self, watch: ProgressCallback) -> Pushed:
        """Import missing tasks, update changed ones, and count the others."""
        tasks = self._tasks_by_sentence()
        if tasks is not None:
            self._record_tasks(tasks)
            self._import([queued for queued in self.planned.sentences if queued.sentence not in tasks], watch)
            self._update_context(tasks)
        self._show_predictions()
        self._count()
        return self.pushed

    def _project_rows(self) -> dict[str, HandoutRow]:
        """The handout's rows of this project, by sentence."""
        marker = self.planned.marker
        return {
            row.sentence: row
            for row in self.handout.values()
            if row.round == marker.round
            and row.annotator == marker.annotator
            and self.codebook.asks_everything_about(row.target) == marker.target
        }

    def _row(self, queued: QueuedSentence) -> HandoutRow:
        return self.handout[self.planned.marker.round, self.planned.marker.annotator, queued.sentence]

    def _tasks_by_sentence(self) -> dict[str, dict[str, Any]] | None:
        """The project's tasks by sentence; None if the handout shows that all are there and nothing has changed.

        The number of tasks and the highest id are compared with the handout's: they would differ if a task had been
        added or deleted since the handout was written.
        """
        if self.planned.project is None:
            return {}
        rows = self._project_rows()
        imported = [row.task or 0 for row in rows.values() if row.pushed_at and row.project == self.project.id]
        unchanged = all(self._row(queued).digest == queued.digest for queued in self.planned.sentences)
        if unchanged and len(imported) == len(rows):
            fingerprint = self.studio.fingerprint(self.project.id)
            if fingerprint == (len(imported), max(imported, default=0)):
                return None
        tasks: dict[str, dict[str, Any]] = {}
        for task in self.studio.tasks(self.project.id):
            sentence = task["data"].get("sentence", "")
            self.pushed.doubled += sentence in tasks
            tasks.setdefault(sentence, task)
        return tasks

    def _record_tasks(self, tasks: Mapping[str, Mapping[str, Any]]) -> None:
        """Write tasks into the handout that an interrupted push had imported without recording them."""
        for sentence, row in self._project_rows().items():
            task = tasks.get(sentence)
            if task is not None and (row.project, row.task) != (self.project.id, task["id"]):
                self._record(row, task["id"], task_digest(task["data"]))

    def _import(self, missing: Sequence[QueuedSentence], watch: ProgressCallback) -> None:
        for batch in batches(missing, TASKS_PER_REQUEST):
            tasks = [task_json(queued.task_data, self._row(queued).shown, self.codebook) for queued in batch]
            if any("predictions" in task for task in tasks):
                self._check_predictions(tasks)
            task_ids = self.studio.import_tasks(self.project.id, tasks)
            for queued, task_id in zip(batch, task_ids, strict=True):
                self._record(self._row(queued), task_id, queued.digest)
            self.pushed.added += len(batch)
            watch(self.pushed.added, len(missing))

    def _check_predictions(self, tasks: Sequence[Mapping[str, Any]]) -> None:
        problems = interface_problems(self.project.interface, tasks)
        if problems:
            raise LabelStudioError(f"{len(problems)} pre-labels don't fit the interface; the first: {problems[0]}")

    def _record(self, row: HandoutRow, task_id: int, digest: str) -> None:
        """Write into the handout that a task is on the server and what it shows."""
        self.handout[row.key] = row.pushed(self.project.id, task_id, digest, self.pushed_at)

    def _update_context(self, tasks: Mapping[str, Mapping[str, Any]]) -> None:
        """Show changed context in tasks that nobody has answered; an answer keeps the context that it is about."""
        for queued in self.planned.sentences:
            row, task = self._row(queued), tasks.get(queued.sentence)
            if task is None or row.digest == queued.digest:
                continue
            if task["total_annotations"] or task["cancelled_annotations"]:
                self.pushed.left += 1
                continue
            self.studio.update_task(task["id"], queued.task_data)
            self._record(row, task["id"], queued.digest)
            self.pushed.updated += 1

    def _show_predictions(self) -> None:
        has_prelabels = any(row.shown for row in self._project_rows().values())
        if has_prelabels and self.project.prediction_version != PREDICTION_VERSION:
            self.studio.show_predictions(self.project.id)

    def _count(self) -> None:
        rows = self._project_rows()
        sentences = {queued.sentence for queued in self.planned.sentences}
        self.pushed.known = len(sentences) - self.pushed.added
        self.pushed.audit = sum(rows[sentence].audit for sentence in sentences)
        self.pushed.blind = sum(rows[sentence].arm == BLIND and not rows[sentence].audit for sentence in sentences)
        self.pushed.prelabeled = sum(rows[sentence].arm == PRELABELED for sentence in sentences)
        self.pushed.gone = [
            sentence
            for sentence, row in rows.items()
            if (row.article, row.target) in self.queue.complete_articles and sentence not in sentences
        ]
