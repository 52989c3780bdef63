"""Projects that the handout names and that are not found by their marker any more.

Everybody with an account can edit a project's description, where the marker stands, or delete the project. The handout
keeps the project's id, by which it is found again.
"""

from collections.abc import Mapping

from annotation.errors import DataError
from annotation.io.console import plural, remark
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker
from annotation.labelstudio.study_projects import holds_rows
from annotation.study.handout import HandoutRow


def find_lost_project(
    marker: Marker, rows: Mapping[str, HandoutRow], studio: Studio, *, allow_missing: bool
) -> Project | None:
    """Find the project of rows that were handed out, by its id, and write its marker anew.

    Args:
        marker: what the project is for.
        rows: the handout's rows of this project, by sentence.
        studio: the server.
        allow_missing: whether a project that is gone may be made anew.

    Returns:
        The project; None if none of the rows was handed out yet, or if the project is gone and that is allowed.

    Raises:
        DataError: if the project is gone and that is not allowed.
    """
    recorded = sorted({row.project for row in rows.values() if row.project is not None})
    for number in recorded:
        project = studio.find_project(number)
        if project is not None and holds_rows(project, rows.values(), studio):
            remark(
                f"project {project.id} ({project.title}) of {marker.annotator} no longer had the line in its "
                "description by which newsstance finds it: somebody had changed it; the line was written again"
            )
            studio.update_project(project.id, description=str(marker))
            return studio.project(project.id)
    if recorded and not allow_missing:
        sentences = plural(sum(row.project is not None for row in rows.values()), "sentence")
        raise DataError(
            f"project {recorded[-1]} of {marker.annotator} in round {marker.round!r}, where {sentences} were handed "
            "out, is no longer on the server, and its answers are gone with it; bring it back from a backup of Label "
            "Studio, or hand everything out again with --allow-missing"
        )
    return None
