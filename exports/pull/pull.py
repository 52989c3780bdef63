"""Fetching what annotators answered: every project of the study, page by page, joined with the handout."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from annotation.codebook.codebook import Codebook, read_codebook
from annotation.errors import DataError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker, find_projects
from annotation.study.handout import read_handout
from annotation.study.study import Study
from exports.pull.annotations import AnswerRow, ProjectSource, PullRemarks, read_annotations, supersede

TrackTasks = Callable[[str, Iterator[dict[str, Any]]], Iterator[dict[str, Any]]]  # from a project's title and its tasks


def pull_answers(
    study: Study,
    studio: Studio,
    codebook: Codebook,
    *,
    pseudonyms: Mapping[int, str],
    round: str = "",
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
        track: Passes on the tasks of each project as they are read, to show progress.

    Raises:
        DataError: If the server has no project of the study, or none of the round.
    """
    projects = find_projects(studio, study)
    chosen = {
        marker: project
        for marker, project in projects.items()
        if (marker.round == round if round else not marker.adjudication)
    }
    if not chosen:
        rounds = sorted({marker.round for marker in projects})
        raise DataError(
            f"{studio.url} holds no round {round!r} of this study (it holds: {', '.join(rounds)})"
            if rounds
            else f"{studio.url} holds nothing of this study; push something first"
        )
    adjudication_rounds = {marker.round for marker in projects if marker.adjudication} if not round else set()
    handout = read_handout(study.handout)
    remarks = PullRemarks(adjudication_rounds=sorted(adjudication_rounds))
    rows: list[AnswerRow] = []
    for marker, project in sorted(chosen.items(), key=_project_order):
        source = ProjectSource(marker, _project_codebook(marker, study, codebook), handout, pseudonyms)
        tasks = track(project.title, studio.answered_tasks(project.id))
        rows.extend(read_annotations(tasks, source, remarks))
    return supersede(rows, remarks), remarks


def _project_codebook(marker: Marker, study: Study, codebook: Codebook) -> Codebook:
    """Read the study's copy of the codebook that a project was handed out with; without a copy take this one."""
    copy = study.codebooks / f"{marker.codebook.rpartition(' ')[2]}.toml"
    return read_codebook(copy) if marker.codebook != codebook.stamp and copy.exists() else codebook


def _project_order(project: tuple[Marker, Project]) -> tuple[str, str, bool]:
    """Give the key that sorts projects by round and annotator, those with targets before those without."""
    marker, _ = project
    return marker.round, marker.annotator, not marker.target
