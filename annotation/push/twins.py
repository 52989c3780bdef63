"""Projects that stand on the server twice, because a request to create one was repeated or arrived late.

A twin that nobody has worked in is taken away, if it is one that newsstance made: a project that somebody copied by
hand has another title or another owner, and is left to people.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from annotation.io.console import remark
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker, read_marker
from annotation.push.project_card import project_title
from annotation.push.server_state import has_draft, is_answered
from annotation.study.study import Study


def remove_empty_twins(studio: Studio, study: Study, recorded: Collection[int]) -> None:
    """Delete the projects of a study that have a twin, were made by this account, and that nobody has worked in.

    Args:
        studio: the server.
        study: the study.
        recorded: the ids of the projects that the handout names; they are kept.
    """
    by_marker: dict[Marker, list[Project]] = defaultdict(list)
    for project in studio.projects():
        marker = read_marker(project.description)
        if marker is not None and marker.study == study.id:
            by_marker[marker].append(project)
    for marker, twins in by_marker.items():
        if len(twins) > 1:
            titles = (marker.title, project_title(marker, study))  # of older versions, and of this one
            _remove_twins(titles, twins, studio, recorded)


def _remove_twins(titles: Collection[str], twins: Sequence[Project], studio: Studio, recorded: Collection[int]) -> None:
    own_account = studio.whoami().get("id")
    kept = {
        project.id
        for project in twins
        if project.id in recorded
        or project.creator != own_account
        or project.title not in titles
        or _is_worked_in(project, studio)
    } or {twins[0].id}
    for project in twins:
        if project.id not in kept:
            studio.delete_project(project.id)
            remark(f"project {project.id} ({project.title}) stood there twice, and nobody had worked in it: removed")


def _is_worked_in(project: Project, studio: Studio) -> bool:
    """Whether anybody has answered, skipped or begun a task of a project."""
    return any(is_answered(task) or has_draft(studio, task) for task in studio.tasks(project.id))
