"""One project of a hand-out, brought in step with the handout; what has happened to it on the server is put right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from annotation.assignment.plan import HandoutKey
from annotation.assignment.queue import Queue, QueuedSentence
from annotation.codebook.codebook import Codebook
from annotation.codebook.validation import TEXT_WITH_MARKS
from annotation.errors import LabelStudioError
from annotation.io.streams import batches
from annotation.labelstudio.client import PREDICTION_VERSION, Project, Studio
from annotation.labelstudio.interface_checks import interface_problems
from annotation.labelstudio.tasks import task_digest, task_json
from annotation.push.doubles import remove_unanswered_doubles
from annotation.push.pending_requests import PendingRequests
from annotation.push.places import PlannedProject, create_project, project_rows
from annotation.push.prelabel_check import bring_prelabels, compare_prelabels, without_prelabel
from annotation.push.project_card import ProjectProgress, show_progress
from annotation.push.pushed import Pushed
from annotation.push.server_state import ServerState, Task, fetch_state, is_answered
from annotation.study.handout import HandoutRow
from annotation.study.study import Study
from annotation.tables.schema import BLIND, PRELABELED

TASKS_PER_REQUEST: Final = 2500  # measured: faster than 1,000 and 5,000 on SQLite, half a second each
ProgressCallback = Callable[[int, int], None]  # called with the tasks imported so far and the tasks in all


@dataclass(frozen=True)
class SyncTools:
    """What bringing any project of a hand-out in step needs.

    Attributes:
        handout: all rows of the handout, by round, annotator and sentence; it is changed.
        studio: the server.
        codebook: the codebook whose questions are asked.
        queue: all sentences of the hand-out.
        pending: the requests that were sent and not confirmed.
        study: the study, whose name the projects carry.
    """

    handout: dict[HandoutKey, HandoutRow]
    studio: Studio
    codebook: Codebook
    queue: Queue
    pending: PendingRequests
    study: Study


class ProjectSync:
    """Brings one project in step with the handout."""

    def __init__(self, planned: PlannedProject, tools: SyncTools) -> None:
        self.planned = planned
        self.handout, self.studio, self.codebook = tools.handout, tools.studio, tools.codebook
        self.queue, self.pending, self.study = tools.queue, tools.pending, tools.study
        self.pushed_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.project: Project = planned.project or create_project(
            planned, tools.study, tools.studio, tools.codebook, tools.pending
        )
        url = f"{self.studio.url}/projects/{self.project.id}"
        self.pushed = Pushed(planned.marker.annotator, planned.marker.title, url)

    def run(self, watch: ProgressCallback) -> Pushed:
        """Import missing tasks, put right what was lost or changed on the server, and count the others."""
        state = self._fetch_state() if self.planned.project is not None else ServerState()
        self._import([queued for queued in self.planned.sentences if queued.sentence not in state.tasks], state, watch)
        if self.pushed.added and not self._arrived_exactly(state):
            state = self._fetch_state()
        self._update_tasks(state)
        self._check_prelabels(state)
        self._show_predictions()
        self._count(state)
        self._show_progress(state)
        return self.pushed

    def _fetch_state(self) -> ServerState:
        """Fetch what is on the server, remove doubles, and record tasks that an interrupted push had imported."""
        self.pending.wait_for_import(self.project.id, self.studio)
        state = fetch_state(self.studio, self.project.id, self._project_rows())
        self.pushed.removed += remove_unanswered_doubles(state, self.studio, self.project.id)
        for sentence, row in self._project_rows().items():
            task = state.tasks.get(sentence)
            if task is not None and (row.project, row.task) != (self.project.id, task["id"]):
                self._record(row, task["id"], task_digest(task["data"]))
        return state

    def _project_rows(self) -> dict[str, HandoutRow]:
        """The handout's rows of this project, by sentence."""
        return project_rows(self.handout.values(), self.planned.marker, self.codebook)

    def _row(self, queued: QueuedSentence) -> HandoutRow:
        return self.handout[self.planned.marker.round, self.planned.marker.annotator, queued.sentence]

    def _import(self, missing: Sequence[QueuedSentence], state: ServerState, watch: ProgressCallback) -> None:
        for batch in batches(missing, TASKS_PER_REQUEST):
            tasks = [
                task_json(queued.task_data, self._row(queued).shown, self.codebook, self.project.interface)
                for queued in batch
            ]
            if any("predictions" in task for task in tasks):
                self._check_predictions(tasks)
            self.pending.begin_import(self.project.id, state.task_count + self.pushed.added + len(batch))
            task_ids = self.studio.import_tasks(self.project.id, tasks)
            for queued, task_id in zip(batch, task_ids, strict=True):
                self._record(self._row(queued), task_id, queued.digest)
            self.pending.confirm_import(self.project.id)
            self.pushed.added += len(batch)
            watch(self.pushed.added, len(missing))

    def _check_predictions(self, tasks: Sequence[Mapping[str, Any]]) -> None:
        problems = interface_problems(self.project.interface, tasks)
        if problems:
            raise LabelStudioError(f"{len(problems)} pre-labels don't fit the interface; the first: {problems[0]}")

    def _arrived_exactly(self, state: ServerState) -> bool:
        """Whether the server has as many tasks and pre-labels more as were sent: neither lost nor doubled."""
        sent = [self._row(queued) for queued in self.planned.sentences if queued.sentence not in state.tasks]
        tasks = state.task_count + len(sent)
        predictions = sum(map(len, state.predictions.values())) + sum(bool(row.shown) for row in sent)
        return self.studio.task_and_prediction_counts(self.project.id) == (tasks, predictions)

    def _record(self, row: HandoutRow, task_id: int, digest: str) -> None:
        """Write into the handout that a task is on the server and what it shows."""
        self.handout[row.key] = row.pushed(self.project.id, task_id, digest, self.pushed_at)

    def _update_tasks(self, state: ServerState) -> None:
        """Show changed context, and put edited tasks right, where nobody has answered.

        An answer keeps the text and context that it is about.
        """
        rows = self._project_rows()
        queued_sentences = {queued.sentence: queued for queued in self.planned.sentences}
        for sentence, task in state.tasks.items():
            queued, edited = queued_sentences.get(sentence), task_digest(task["data"]) != rows[sentence].digest
            if queued is None:
                if edited:
                    self.pushed.edited.append(sentence)
            elif edited or queued.digest != rows[sentence].digest:
                self._update_task(task, queued, edited=edited)
            elif task["data"].get(TEXT_WITH_MARKS) != queued.task_data.get(TEXT_WITH_MARKS) and not is_answered(task):
                self.studio.update_task(task["id"], queued.task_data)  # only the marks around the target are others

    def _update_task(self, task: Task, queued: QueuedSentence, *, edited: bool) -> None:
        if is_answered(task):
            if edited:
                self.pushed.edited.append(queued.sentence)
            else:
                self.pushed.left += 1
            return
        self.studio.update_task(task["id"], queued.task_data)
        self._record(self._row(queued), task["id"], queued.digest)
        if edited:
            self.pushed.repaired.append(queued.sentence)
        else:
            self.pushed.updated += 1

    def _check_prelabels(self, state: ServerState) -> None:
        """Bring lost pre-labels again; where people answered without them, say so in the handout."""
        rows = self._project_rows()
        check = compare_prelabels(rows, state, self.studio, self.codebook)
        if check.lost:
            bring_prelabels(check.lost, state, self.studio, self.project.id, self.codebook)
        for row in (*check.not_shown, *check.altered):
            self.handout[row.key] = without_prelabel(row)
        self.pushed.restored = len(check.lost)
        self.pushed.not_shown = [row.sentence for row in check.not_shown]
        self.pushed.altered = [row.sentence for row in check.altered]
        self.pushed.unplanned = [row.sentence for row in check.unplanned]

    def _show_predictions(self) -> None:
        """Make the project show its pre-labels; Label Studio refuses that where there is none."""
        if any(row.shown for row in self._project_rows().values()):
            version = self.studio.project(self.project.id).prediction_version
            if version != PREDICTION_VERSION:
                self.studio.show_predictions(self.project.id)

    def _show_progress(self, state: ServerState) -> None:
        """Tell the annotator how many sentences are done, of all that were handed out."""
        progress = ProjectProgress(sum(map(is_answered, state.tasks.values())), len(self._project_rows()))
        show_progress(self.studio, self.project.id, self.planned.marker, self.study, self.codebook, progress)

    def _count(self, state: ServerState) -> None:
        rows = self._project_rows()
        sentences = {queued.sentence for queued in self.planned.sentences}
        pushed_rows = [rows[sentence] for sentence in sentences]
        self.pushed.known = len(sentences) - self.pushed.added
        self.pushed.audit = sum(row.audit for row in pushed_rows)
        self.pushed.blind = sum(row.arm == BLIND and not row.audit for row in pushed_rows)
        self.pushed.prelabeled = sum(bool(row.shown) for row in pushed_rows)
        self.pushed.abstained = sum(row.arm == PRELABELED and not row.shown for row in pushed_rows)
        self.pushed.doubled = len(state.doubles)
        self.pushed.foreign = len(state.foreign)
        self.pushed.missing = [
            sentence
            for sentence, row in rows.items()
            if row.pushed_at and sentence not in state.tasks and sentence not in sentences
        ]
        self.pushed.gone = [
            sentence
            for sentence, row in rows.items()
            if (row.article, row.target) in self.queue.complete_articles and sentence not in sentences
        ]
