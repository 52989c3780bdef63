"""The verbs about a codebook: check it, print what is made from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from annotation.cli.options import Json, Output
from annotation.codebook.codebook import Codebook, read_codebook
from annotation.codebook.interface import labeling_interface as labeling_interface
from annotation.codebook.manual import manual_html, manual_markdown
from annotation.io.console import plural, remark, result
from annotation.io.files import STDIO, write_text

codebook_verbs = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Check a codebook, compare two, and write what is made from one."
)

File = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", envvar="NEWSSTANCE_CODEBOOK", help="The codebook (.toml); else the default one."),
]

AnswersFile = Annotated[
    Path | None,
    typer.Option("--answers", metavar="FILE", help="Answers to the old codebook: say which may no longer fit."),
]
Old = Annotated[Path, typer.Argument(metavar="OLD", help="The codebook as it was.")]
New = Annotated[Path, typer.Argument(metavar="NEW", help="The codebook as it is.")]


@codebook_verbs.command()
def check(file: File = None, as_json: Json = False) -> None:
    """Say what a codebook asks, or everything that is wrong with it.

    Example: newsstance codebook check configs/stance_sourcing.toml
    """
    codebook = read_codebook(file)
    result(json.dumps(_facts(codebook), indent=2) if as_json else _lines(codebook))


@codebook_verbs.command()
def interface(
    file: File = None,
    output: Output = STDIO,
    without_target: Annotated[
        bool, typer.Option(help="For sentences about nobody: leave those questions out.")
    ] = False,
) -> None:
    """Write Label Studio's labeling interface for a codebook.

    Example: newsstance codebook interface -o interface.xml
    """
    write_text(output, labeling_interface(read_codebook(file), target=not without_target))


@codebook_verbs.command()
def manual(file: File = None, output: Output = STDIO) -> None:
    """Write the annotator's manual: HTML if the file's name ends in .html, else Markdown.

    Example: newsstance codebook manual -o manual.html
    """
    write = manual_html if Path(output).suffix.lower() in (".html", ".htm") else manual_markdown
    write_text(output, write(read_codebook(file)))
    if output != STDIO:
        remark(f"the manual is in {output}")


@codebook_verbs.command()
def diff(old: Old, new: New, answers: AnswersFile = None, output: Output = "", as_json: Json = False) -> None:
    """Say which questions changed, and of which the old answers may no longer fit.

    With --answers, also which answers these are; -o writes them for `newsstance push --again`.

    Example: newsstance codebook diff old.toml new.toml --answers answers.csv -o changed.jsonl
    """
    from annotation.codebook.diff import changes

    if output and not answers:
        raise typer.BadParameter("-o writes the answers that the changes touch; say which with --answers FILE")
    if output == STDIO and as_json:
        raise typer.BadParameter("only one of -o - and --json can have standard output")
    before, after = read_codebook(old), read_codebook(new)
    found = changes(before, after)
    rows = _touched(before, after, answers, output) if answers else []
    if as_json:
        asked = {question.name for question in after.questions}
        again = list(dict.fromkeys(change.question for change in found if change.meaning and change.question in asked))
        facts = {"changes": [asdict(change) for change in found], "ask_again": again}
        result(json.dumps({**facts, **({"touched": _counts(rows)} if answers else {})}, indent=2))
        return
    say = remark if output == STDIO else result
    for change in found:
        say(f"{change.question}: {change.what}" + ("" if change.meaning else "  (answers still fit)"))
    for question, number in _counts(rows).items():
        whose = f"{plural(number['answers'], 'answer')} of {plural(number['annotators'], 'annotator')}"
        say(f"{question}: {whose} on {plural(number['sentences'], 'sentence')} to be asked again")
    remark(f"{before.stamp} -> {after.stamp}: {plural(len(found), 'change')}")


def _touched(old: Codebook, new: Codebook, answers: Path, output: str) -> list[dict[str, Any]]:
    """Find what the changes touch, and write it where it is wanted."""
    from annotation.assignment.reannotation import affected_answers, other_codebooks
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS
    from annotation.tables.write import write_rows

    given = list(read_rows(answers, ANSWERS))
    for stamp, number in other_codebooks(old, new, given).items():
        remark(f"{plural(number, 'answer')} left out: given under {stamp}, neither the old codebook nor the new one")
    rows = affected_answers(old, new, given)
    if output:
        write_rows(output, rows, ANSWERS)
    return rows


def _counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Count the answers to be asked again, question by question."""
    found = {}
    for question in dict.fromkeys(row["question"] for row in rows):
        mine = [row for row in rows if row["question"] == question]
        people, sentences = ({row[column] for row in mine} for column in ("annotator", "sentence"))
        found[question] = {"answers": len(mine), "annotators": len(people), "sentences": len(sentences)}
    return found


def _facts(codebook: Codebook) -> dict[str, object]:
    questions = [{"name": q.name, "kind": q.kind, "labels": list(q.label_names)} for q in codebook.questions]
    return {
        "name": codebook.name,
        "version": codebook.version,
        "digest": codebook.digest,
        "title": codebook.title,
        "questions": questions,
    }


def _lines(codebook: Codebook) -> str:
    width = max(len(question.name) for question in codebook.questions)
    questions = (
        f"  {q.name:{width}}  {q.kind:6}  {plural(len(q.labels), 'label')}: {', '.join(q.label_names)}"
        for q in codebook.questions
    )
    head = f"{codebook.name}, version {codebook.version}, digest {codebook.digest}"
    return "\n".join((head, *questions))
