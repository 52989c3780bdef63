"""Fetching what annotators answered: every project of the study, page by page, joined with the handout."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker
from annotation.labelstudio.study_projects import MissingProject, StudyProjects, find_study_projects
from annotation.study.handout import HandoutKey, HandoutRow, read_handout
from annotation.study.study import Study, kept_codebook
from exports.pull.annotations import GivenAnnotation, ProjectSource, read_annotations
from exports.pull.asked import replaced_questions
from exports.pull.json_values import mapping_of, writable_text
from exports.pull.latest import count_latest
from exports.pull.remarks import PullRemarks
from exports.pull.results import AnswerRow

TrackTasks = Callable[[str, Iterator[dict[str, Any]]], Iterator[dict[str, Any]]]  # from a project's title and its tasks


def pull_answers(
    study: Study,
    studio: Studio,
    codebook: Codebook,
    *,
    pseudonyms: Mapping[int, str],
    round: str = "",
    allow_missing: bool = False,
    track: TrackTasks = lambda project, tasks: tasks,
) -> tuple[list[AnswerRow], PullRemarks]:
    """Fetch the rows of the answers table, and what was odd about them.

    A round of adjudication is fetched only by its name, because an adjudicator is not one more annotator.

    Args:
        study: The study whose projects are fetched.
        studio: The server.
        codebook: The codebook of projects whose own codebook was not kept in the study.
        pseudonyms: The annotator's pseudonym by user id.
        round: The round to fetch; empty for all rounds but those of adjudication.
        allow_missing: Whether the answers are fetched although a project is gone, with its answers.
        track: Passes on the tasks of each project as they are read, to show progress.

    Raises:
        DataError: If the server has no project of the study, or none of the round, or if a project that the handout
            names is gone and that is not allowed.
    """
    handout = read_handout(study.handout)
    on_server = find_study_projects(studio, study, handout.values(), codebook)
    missing = [project for project in on_server.missing if round in ("", project.round)]
    if missing and not allow_missing:
        raise DataError(
            f"{'; '.join(map(str, missing))}: no longer on {studio.url}, and neither are its answers; nothing was "
            "written: bring it back from a backup of Label Studio, or fetch the others with --allow-fewer"
        )
    chosen = [
        (marker, project)
        for marker, project in on_server.projects
        if (marker.round == round if round else not marker.adjudication)
    ]
    if not chosen:
        rounds = sorted({marker.round for marker, _ in on_server.projects})
        raise DataError(
            f"{studio.url} holds no round {round!r} of this study (it holds: {', '.join(rounds)})"
            if rounds
            else f"{studio.url} holds nothing of this study; push something first"
        )
    adjudication_rounds = {marker.round for marker, _ in on_server.projects if marker.adjudication if not round}
    remarks = PullRemarks(
        adjudication_rounds=sorted(adjudication_rounds), projects=list(_project_remarks(on_server, missing))
    )
    annotations: list[GivenAnnotation] = []
    for marker, project in sorted(chosen, key=_project_order):
        source = project_source(marker, project, study, codebook, handout=handout, pseudonyms=pseudonyms)
        tasks = track(project.title, studio.answered_tasks(project.id))
        annotations.extend(read_annotations(tasks, source, remarks))
        remarks.drafts[marker.annotator].extend(drafted_sentences(studio, project))
    return count_latest(annotations, remarks), remarks


def project_source(
    marker: Marker,
    project: Project,
    study: Study,
    codebook: Codebook,
    *,
    handout: Mapping[HandoutKey, HandoutRow],
    pseudonyms: Mapping[int, str],
) -> ProjectSource:
    """Gather what is needed to read a project's annotations; `codebook` is that of projects whose own is not kept."""
    asked_in = kept_codebook(study, marker.codebook, codebook)
    replaced = replaced_questions(project.interface, asked_in, target=marker.target)
    return ProjectSource(marker, asked_in, handout, pseudonyms, replaced, project.id, project.prediction_version)


def drafted_sentences(studio: Studio, project: Project) -> Iterator[str]:
    """Name the sentences of a project on which somebody began or changed an answer without submitting it."""
    for task in studio.drafted_tasks(project.id):
        yield writable_text(mapping_of(task["data"]).get("sentence")) or f"task {task['id']}"


def _project_remarks(on_server: StudyProjects, missing: Iterable[MissingProject]) -> Iterator[str]:
    """Say which projects are gone, were found by their number only, or stand on the server twice."""
    for lost_project in missing:
        yield f"{lost_project}: no longer on the server; its answers are not in the table"
    for marker, project in on_server.without_marker:
        yield (
            f"project {project.id} ({project.title}) of {marker.annotator} in round {marker.round!r}: somebody changed "
            "its description, by which newsstance finds it; it was found by its number (the next push mends it)"
        )
    for marker, projects in on_server.twins:
        numbers = " and ".join(str(project.id) for project in projects)
        yield f"{marker.annotator} has {len(projects)} projects in round {marker.round!r} ({numbers}); all were read"


def _project_order(project: tuple[Marker, Project]) -> tuple[str, str, bool]:
    """Give the key that sorts projects by round and annotator, those with targets before those without."""
    marker, _ = project
    return marker.round, marker.annotator, not marker.target
