"""Taking back what was handed out in a round and nobody has answered: from the server, and from the handout."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.io.console import plural
from annotation.labelstudio.client import Project, Studio
from annotation.labelstudio.study_projects import StudyProjects, find_study_projects
from annotation.push.project_card import ProjectProgress, show_progress
from annotation.push.server_state import ServerState, fetch_state, is_answered
from annotation.study.handout import HandoutKey, HandoutRow, read_handout, write_handout
from annotation.study.study import Study, kept_codebook, push_lock


@dataclass
class ClosedRound:
    """What was taken back, and what stays.

    Attributes:
        taken_back: how many sentences were taken back from each annotator.
        kept: how many sentences of each annotator stay, because they are answered, skipped or begun.
        projects: the titles of projects that were deleted, because nothing is left in them.
    """

    taken_back: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    projects: list[str] = field(default_factory=list)


def close_round(study: Study, studio: Studio, codebook: Codebook, round: str, *, unless_answered: bool) -> ClosedRound:
    """Take back the sentences of a round that nobody has answered, skipped or begun; the others stay as they are.

    The handout loses the rows of what was taken back: it says what annotators have. A push into the round hands the
    sentences out anew.

    Args:
        study: the study, whose handout is changed.
        studio: the server.
        codebook: the codebook of projects whose own codebook was not kept.
        round: the round.
        unless_answered: whether nothing is taken back if anything in the round was answered, skipped or begun.

    Raises:
        DataError: if nothing was handed out in the round, a project of it is gone from the server, or something was
            answered and `unless_answered`.
    """
    with push_lock(study):
        handout = read_handout(study.handout)
        rows = _rows_of_round(handout.values(), round)
        on_server = find_study_projects(studio, study, rows, codebook)
        _refuse_missing(on_server, round)
        markers = {project.id: marker for marker, project in on_server.projects if marker.round == round}
        projects = [project for _, project in on_server.projects if project.id in markers]
        states = {project.id: _state(project, rows, studio) for project in projects}
        used = {number: _used_sentences(number, state, studio) for number, state in states.items()}
        if unless_answered and any(used.values()):
            number = plural(sum(map(len, used.values())), "sentence")
            raise DataError(
                f"round {round!r} has {number} answered, skipped or begun, and "
                "--delete takes away nothing that somebody did; --close takes back the others"
            )
        closed = ClosedRound()
        for project in projects:
            state = states[project.id]
            _take_back(project, state, used[project.id], studio, closed)
            on_project = [row for row in rows if row.project == project.id and row.sentence in state.tasks]
            _forget(on_project, used[project.id], handout, closed)
            write_handout(study.handout, handout.values())
            if used[project.id]:
                progress = ProjectProgress(sum(map(is_answered, state.tasks.values())), len(used[project.id]))
                its_codebook = kept_codebook(study, markers[project.id].codebook, codebook)
                show_progress(studio, project.id, markers[project.id], study, its_codebook, progress)
        _forget([row for row in rows if row.project is None], set(), handout, closed)  # planned, and never sent
        write_handout(study.handout, handout.values())
    return closed


def _rows_of_round(handout: Iterable[HandoutRow], round: str) -> list[HandoutRow]:
    all_rows = list(handout)
    rows = [row for row in all_rows if row.round == round]
    if not rows:
        rounds = ", ".join(sorted({row.round for row in all_rows}))
        others = f"there are: {rounds}" if rounds else "nothing was handed out"
        raise DataError(f"no round {round!r} was handed out ({others})")
    return rows


def _forget(
    rows: Iterable[HandoutRow], used: Container[str], handout: dict[HandoutKey, HandoutRow], closed: ClosedRound
) -> None:
    """Take the rows of sentences that nobody has used out of the handout, and count."""
    for row in rows:
        if row.sentence in used:
            closed.kept[row.annotator] += 1
        else:
            closed.taken_back[row.annotator] += 1
            del handout[row.key]


def _refuse_missing(on_server: StudyProjects, round: str) -> None:
    missing = [str(project) for project in on_server.missing if project.round == round]
    if missing:
        raise DataError(
            f"no longer on the server: {'; '.join(missing)}; whether anything in it was answered cannot be told, so "
            "nothing was taken back"
        )


def _state(project: Project, rows: Iterable[HandoutRow], studio: Studio) -> ServerState:
    by_sentence: Mapping[str, HandoutRow] = {row.sentence: row for row in rows if row.project == project.id}
    return fetch_state(studio, project.id, by_sentence)


def _used_sentences(project: int, state: ServerState, studio: Studio) -> set[str]:
    """The sentences that somebody has answered, skipped or begun."""
    drafted = {task["id"] for task in studio.drafted_tasks(project)}
    return {
        sentence
        for sentence, task in state.tasks.items()
        if any(is_answered(same) or same["id"] in drafted for same in (task, *state.doubles.get(sentence, ())))
    }


def _take_back(project: Project, state: ServerState, used: set[str], studio: Studio, closed: ClosedRound) -> None:
    """Delete the tasks that nobody has used, or the project if nothing is left in it."""
    unused = [
        task["id"]
        for sentence, first in state.tasks.items()
        if sentence not in used
        for task in (first, *state.doubles.get(sentence, ()))
    ]
    if not used and not state.foreign:
        studio.delete_project(project.id)
        closed.projects.append(project.title)
    elif unused:
        studio.delete_tasks(project.id, unused)
