"""The verb `export`: answers and gold for others, without what isn't ours to give."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from annotation.cli.options import CodebookFile, ForSpreadsheets, Json, Seed
from annotation.io.console import plural, remark, result
from annotation.io.endings import check_folder_name
from exports.cli.options import Answers
from exports.terminal.table import print_table

if TYPE_CHECKING:
    import pandas as pd

    from exports.dataset.export import ExportInputs, ExportOptions, ExportRecord
    from exports.dataset.redaction import Release


class Form(StrEnum):
    """What an export is written as."""

    csv = "csv"
    parquet = "parquet"
    huggingface = "huggingface"


_OPTIONS: Final = {"text": "--with-text", "comments": "--with-comments", "pace": "--with-pace", "unknown": "--column"}
_LICENSE: Final = "a short name such as cc-by-4.0, cc0-1.0 or other"

Folder = Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="The folder that gets the export.")]
Gold = Annotated[Path | None, typer.Option("--gold", metavar="FILE", help="The gold labels, from `newsstance gold`.")]
Sentences = Annotated[
    Path | None, typer.Option("--sentences", metavar="FILE", help="The sentences that were pushed, for their places.")
]
As = Annotated[Form, typer.Option("--as", help="Tables, or a folder for the Hugging Face hub.")]
WithText = Annotated[bool, typer.Option("--with-text", help="Hand on the articles' words too; they must be yours to.")]
WithComments = Annotated[bool, typer.Option("--with-comments", help="Hand on the annotators' comments.")]
WithPace = Annotated[bool, typer.Option("--with-pace", help="Hand on when and how fast people answered.")]
WithNames = Annotated[bool, typer.Option("--with-names", help="Keep the annotators' pseudonyms, not a1, a2 and so on.")]
Column = Annotated[
    list[str] | None, typer.Option("--column", metavar="NAME", help="Hand on a further column; repeat it for several.")
]
License = Annotated[str, typer.Option("--license", metavar="NAME", help=f"For the annotations: {_LICENSE}.")]
Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="What the data set is called.")]
Language = Annotated[str, typer.Option("--language", metavar="CODE", help="The language of the articles.")]
AnyCodebook = Annotated[bool, typer.Option("--any-codebook", help="Hand on answers of several codebook versions.")]


def export(
    answers: Answers,
    output: Folder,
    gold: Gold = None,
    sentences: Sentences = None,
    form: As = Form.csv,
    with_text: WithText = False,
    with_comments: WithComments = False,
    with_pace: WithPace = False,
    with_names: WithNames = False,
    column: Column = None,
    license: License = "unknown",
    title: Title = "",
    language: Language = "en",
    codebook: CodebookFile = None,
    any_codebook: AnyCodebook = False,
    seed: Seed = 0,
    for_spreadsheets: ForSpreadsheets = False,
    as_json: Json = False,
) -> None:
    """Hand on answers and gold: tables, a card that says what they are, and the codebook.

    Texts, comments, times and the annotators' names stay behind unless you say otherwise: sentences go as ids, places
    and digests, by which the owner of the articles can put the texts back.

    Example: newsstance export answers.csv --gold gold.csv --sentences sentences.jsonl -o shared --license cc-by-4.0
    """
    from exports.dataset.export import ExportOptions, gather_inputs, write_export
    from exports.dataset.redaction import ReleaseOptions

    check_folder_name(output, "tables, a card and the codebook")
    _refuse_invalid(license, language)
    release_options = ReleaseOptions(with_text, with_comments, with_pace, with_names, tuple(column or ()))
    options = ExportOptions(form.value, title, license, language, seed, for_spreadsheets)
    inputs = gather_inputs(answers, gold, sentences, codebook, release_options, any_codebook=any_codebook)
    record = write_export(output, inputs, options)
    if as_json:
        result(json.dumps({"folder": str(output), **record}, indent=2, ensure_ascii=False))
    else:
        _print_files(inputs.release, record)
    _remark_release(inputs, options, gold=gold)


def _refuse_invalid(license: str, language: str) -> None:
    import re

    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", license):
        raise typer.BadParameter(f"--license is {license!r}; it takes {_LICENSE}")
    if not re.fullmatch(r"[a-z]{2,3}", language):
        raise typer.BadParameter(f"--language is {language!r}; it takes a code of two or three letters, such as en")


def _print_files(release: "Release", record: "ExportRecord") -> None:
    tables = {name: _table_cells(table) for name, table in release.tables.items()}
    no_table = {"rows": "", "columns": ""}
    print_table(
        [{"file": file, **tables.get(Path(file).stem, no_table)} for file in record["files"]], ("file", "columns")
    )


def _table_cells(table: "pd.DataFrame") -> dict[str, str]:
    columns = [str(column) for column in table if table[column].notna().any()]
    return {"rows": f"{len(table):,}", "columns": ", ".join(columns)}


def _remark_release(inputs: "ExportInputs", options: "ExportOptions", *, gold: Path | None) -> None:
    for kind, columns in inputs.release.left_out.items():
        remark(f"left out: {', '.join(columns)} ({_OPTIONS[kind]} hands {'them' if len(columns) > 1 else 'it'} on)")
    if never := inputs.never_handed_out:
        remark(f"{plural(len(never), 'answered sentence')} never handed out from this folder (first: {never[0]})")
    if gold is None:
        remark("no gold: give it with --gold FILE")
    if options.license == "unknown":
        remark("no license: without one nobody may use this; give it with --license NAME")
