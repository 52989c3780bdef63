"""The projects of a push: planned for each annotator, checked against what is on the server, created."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotation.assignment.queue import Queue, QueueItem
from annotation.codebook.codebook import Codebook
from annotation.codebook.interface import labeling_interface
from annotation.codebook.manual import instructions
from annotation.errors import ConfigError
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker, find_projects
from annotation.study.study import Study


@dataclass(frozen=True)
class PlannedProject:
    """One project of a push: whose it is, what of the queue belongs there, and the project if it is there already."""

    marker: Marker
    title: str
    items: Sequence[QueueItem]
    project: Project | None


def plan_projects(
    queue: Queue,
    study: Study,
    studio: Studio,
    codebook: Codebook,
    annotators: Iterable[str],
    round: str,
    *,
    adjudication: bool = False,
) -> list[PlannedProject]:
    """Say where everything goes; refuse, before anything is changed, a project that isn't what the codebook makes.

    Sentences without a target have a project of their own: the questions about one aren't asked there.
    """
    _check_round(round)
    there = find_projects(studio, study)
    by_target: dict[bool, list[QueueItem]] = {}
    for asked in queue.items:
        by_target.setdefault(codebook.asks_everything_about(asked.target), []).append(asked)
    places = []
    for annotator in annotators:
        for target, part in by_target.items():
            marker = Marker(study.id, round, annotator, codebook.stamp, target, adjudication)
            _check_kind(marker, there)
            _check_codebook(marker, there)
            project = there.get(marker)
            if project is not None:
                _check_interface(project, labeling_interface(codebook, target=target))
            places.append(PlannedProject(marker, _title(marker), part, project))
    return places


def create_project(place: PlannedProject, studio: Studio, codebook: Codebook) -> Project:
    """Make the project of a place, with the codebook's interface and instructions."""
    marker = place.marker
    config = labeling_interface(codebook, target=marker.target, adjudication=marker.adjudication)
    manual = instructions(codebook, adjudication=marker.adjudication)
    return studio.create_project(place.title, str(marker), config, manual)


def _title(marker: Marker) -> str:
    title = f"{marker.round} · {marker.annotator}" + ("" if marker.target else " · no target")
    if not 3 <= len(title) <= 50:
        raise ConfigError(
            f"the project's title {title!r} has {len(title)} characters and Label Studio takes 3 to 50; "
            "give a shorter --round or a shorter name"
        )
    return title


def _check_round(round: str) -> None:
    """Refuse a round without a name: its rows in the handout could never be read again."""
    if not round or round != round.strip() or not round.isprintable():
        raise ConfigError(
            f"{round!r} is no name of a round: it needs a letter or more, and no spaces at its ends; give --round NAME"
        )


def _check_kind(marker: Marker, there: Iterable[Marker]) -> None:
    """Keep a round either one of annotators or one of adjudication: they are asked, fetched and counted apart."""
    for other in there:
        if other.round == marker.round and other.adjudication != marker.adjudication:
            kind = "an adjudication" if other.adjudication else "a round of annotators"
            raise ConfigError(f"round {marker.round!r} is {kind}; give this another name (--round NAME)")


def _check_codebook(marker: Marker, there: Iterable[Marker]) -> None:
    for other in there:
        if other.round == marker.round and other.codebook != marker.codebook:
            raise ConfigError(
                f"round {marker.round!r} was handed out with the codebook {other.codebook}, and this is "
                f"{marker.codebook}: answers to the two can't be mixed; start another round (--round NAME), or push "
                "with the codebook as it was (.newsstance/codebooks keeps it)"
            )


def _check_interface(project: Project, wanted: str) -> None:
    differences = _controls(wanted) ^ _controls(project.interface)
    if differences:
        shown = "; ".join(sorted(" ".join(part for part in control if part) for control in differences)[:3])
        raise ConfigError(
            f"the interface of project {project.title!r} ({project.id}) is not the codebook's (they differ in: "
            f"{shown}); undo the change in Label Studio (Settings, Labeling Interface), or start another round"
        )


def _controls(config: str) -> set[tuple[str, str, str]]:
    """Everything that can be answered in an interface; how it looks does not matter here."""
    from defusedxml.ElementTree import fromstring

    found: set[tuple[str, str, str]] = set()
    for control in fromstring(config).iter():
        if control.get("toName"):
            values = [part.get("value") or "" for part in control.iter() if part.tag in ("Choice", "Label")]
            found |= {(control.tag, control.get("name", ""), value) for value in values or [""]}
    return found
