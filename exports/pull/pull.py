"""Fetching what annotators answered: every project of the study, page by page, joined with the handout."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotation.codebook.codebook import Codebook, read_codebook
from annotation.errors import DataError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker, find_projects
from annotation.study.handout import read_handout
from annotation.study.study import Study
from exports.pull.annotations import ProjectSource, PullRemarks, read_annotations, supersede

TrackTasks = Callable[[str, Iterator[dict[str, Any]]], Iterator[dict[str, Any]]]


def pull_answers(
    study: Study,
    studio: Studio,
    codebook: Codebook,
    *,
    people: Mapping[int, str],
    round: str = "",
    watch: TrackTasks = lambda project, tasks: tasks,
) -> tuple[list[dict[str, Any]], PullRemarks]:
    """Give the rows of the answers table, and what was odd about them.

    `people` tells whose account a user id is; `watch` sees each project's tasks go by. A round of adjudication is
    fetched only by its name: an adjudicator is not one more annotator.
    """
    projects = find_projects(studio, study)
    chosen = {m: project for m, project in projects.items() if (m.round == round if round else not m.adjudication)}
    left_out = {marker.round for marker in projects if marker.adjudication} if not round else set()
    if not chosen:
        rounds = sorted({marker.round for marker in projects})
        raise DataError(
            f"{studio.url} holds no round {round!r} of this study (it holds: {', '.join(rounds)})"
            if rounds
            else f"{studio.url} holds nothing of this study; push something first"
        )
    handout = read_handout(study.handout)
    remarks = PullRemarks(adjudications=sorted(left_out))
    rows: list[dict[str, Any]] = []
    for marker, project in sorted(chosen.items(), key=_order):
        source = ProjectSource(marker, _codebook_of(marker, study, codebook), handout, people)
        tasks = watch(project.title, studio.answered_tasks(project.id))
        rows.extend(read_annotations(tasks, source, remarks))
    return supersede(rows, remarks), remarks


def _codebook_of(marker: Marker, study: Study, codebook: Codebook) -> Codebook:
    """The codebook that a project was handed out with; today's where no copy of it was kept."""
    kept: Path = study.codebooks / f"{marker.codebook.rpartition(' ')[2]}.toml"
    return read_codebook(kept) if marker.codebook != codebook.stamp and kept.exists() else codebook


def _order(found: tuple[Marker, Project]) -> tuple[str, str, bool]:
    marker, _ = found
    return marker.round, marker.annotator, not marker.target
