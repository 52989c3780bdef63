"""The verbs about codebooks: check one, compare two, and write what is made from one."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from annotation.cli.grouped_help import GroupedHelp
from annotation.cli.options import ForSpreadsheets, Json, Output
from annotation.codebook.codebook import Codebook, read_codebook
from annotation.codebook.interface import labeling_interface
from annotation.codebook.manual import manual_html, manual_markdown
from annotation.io.console import plural, remark, result
from annotation.io.endings import PAGE, check_ending
from annotation.io.files import STDIO, write_text

if TYPE_CHECKING:
    from annotation.push.codebook_change import CodebookChange

codebook_verbs = typer.Typer(
    cls=GroupedHelp,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Check a codebook, compare two, and write what is made from one.",
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


class CodebookQuestionJson(TypedDict):
    """A question in `codebook check --json`."""

    name: str
    kind: str
    labels: list[str]


class CodebookJson(TypedDict):
    """What `codebook check --json` prints."""

    name: str
    version: str
    digest: str
    title: str
    questions: list[CodebookQuestionJson]


@codebook_verbs.command()
def check(file: File = None, as_json: Json = False) -> None:
    """Say what a codebook asks, or everything that is wrong with it.

    Example: newsstance codebook check configs/stance_sourcing.toml
    """
    codebook = read_codebook(file)
    result(json.dumps(_summary_json(codebook), indent=2) if as_json else _summary(codebook))


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
    check_ending(output, (".xml",), "an interface")
    write_text(output, labeling_interface(read_codebook(file), target=not without_target))


@codebook_verbs.command()
def manual(file: File = None, output: Output = STDIO) -> None:
    """Write the annotator's manual: HTML if the file's name ends in .html, Markdown if in .md.

    Example: newsstance codebook manual -o manual.html
    """
    check_ending(output, (*PAGE, ".md", ".markdown", ".txt"), "the manual")
    write = manual_html if Path(output).suffix.lower() in PAGE else manual_markdown
    write_text(output, write(read_codebook(file)))
    if output != STDIO:
        remark(f"the manual is in {output}")


@codebook_verbs.command()
def diff(
    old: Old,
    new: New,
    answers: AnswersFile = None,
    output: Output = "",
    for_spreadsheets: ForSpreadsheets = False,
    as_json: Json = False,
) -> None:
    """Say which questions changed, and of which the old answers may no longer fit.

    With --answers, also which answers these are; -o writes them for `newsstance push --again`.

    Example: newsstance codebook diff old.toml new.toml --answers answers.csv -o changed.jsonl
    """
    from annotation.push.codebook_change import compare_codebooks

    if output and not answers:
        raise typer.BadParameter("-o writes the answers that the changes touch; say which with --answers FILE")
    if output == STDIO and as_json:
        raise typer.BadParameter("only one of -o - and --json can have standard output")
    change = compare_codebooks(old, new, answers, output, for_spreadsheets=for_spreadsheets)
    _report_other_codebooks(change)
    if as_json:
        result(json.dumps(change.as_json(), indent=2))
    else:
        _report_change(change, to_stderr=output == STDIO)


def _report_other_codebooks(change: "CodebookChange") -> None:
    for stamp, count in change.other_codebooks.items():
        remark(f"{plural(count, 'answer')} left out: given under {stamp}, neither the old codebook nor the new one")


def _report_change(change: "CodebookChange", *, to_stderr: bool) -> None:
    """Print the changes and the counts of affected answers; to standard error if the answers go to standard output."""
    write_line = remark if to_stderr else result
    for part in change.changes:
        write_line(f"{part.question}: {part.what}" + ("" if part.meaning else "  (answers still fit)"))
    for question, counts in change.counts.items():
        answers = f"{plural(counts['answers'], 'answer')} of {plural(counts['annotators'], 'annotator')}"
        write_line(f"{question}: {answers} on {plural(counts['sentences'], 'sentence')} to be asked again")
    remark(f"{change.old.stamp} -> {change.new.stamp}: {plural(len(change.changes), 'change')}")


def _summary_json(codebook: Codebook) -> CodebookJson:
    return {
        "name": codebook.name,
        "version": codebook.version,
        "digest": codebook.digest,
        "title": codebook.title,
        "questions": [
            {"name": question.name, "kind": question.kind, "labels": list(question.label_names)}
            for question in codebook.questions
        ],
    }


def _summary(codebook: Codebook) -> str:
    width = max(len(question.name) for question in codebook.questions)
    lines = [f"{codebook.name}, version {codebook.version}, digest {codebook.digest}"]
    for question in codebook.questions:
        labels = f"{plural(len(question.labels), 'label')}: {', '.join(question.label_names)}"
        lines.append(f"  {question.name:{width}}  {question.kind:6}  {labels}")
    return "\n".join(lines)
