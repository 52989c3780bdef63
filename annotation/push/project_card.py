"""What a project says of itself to its annotator: its title, its card in the list, and how far the annotator is."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio
from annotation.labelstudio.projects import Marker
from annotation.study.study import Study

MIN_TITLE_CHARACTERS: Final = 3  # Label Studio's own limits
MAX_TITLE_CHARACTERS: Final = 50
_MIN_NAME_CHARACTERS: Final = 6  # of a study in a title; less of a name says nothing
_PROGRESS: Final = re.compile(r'<p class="ns-progress">[^<]*</p>\n')
_RANDOM_NAME: Final = re.compile(r".*[a-z0-9_]{8}")  # as tempfile ends its names
_MANUAL: Final = '<div class="ns-manual">\n'


@dataclass(frozen=True)
class ProjectProgress:
    """How many of a project's sentences are answered or skipped, and how many there are."""

    done: int
    total: int


def project_title(marker: Marker, study: Study) -> str:
    """The title that a project gets: the study's name, shortened if need be, the round and the annotator.

    People may change it. A temporary folder, such as `tempfile.mkdtemp` makes, is no name.
    """
    if _is_temporary(study.folder.absolute()):
        return marker.title
    room = MAX_TITLE_CHARACTERS - len(marker.title) - len(": ")
    name = study.name if len(study.name) <= room else study.name[: max(0, room - 1)].rstrip() + "…"
    return f"{name}: {marker.title}" if len(name) >= min(_MIN_NAME_CHARACTERS, len(study.name)) else marker.title


def _is_temporary(folder: Path) -> bool:
    """Whether a folder stands in the system's folder for temporary files, under a name that was drawn at random.

    >>> _is_temporary(Path(gettempdir(), "tmp4fy_0a1b")), _is_temporary(Path("/home/ann/election"))
    (True, False)
    """
    return folder.parent == Path(gettempdir()) and _RANDOM_NAME.fullmatch(folder.name) is not None


def card(marker: Marker, study: Study, codebook: Codebook, progress: ProjectProgress) -> str:
    """The description that the list of projects shows: sentences first, and the marker at the end."""
    words = codebook.fixed_words
    sentence = str(words["card_adjudication" if marker.adjudication else "card"]).format(
        round=marker.round, annotator=marker.annotator, study=study.name or codebook.title
    )
    return f"{sentence} {progress_line(codebook, progress)}\n\n{marker}"


def progress_line(codebook: Codebook, progress: ProjectProgress) -> str:
    """How far an annotator is, and when that was so: the server does not keep the line up to date."""
    time = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    return str(codebook.fixed_words["progress"]).format(done=progress.done, total=progress.total, time=time)


def show_progress(
    studio: Studio, project: int, marker: Marker, study: Study, codebook: Codebook, progress: ProjectProgress
) -> None:
    """Write on a project's card and at the head of its instructions how far the annotator is.

    Instructions that somebody has written anew are left as they are.
    """
    line = f'<p class="ns-progress">{escape(progress_line(codebook, progress))}</p>\n'
    instructions = _PROGRESS.sub("", studio.project(project).instructions)
    changed = instructions.replace(_MANUAL, _MANUAL + line, 1)
    fields = {"expert_instruction": changed} if changed != instructions else {}
    studio.update_project(project, description=card(marker, study, codebook, progress), **fields)
