"""The projects of a hand-out: planned for each annotator, checked against those on the server, and created."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotation.assignment.plan import HandoutKey, HandOutOptions
from annotation.assignment.queue import Queue, QueuedSentence
from annotation.codebook.codebook import Codebook
from annotation.codebook.interface import labeling_interface
from annotation.codebook.manual import instructions
from annotation.codebook.validation import SUGGESTION_SHOWN
from annotation.errors import ConfigError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker, find_projects, read_marker
from annotation.push.lost_projects import find_lost_project
from annotation.push.pending_requests import PendingRequests
from annotation.push.project_card import (
    MAX_TITLE_CHARACTERS,
    MIN_TITLE_CHARACTERS,
    ProjectProgress,
    card,
    project_title,
)
from annotation.push.twins import remove_empty_twins
from annotation.study.handout import HandoutRow
from annotation.study.study import Study

_MAX_DIFFERENCES_SHOWN = 3


@dataclass(frozen=True)
class PlannedProject:
    """A project of a hand-out.

    Attributes:
        marker: what the project is for.
        title: its title on the server.
        sentences: the part of the queue that belongs to it.
        project: the project on the server; None if it is not created yet.
    """

    marker: Marker
    title: str
    sentences: Sequence[QueuedSentence]
    project: Project | None


def plan_projects(
    queue: Queue,
    study: Study,
    studio: Studio,
    codebook: Codebook,
    options: HandOutOptions,
    handout: Mapping[HandoutKey, HandoutRow],
) -> list[PlannedProject]:
    """Plan which project each sentence of the queue goes to.

    Sentences without a target get projects of their own, in which the questions about a target are not asked. On the
    server nothing is created; empty twins of projects are removed, and a marker that somebody damaged is written again.

    Args:
        queue: the sentences to hand out.
        study: the study.
        studio: the server.
        codebook: the codebook whose questions are asked.
        options: how the sentences are handed out.
        handout: what was handed out before.

    Raises:
        ConfigError: if the round's name is not usable, or projects of the round have another kind, another codebook
            or another interface.
        DataError: if a project is gone from the server, and the options do not allow that.
    """
    _check_round(options.round)
    remove_empty_twins(studio, study, {row.project for row in handout.values() if row.project is not None})
    existing = find_projects(studio, study)
    by_target: dict[bool, list[QueuedSentence]] = {}
    for queued in queue.sentences:
        by_target.setdefault(codebook.asks_everything_about(queued.target), []).append(queued)
    planned = []
    for annotator in options.annotators:
        for target, sentences in by_target.items():
            marker = Marker(study.id, options.round, annotator, codebook.stamp, target, options.adjudication)
            _check_kind(marker, existing)
            _check_codebook(marker, existing)
            project = existing.get(marker)
            if project is None:
                rows = project_rows(handout.values(), marker, codebook)
                project = find_lost_project(marker, rows, studio, allow_missing=options.allow_missing)
            if project is not None:
                _check_interface(project, labeling_interface(codebook, target=target))
            planned.append(PlannedProject(marker, _title(marker, study), sentences, project))
    return planned


def project_rows(handout: Iterable[HandoutRow], marker: Marker, codebook: Codebook) -> dict[str, HandoutRow]:
    """The handout's rows of one project, by sentence."""
    return {
        row.sentence: row
        for row in handout
        if row.round == marker.round
        and row.annotator == marker.annotator
        and codebook.asks_everything_about(row.target) == marker.target
    }


def create_project(
    planned: PlannedProject, study: Study, studio: Studio, codebook: Codebook, pending: PendingRequests
) -> Project:
    """Create a planned project on the server, with the codebook's interface and instructions.

    Afterwards the server is looked at again: if the request arrived twice, all but the first project are removed.
    """
    marker = planned.marker
    interface = labeling_interface(codebook, target=marker.target, adjudication=marker.adjudication)
    manual = instructions(codebook, adjudication=marker.adjudication)
    pending.begin_creation(marker)
    description = card(marker, study, codebook, ProjectProgress(0, len(planned.sentences)))
    created = studio.create_project(planned.title, description, interface, manual)
    twins = [project for project in studio.projects() if read_marker(project.description) == marker]
    first = min(twins, key=lambda project: project.id, default=created)
    for project in twins:
        if project.id != first.id and project.title == first.title and not any(studio.tasks(project.id)):
            studio.delete_project(project.id)
    pending.confirm_creation(marker)
    return studio.project(first.id)


def _title(marker: Marker, study: Study) -> str:
    title = project_title(marker, study)
    if not MIN_TITLE_CHARACTERS <= len(title) <= MAX_TITLE_CHARACTERS:
        raise ConfigError(
            f"the project's title {title!r} has {len(title)} characters and Label Studio takes "
            f"{MIN_TITLE_CHARACTERS} to {MAX_TITLE_CHARACTERS}; give a shorter --round or a shorter name"
        )
    return title


def _check_round(round: str) -> None:
    """Refuse a round without a proper name: its rows in the handout could not be read again."""
    if not round or round != round.strip() or not round.isprintable():
        raise ConfigError(
            f"{round!r} is no name of a round: it needs a letter or more, and no spaces at its ends; give --round NAME"
        )


def _check_kind(marker: Marker, existing: Iterable[Marker]) -> None:
    """Refuse to mix annotation and adjudication in one round: they are asked, fetched and counted separately."""
    for earlier in existing:
        if earlier.round == marker.round and earlier.adjudication != marker.adjudication:
            kind = "an adjudication" if earlier.adjudication else "a round of annotators"
            raise ConfigError(f"round {marker.round!r} is {kind}; give this another name (--round NAME)")


def _check_codebook(marker: Marker, existing: Iterable[Marker]) -> None:
    for earlier in existing:
        if earlier.round == marker.round and earlier.codebook != marker.codebook:
            raise ConfigError(
                f"round {marker.round!r} was handed out with the codebook {earlier.codebook}, and this is "
                f"{marker.codebook}: answers to the two can't be mixed; start another round (--round NAME), or push "
                "with the codebook as it was (.newsstance/codebooks keeps it)"
            )


def _check_interface(project: Project, expected: str) -> None:
    differences = _controls(expected) ^ _controls(project.interface)
    if differences:
        descriptions = sorted(" ".join(part for part in control if part) for control in differences)
        raise ConfigError(
            f"the interface of project {project.title!r} ({project.id}) is not the codebook's (they differ in: "
            f"{'; '.join(descriptions[:_MAX_DIFFERENCES_SHOWN])}); undo the change in Label Studio (Settings, "
            "Labeling Interface), or start another round"
        )


def _controls(interface: str) -> set[tuple[str, str, str]]:
    """The tag, name and value of everything that can be answered in an interface, whatever it looks like."""
    from defusedxml.ElementTree import fromstring

    controls: set[tuple[str, str, str]] = set()
    for control in fromstring(interface).iter():
        if control.get("toName") and control.get("name") != SUGGESTION_SHOWN:
            values = [
                part.get("alias") or part.get("value") or ""
                for part in control.iter()
                if part.tag in ("Choice", "Label")
            ]
            controls |= {(control.tag, control.get("name", ""), value) for value in values or [""]}
    return controls
