"""Projects in Label Studio that are ours: found by their marker, made from the codebook, refused where they differ."""

import json
from dataclasses import asdict, dataclass
from typing import Final

from annotation.errors import ConfigError
from annotation.labelstudio.client import Project, Studio
from annotation.study.study import Study

_OPENING: Final = "Handed out by newsstance, which finds the project by this line: "


@dataclass(frozen=True)
class Marker:
    """What a project is: whose, of which round and study, under which codebook, with or without targets.

    In one of `adjudication` somebody settles what others left open.
    """

    study: str
    round: str
    annotator: str
    codebook: str
    target: bool
    adjudication: bool = False

    def __str__(self) -> str:
        said = asdict(self)
        if not self.adjudication:
            del said["adjudication"]  # as it was written before there was any
        return _OPENING + json.dumps(said, ensure_ascii=False)


def find_projects(studio: Studio, study: Study) -> dict[Marker, Project]:
    """Find all projects of a study, by their marker; two with the same one are refused."""
    found: dict[Marker, Project] = {}
    for project in studio.projects():
        marker = read_marker(project.description)
        if marker is None or marker.study != study.id:
            continue
        if marker in found:
            raise _two_of_one(found[marker], project)
        found[marker] = project
    return found


def _two_of_one(one: Project, other: Project) -> ConfigError:
    """Say that answers may stand in either: to take one of them would lose the other's without a word."""
    return ConfigError(
        f"projects {one.id} ({one.title}) and {other.id} ({other.title}) have one and the same description, so answers "
        "may stand in either; empty the description of the one that doesn't count (Settings, General)"
    )


def read_marker(description: str) -> Marker | None:
    """The marker in a project's description; None if the project isn't ours.

    >>> read_marker(str(Marker("k3", "pilot", "ann", "tone 1.0 ab12", True))).annotator
    'ann'
    """
    _, found, rest = description.partition(_OPENING)
    if not found:
        return None
    try:
        return Marker(**json.JSONDecoder().raw_decode(rest)[0])
    except (json.JSONDecodeError, TypeError):
        return None
