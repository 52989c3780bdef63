"""The verb `rounds`: who has done how much."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NotRequired, TypedDict, cast

import typer

from annotation.cli.options import CodebookFile, Insecure, Json, StudioFolder, Url
from annotation.errors import DataError
from annotation.io.console import plural, remark, result
from exports.cli.options import OneRound

if TYPE_CHECKING:
    from annotation.labelstudio.client import Studio
    from annotation.study.study import Study
    from exports.pull.pace import AnnotatorPace
    from exports.pull.progress import Progress

WithPace = Annotated[bool, typer.Option("--pace", help="Also say how fast each annotator answers.")]


Close = Annotated[
    bool, typer.Option("--close", help="Take back what nobody has answered, skipped or begun; answers stay.")
]
Delete = Annotated[
    bool, typer.Option("--delete", help="Delete a round in which nobody has answered, skipped or begun anything.")
]


class PaceRecord(TypedDict):
    """How fast an annotator answers: median seconds a sentence, and how many answers were too fast to be read."""

    sentences: int
    seconds: float
    too_fast: int


class ProgressRecord(TypedDict):
    """A `Progress` with what is left and, with --pace, the pace; a list of these is what `rounds --json` writes."""

    round: str
    annotator: str
    given: int
    answered: int
    skipped: int
    shared: int
    audit: int
    blind: int
    waiting: int
    left: int
    pace: NotRequired[PaceRecord]


def rounds(
    round: OneRound = "",
    pace: WithPace = False,
    close: Close = False,
    delete: Delete = False,
    codebook: CodebookFile = None,
    studio_folder: StudioFolder = Path("studio"),
    url: Url = "",
    insecure: Insecure = False,
    as_json: Json = False,
) -> None:
    """Show who has done how much, close a round, or delete one in which nobody answered anything.

    In the bar of each annotator # is answered, - is skipped, and a dot is left. The annotators' own projects say how
    far they are, as of this run or the last push.

    How fast somebody answers is shown only with --pace: it helps to find held-down keys, and says little else.

    Example: newsstance rounds --round pilot
    """
    if close or delete:
        _close(round, codebook, studio_folder, url, insecure=insecure, delete=delete)
        return
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.connection import connect
    from annotation.labelstudio.remote_accounts import annotators_by_user
    from annotation.study.handout import read_handout
    from annotation.study.study import open_study
    from exports.pull.progress import fetch_statuses, missing_projects, round_progress
    from exports.pull.project_cards import refresh_cards
    from exports.pull.remarks import draft_lines
    from exports.terminal.progress import print_progress

    study = open_study(Path())
    handout = read_handout(study.handout).values()
    round_progress(handout, {}, round)  # An unknown round is refused before a server is asked.
    with connect(url, studio_folder, insecure=insecure) as studio:
        pseudonyms, account_remarks = annotators_by_user(studio, studio_folder)
        fetched = fetch_statuses(study, studio, read_codebook(codebook), pseudonyms=pseudonyms, round=round)
        refresh_cards(fetched.projects, handout, fetched.statuses, study, studio, read_codebook(codebook))
        paces = _paces(study, studio, pseudonyms, codebook, round) if pace else None
    progress = round_progress(handout, fetched.statuses, round)
    if as_json:
        result(json.dumps(list(_records(progress, paces)), indent=1))
    else:
        print_progress(progress, paces)
    for line in (*account_remarks, *draft_lines(fetched.drafts)):
        remark(line)
    _remark_waiting(progress)
    missing = list(missing_projects(progress, fetched.on_server))
    for part in missing:
        remark(f"{part.round} · {part.annotator}: the project is not on the server, so nothing counts as answered")
    if missing or fetched.missing:
        projects = "; ".join(map(str, fetched.missing)) or ", ".join(
            f"{part.round} · {part.annotator}" for part in missing
        )
        raise DataError(
            f"no longer on the server, with all answers: {projects}; bring it back from a backup of Label Studio, or "
            "hand its sentences out again (`newsstance push` says how)"
        )


def _close(round: str, codebook: Path | None, studio_folder: Path, url: str, *, insecure: bool, delete: bool) -> None:
    """Take back what nobody has answered in a round, and say what was taken back and what stays."""
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.connection import connect
    from annotation.push.close_round import close_round
    from annotation.study.study import open_study

    if not round:
        raise typer.BadParameter("--close and --delete are about one round; name it with --round NAME")
    with connect(url, studio_folder, insecure=insecure) as studio:
        closed = close_round(open_study(Path()), studio, read_codebook(codebook), round, unless_answered=delete)
    for annotator in sorted(closed.taken_back | closed.kept):
        back = plural(closed.taken_back[annotator], "sentence")
        result(f"{round} · {annotator}: {back} taken back, {closed.kept[annotator]:,} kept")
    for title in closed.projects:
        remark(f"the project {title} is deleted: nobody had answered anything in it")
    if closed.taken_back:
        remark("the handout no longer has what was taken back; the same push would hand it out again")
    else:
        remark(f"nothing to take back: everything in round {round!r} was answered, skipped or begun")


def _paces(
    study: "Study", studio: "Studio", pseudonyms: Mapping[int, str], codebook: Path | None, round: str
) -> "list[AnnotatorPace]":
    from annotation.codebook.codebook import read_codebook
    from exports.pull.pace import annotator_paces
    from exports.pull.pull import pull_answers

    answers, _ = pull_answers(
        study, studio, read_codebook(codebook), pseudonyms=pseudonyms, round=round, allow_missing=True
    )
    return annotator_paces(answers)


def _records(progress: "Sequence[Progress]", paces: "Sequence[AnnotatorPace] | None") -> Iterator[ProgressRecord]:
    by_annotator = {(pace.round, pace.annotator): pace for pace in paces or ()}
    for part in progress:
        record = cast("ProgressRecord", {**asdict(part), "left": part.left})
        if pace := by_annotator.get((part.round, part.annotator)):
            record["pace"] = {"sentences": pace.sentences, "seconds": pace.seconds, "too_fast": pace.too_fast}
        yield record


def _remark_waiting(progress: "Sequence[Progress]") -> None:
    for part in progress:
        if part.waiting:
            planned = plural(part.waiting, "sentence")
            remark(f"{part.round} · {part.annotator}: {planned} planned and not yet there; run the same push again")
