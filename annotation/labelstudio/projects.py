"""A study's projects on a Label Studio, recognized by a marker in their description."""

import json
from dataclasses import asdict, dataclass
from typing import Final

from annotation.errors import ConfigError
from annotation.labelstudio.client import Project, Studio
from annotation.study.study import Study

_PREFIX: Final = "For newsstance, which finds the project by this line: "
_START: Final = ', which finds the project by this line: {"study"'  # also in the descriptions of older versions


@dataclass(frozen=True)
class Marker:
    """What a project is for.

    Attributes:
        study: the id of the study.
        round: the name of the round.
        annotator: the pseudonym of the annotator who answers in the project.
        codebook: the codebook's stamp (name, version and digest).
        target: whether the project's sentences have a target.
        adjudication: whether an adjudicator settles in it what annotators left open.
    """

    study: str
    round: str
    annotator: str
    codebook: str
    target: bool
    adjudication: bool = False

    def __str__(self) -> str:
        fields = asdict(self)
        if not self.adjudication:
            del fields["adjudication"]  # so that markers written before there was adjudication stay the same
        return _PREFIX + json.dumps(fields, ensure_ascii=False)

    @property
    def title(self) -> str:
        """What the project is for, in short: round and annotator."""
        return f"{self.round} · {self.annotator}" + ("" if self.target else " · no target")


def find_projects(studio: Studio, study: Study) -> dict[Marker, Project]:
    """Find all projects of a study, by their marker.

    Raises:
        ConfigError: if two projects have the same marker.
    """
    projects: dict[Marker, Project] = {}
    for project in studio.projects():
        marker = read_marker(project.description)
        if marker is None or marker.study != study.id:
            continue
        if marker in projects:
            raise _same_marker_error(projects[marker], project)
        projects[marker] = project
    return projects


def _same_marker_error(project: Project, copy: Project) -> ConfigError:
    """The error about two projects with one marker: using one of them would lose the answers in the other."""
    return ConfigError(
        f"projects {project.id} ({project.title}) and {copy.id} ({copy.title}) have one and the same description, so "
        "answers may be in either; empty the description of the one that doesn't count (Settings, General)"
    )


def read_marker(description: str) -> Marker | None:
    """The marker in a project's description; None if newsstance did not create the project.

    >>> read_marker(str(Marker("k3", "pilot", "ann", "tone 1.0 ab12", True))).annotator
    'ann'
    """
    _, start, text = description.rpartition(_START)
    if not start:
        return None
    try:
        fields = json.JSONDecoder().raw_decode(start[start.index("{") :] + text)[0]
        marker = Marker(**fields)
    except (ValueError, TypeError, RecursionError):
        return None
    # Everybody with an account can write a description: values of another type are no marker of ours.
    texts = (marker.study, marker.round, marker.annotator, marker.codebook)
    flags = (marker.target, marker.adjudication)
    valid = all(isinstance(value, str) for value in texts) and all(isinstance(value, bool) for value in flags)
    return marker if valid else None
