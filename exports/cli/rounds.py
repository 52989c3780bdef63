"""The verb `rounds`: who has done how much."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from annotation.cli.options import CodebookFile, Json, StudioFolder, Url
from annotation.io.console import plural, remark, result
from exports.cli.options import OneRound
from exports.terminal.table import table_lines

if TYPE_CHECKING:
    from annotation.labelstudio.client import Studio
    from annotation.study.study import Study
    from exports.pull.pace import AnnotatorPace
    from exports.pull.progress import Progress

WithPace = Annotated[bool, typer.Option("--pace", help="Also say how fast each annotator answers.")]
_WIDTH: Final = 80
_BAR: Final = 24
_LEAST: Final = 6


def rounds(
    round: OneRound = "",
    pace: WithPace = False,
    codebook: CodebookFile = None,
    data: StudioFolder = Path("studio"),
    url: Url = "",
    as_json: Json = False,
) -> None:
    """Show who has done how much: a bar for each annotator, # answered, - skipped, . left.

    How fast somebody answers is shown only with --pace: it helps to find held-down keys, and says little else.

    Example: newsstance rounds --round pilot
    """
    from annotation.labelstudio.connection import connect
    from annotation.study.handout import read_handout
    from annotation.study.study import open_study
    from exports.pull.progress import fetch_statuses, missing_projects, round_progress

    study = open_study(Path())
    handout = read_handout(study.handout).values()
    round_progress(handout, {}, round)  # refused before a server is asked
    with connect(url, data) as studio:
        done = fetch_statuses(study, studio, round)
        paced = _paces(study, studio, data, codebook, round) if pace else None
    found = round_progress(handout, done, round)
    if as_json:
        result(json.dumps([_as_json(one, paced) for one in found], indent=1))
    else:
        _show(found, paced)
    _remarks(found, list(missing_projects(found, done)))


def _paces(study: "Study", studio: "Studio", data: Path, codebook: Path | None, round: str) -> "list[AnnotatorPace]":
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.remote_accounts import annotators_by_user
    from exports.pull.pace import annotator_paces
    from exports.pull.pull import pull_answers

    people, _ = annotators_by_user(studio, data)
    answers, _ = pull_answers(study, studio, read_codebook(codebook), pseudonyms=people, round=round)
    return annotator_paces(answers)


def _as_json(one: "Progress", paced: "Sequence[AnnotatorPace] | None") -> dict[str, Any]:
    row = {**asdict(one), "left": one.left}
    for pace in paced or ():
        if (pace.round, pace.annotator) == (one.round, one.annotator):
            row["pace"] = {"sentences": pace.sentences, "seconds": pace.seconds, "too_fast": pace.too_fast}
    return row


def _show(found: "Sequence[Progress]", paced: "Sequence[AnnotatorPace] | None") -> None:
    """Round by round, a line for each annotator; it fits into 80 columns with names of usual length."""
    for name, group in groupby(found, key=lambda one: one.round):
        rows = list(group)
        result(name)
        _table(
            ["annotator", "done", "answered", "skipped", "left", "given"],
            [[o.annotator, "", f"{o.answered:,}", f"{o.skipped:,}", f"{o.left:,}", f"{o.given:,}"] for o in rows],
            rows,
        )
        if paced is not None:
            mine = [pace for pace in paced if pace.round == name]
            cells = [[p.annotator, f"{p.seconds:.1f}", f"{p.sentences:,}", f"{p.too_fast:,}"] for p in mine]
            _table(["annotator", "median seconds", "sentences", "too fast to be read"], cells)


def _table(header: list[str], cells: list[list[str]], bars: "Sequence[Progress]" = ()) -> None:
    """Print cells under their header, the first column left, figures right; bars fill what the line has left."""
    width = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    if bars:
        room = _WIDTH - sum(width) + width[1] - 2 * len(width)
        width[1] = max(_LEAST, min(_BAR, room))
        header = [header[0], header[1].ljust(width[1]), *header[2:]]
        cells = [[row[0], bar(one, width[1]), *row[2:]] for row, one in zip(cells, bars, strict=True)]
    for line in table_lines([header, *cells]):
        result(f"  {line}")


def _remarks(found: "Sequence[Progress]", gone: "Sequence[Progress]") -> None:
    for one in gone:
        remark(f"{one.round} · {one.annotator}: the project is not on the server, so nothing counts as answered")
    for one in found:
        if one.waiting:
            planned = plural(one.waiting, "sentence")
            remark(f"{one.round} · {one.annotator}: {planned} planned and not yet there; run the same push again")


def bar(part: "Progress", width: int) -> str:
    """What is answered (#), skipped (-) and left (.), in plain characters; full only when nothing is left.

    >>> from exports.pull.progress import Progress
    >>> bar(Progress("r", "ann", 10, 4, 1, 0, 0, 0, 0), 20)
    '########--..........'
    """
    answered = part.answered * width // part.given
    reached = (part.answered + part.skipped) * width // part.given
    return "#" * answered + "-" * (reached - answered) + "." * (width - reached)
