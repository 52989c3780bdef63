"""Handing out sentences: each annotator's project is brought in step with the handout, which is safe to repeat.

The handout is written before anything is sent to the server, and again when tasks have arrived. Tasks that the handout
does not show as imported are looked up on the server before they are sent. A push that was interrupted at any point
therefore ends the same when it is run again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotation.assignment.allocation import QueueOrder, shuffle_queue
from annotation.assignment.plan import HandoutKey, HandOutOptions, plan_handout
from annotation.assignment.queue import Queue
from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.labelstudio.client import Studio
from annotation.push.pending_requests import PendingRequests
from annotation.push.places import PlannedProject, plan_projects
from annotation.push.project_sync import ProgressCallback, ProjectSync, SyncTools
from annotation.push.pushed import Pushed
from annotation.study.handout import HandoutRow, read_handout, write_handout
from annotation.study.study import Study, push_lock


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
        raise DataError(
            "there is no sentence to push: headings (lines without a final period) are only shown as context; "
            "split the articles with --no-headings to ask about each line"
        )
    if options.allocation.order is QueueOrder.SHUFFLED:
        queue = _shuffled(queue, study)
    with push_lock(study):
        earlier_handout = read_handout(study.handout)
        pending = PendingRequests(study)
        pending.wait_for_creations(studio)
        planned_projects = plan_projects(queue, study, studio, codebook, options, earlier_handout)
        handout = plan_handout(queue, earlier_handout, options, study.key)
        planned_projects = _with_assigned_sentences(planned_projects, handout, options.round)
        if handout != earlier_handout:
            write_handout(study.handout, handout.values())
        planned_handout = dict(handout)
        tools = SyncTools(handout, studio, codebook, queue, pending, study)
        try:
            return [ProjectSync(planned, tools).run(watch) for planned in planned_projects]
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
