"""The verbs about a codebook: check it, print what is made from it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from annotation.codebook import Codebook, read_codebook
from annotation.console import count, remark, result
from annotation.files import STANDARD, write_text
from annotation.interface import interface as labeling_interface
from annotation.manual import manual_html, manual_markdown
from annotation.options import Json, Output

codebook_verbs = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Check a codebook, compare two, and write what is made from one."
)

File = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", envvar="NEWSSTANCE_CODEBOOK", help="The codebook (.toml); else the default one."),
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
    output: Output = STANDARD,
    without_target: Annotated[
        bool, typer.Option(help="For sentences about nobody: leave those questions out.")
    ] = False,
) -> None:
    """Write Label Studio's labeling interface for a codebook.

    Example: newsstance codebook interface -o interface.xml
    """
    write_text(output, labeling_interface(read_codebook(file), target=not without_target))


@codebook_verbs.command()
def manual(file: File = None, output: Output = STANDARD) -> None:
    """Write the annotator's manual: HTML if the file's name ends in .html, else Markdown.

    Example: newsstance codebook manual -o manual.html
    """
    write = manual_html if Path(output).suffix.lower() in (".html", ".htm") else manual_markdown
    write_text(output, write(read_codebook(file)))
    if output != STANDARD:
        remark(f"the manual is in {output}")


@codebook_verbs.command()
def diff(old: Old, new: New, as_json: Json = False) -> None:
    """Say which questions changed, and of which the old answers may no longer fit.

    Example: newsstance codebook diff old.toml new.toml
    """
    from annotation.codebook_diff import changes

    before, after = read_codebook(old), read_codebook(new)
    found = changes(before, after)
    if as_json:
        again = list(dict.fromkeys(change.question for change in found if change.meaning))
        result(json.dumps({"changes": [asdict(change) for change in found], "ask_again": again}, indent=2))
        return
    for change in found:
        result(f"{change.question}: {change.what}" + ("" if change.meaning else "  (answers still fit)"))
    remark(f"{before.stamp} -> {after.stamp}: {count(len(found), 'change')}")


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
        f"  {q.name:{width}}  {q.kind:6}  {count(len(q.labels), 'label')}: {', '.join(q.label_names)}"
        for q in codebook.questions
    )
    head = f"{codebook.name}, version {codebook.version}, digest {codebook.digest}"
    return "\n".join((head, *questions))
