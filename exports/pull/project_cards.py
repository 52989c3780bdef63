"""Each project's card and instructions, brought up to date with how far its annotator is."""

from collections.abc import Iterable, Mapping

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.projects import Marker
from annotation.push.project_card import ProjectProgress, show_progress
from annotation.study.handout import HandoutRow
from annotation.study.study import Study, kept_codebook
from exports.pull.progress import RoundAnnotator


def refresh_cards(
    projects: Iterable[tuple[Marker, Project]],
    handout: Iterable[HandoutRow],
    statuses: Mapping[RoundAnnotator, Mapping[str, str]],
    study: Study,
    studio: Studio,
    codebook: Codebook,
) -> None:
    """Write into each project how many of its sentences are answered or skipped.

    Args:
        projects: The study's projects, each with its marker.
        handout: The rows of the handout, with the projects' ids.
        statuses: The status of each sentence by round and annotator, as `fetch_statuses` gives it.
        study: The study.
        studio: The server.
        codebook: The codebook of projects whose own is not kept in the study.
    """
    rows = list(handout)
    for marker, project in projects:
        sentences = {row.sentence for row in rows if row.project == project.id}
        done = sentences & statuses.get((marker.round, marker.annotator), {}).keys()
        progress = ProjectProgress(len(done), len(sentences))
        show_progress(studio, project.id, marker, study, kept_codebook(study, marker.codebook, codebook), progress)
