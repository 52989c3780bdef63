"""All projects that a study's answers may stand in: by their marker, or by the id that the handout keeps.

Everybody with an account on the server can edit a project's description, where the marker stands, or delete the
project.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotation.codebook.codebook import Codebook, read_codebook
from annotation.codebook.interface import labeling_interface
from annotation.errors import ConfigError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker, read_marker
from annotation.study.handout import HandoutRow
from annotation.study.study import Study


@dataclass(frozen=True)
class MissingProject:
    """A project that the handout names and the server no longer has: its id, and how many sentences it held."""

    project: int
    round: str
    annotator: str
    sentences: int

    def __str__(self) -> str:
        return (
            f"project {self.project} of {self.annotator} in round {self.round!r}, where {self.sentences:,} "
            f"{'sentence was' if self.sentences == 1 else 'sentences were'} handed out"
        )


@dataclass
class StudyProjects:
    """The projects of a study.

    Attributes:
        projects: each project with its marker, oldest first; two projects may have the same marker.
        without_marker: those of them whose description no longer has the marker: they were found by their id.
        missing: projects that the handout names and the server does not have.
    """

    projects: list[tuple[Marker, Project]] = field(default_factory=list)
    without_marker: list[tuple[Marker, Project]] = field(default_factory=list)
    missing: list[MissingProject] = field(default_factory=list)

    @property
    def twins(self) -> list[tuple[Marker, list[Project]]]:
        """The projects that have the same marker as another one."""
        markers = [marker for marker, _ in self.projects]
        return [
            (marker, [project for other, project in self.projects if other == marker])
            for marker in dict.fromkeys(markers)
            if markers.count(marker) > 1
        ]


def find_study_projects(
    studio: Studio, study: Study, handout: Iterable[HandoutRow], codebook: Codebook
) -> StudyProjects:
    """Find all projects of a study on the server.

    Args:
        studio: the server.
        study: the study.
        handout: what was handed out, with the ids of the projects.
        codebook: the codebook of a project without a marker, if it fits none that the study keeps.
    """
    found = StudyProjects()
    for project in studio.projects():
        marker = read_marker(project.description)
        if marker is not None and marker.study == study.id:
            found.projects.append((marker, project))
    with_marker = {project.id for _, project in found.projects}
    rows_by_project: dict[tuple[int, str, str], list[HandoutRow]] = {}
    for row in handout:
        if row.project is not None and row.project not in with_marker:
            rows_by_project.setdefault((row.project, row.round, row.annotator), []).append(row)
    for (number, round, annotator), rows in rows_by_project.items():
        lost = studio.find_project(number)
        if lost is None or not holds_rows(lost, rows, studio):
            found.missing.append(MissingProject(number, round, annotator, len(rows)))
            continue
        marker = _likely_marker(lost, rows[0], [marker for marker, _ in found.projects], study, codebook)
        found.projects.append((marker, lost))
        found.without_marker.append((marker, lost))
    return found


def holds_rows(project: Project, rows: Iterable[HandoutRow], studio: Studio) -> bool:
    """Whether a project has a task of the rows; on another server, its id may be that of somebody else's project."""
    sentences = {row.task: row.sentence for row in rows if row.project == project.id}
    return any(sentences.get(task["id"]) == task["data"].get("sentence") for task in studio.tasks(project.id))


def _likely_marker(
    project: Project, row: HandoutRow, markers: Sequence[Marker], study: Study, codebook: Codebook
) -> Marker:
    """The marker that a project without one must have had, by its interface, else by the others of its round."""
    of_round = [marker for marker in markers if marker.round == row.round]
    for candidate in (*_kept_codebooks(study), codebook):
        for target, adjudication in ((True, False), (False, False), (True, True), (False, True)):
            if project.interface == labeling_interface(candidate, target=target, adjudication=adjudication):
                return Marker(study.id, row.round, row.annotator, candidate.stamp, target, adjudication)
    stamp = of_round[0].codebook if of_round else codebook.stamp
    adjudication = of_round[0].adjudication if of_round else False
    return Marker(study.id, row.round, row.annotator, stamp, bool(row.target), adjudication)


def _kept_codebooks(study: Study) -> Iterator[Codebook]:
    """The codebooks that the study keeps copies of; a copy that can't be read is passed over."""
    for path in sorted(study.codebooks.glob("*.toml")):
        try:
            yield read_codebook(path)
        except ConfigError:
            continue
