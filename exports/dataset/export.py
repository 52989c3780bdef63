"""An export, from files to a folder: the input is checked and gathered, then written whole or not at all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypedDict, cast

import pandas as pd

from annotation.codebook.codebook import Codebook, find_codebook, read_codebook
from annotation.errors import ConfigError, DataError
from annotation.io.files import write_text
from annotation.study.handout import read_handout
from annotation.tables.frames import read_frame, to_frame, to_rows, write_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, GOLD, SENTENCES, Row
from annotation.tables.spreadsheets import formula_cells
from exports.agreement.agreement import Agreement, agreements
from exports.answers.provenance import (
    never_handed_out,
    refuse_label_studio,
    refuse_mixed_codebooks,
    refuse_other_codebook,
)
from exports.answers.read import checked_answers
from exports.answers.valid import active_answers, codebook_counts, span_questions
from exports.dataset.card import CardFacts, WrittenTable, dataset_card
from exports.dataset.output_folder import atomic_folder, write_file_list
from exports.dataset.redaction import TABLES, Release, ReleaseOptions, redact
from exports.dataset.refi_qda import refi_qda_codebook

HUGGINGFACE: Final = "huggingface"
_HANDOUT: Final = Path("handout.csv")
_CODEBOOK_COPIES: Final = Path(".newsstance", "codebooks")

# What export.json holds, and `export --json` beside the name of the folder.
ExportRecord = TypedDict(
    "ExportRecord",
    {
        "made_by": str,
        "version": str,  # of newsstance
        "form": str,
        "title": str,
        "license": str,
        "language": str,
        "seed": int,
        "for_spreadsheets": bool,
        "with": list[str],  # what was released that is withheld otherwise: text, comments, pace, names, columns
        "left_out": dict[str, list[str]],  # columns by kind
        "codebooks": dict[str, int],  # answers by the codebook they were given under
        "rows": dict[str, int],  # by table
        "files": dict[str, str],  # the SHA-256 of each
    },
)


@dataclass(frozen=True)
class ExportOptions:
    """How an export is written (csv, parquet or huggingface), what its card says, and the seed of its intervals."""

    form: str
    title: str
    license: str
    language: str
    seed: int
    for_spreadsheets: bool = False  # whether cells that a spreadsheet would run are written as text


@dataclass(frozen=True)
class ExportInputs:
    """Everything that goes into an export, checked; `answers` is the answers table before anything is withheld."""

    answers: pd.DataFrame
    release: Release
    release_options: ReleaseOptions
    codebook: Codebook | None
    codebook_file: Path | None
    never_handed_out: list[str]  # answered sentences that this study never handed out


def gather_inputs(
    answers: Path,
    gold: Path | None,
    sentences: Path | None,
    codebook: Path | None,
    options: ReleaseOptions,
    *,
    any_codebook: bool = False,
) -> ExportInputs:
    """Read the files and check them all before anything is written.

    Raises DataError if there are no answers, if the files don't fit together, or, unless `any_codebook`, if the
    answers were given under several codebook versions or under another codebook than this one.
    """
    refuse_label_studio(answers)
    rows = list(read_rows(answers, ANSWERS))
    answer_table = to_frame(rows, ANSWERS)
    if answer_table.empty:
        raise DataError(f"{answers} holds no answers; fetch them with `newsstance pull -o answers.csv`")
    file = _codebook_file(codebook, {row.get("codebook") or "" for row in rows})
    book = read_codebook(file) if file else None
    if not any_codebook:
        refuse_mixed_codebooks(answer_table)
        refuse_other_codebook(codebook_counts(answer_table), book)
    plain_table = to_frame(checked_answers(rows, book), ANSWERS)  # to count by; what is handed on stays as it is
    gold_table = to_frame(_gold_rows(gold, book), GOLD) if gold else None
    sentence_table = read_frame(sentences, SENTENCES) if sentences else None
    handed_out = {row.sentence for row in read_handout(_HANDOUT).values()}
    never = never_handed_out(answer_table["sentence"].to_list(), handed_out)
    release = redact(answer_table, sentences=sentence_table, gold=gold_table, codebook=book, options=options)
    return ExportInputs(plain_table, release, options, book, file, never)


def write_export(folder: Path, inputs: ExportInputs, options: ExportOptions) -> ExportRecord:
    """Write the folder whole or not at all, and give what its export.json holds.

    Raises DataError if the folder can't be written, or holds anything but an unchanged earlier export.
    """
    release, codebook = inputs.release, inputs.codebook
    agreement = _agreement(inputs, options.seed)
    newsstance = version("newsstance")
    with atomic_folder(folder) as new_folder:
        written = [_write_table(new_folder, name, release, options, folder) for name in release.tables]
        facts = _card_facts(inputs, options, newsstance)
        card = dataset_card(release, written, facts, codebook=codebook, agreement=agreement)
        write_text(new_folder / "README.md", card)
        if codebook and inputs.codebook_file:
            write_text(new_folder / "codebook.toml", inputs.codebook_file.read_text(encoding="utf-8-sig"))
            write_text(new_folder / "codebook.qdc", refi_qda_codebook(codebook, newsstance))
        description = {
            "version": newsstance,
            **asdict(options),
            "with": [name for name, released in vars(inputs.release_options).items() if released],
            "left_out": release.left_out,
            "codebooks": codebook_counts(inputs.answers),
            "rows": {table.name: table.rows for table in written},
        }
        return cast("ExportRecord", write_file_list(new_folder, description))


def _codebook_file(path: Path | None, stamps: set[str]) -> Path | None:
    """Give the path, else the default codebook's or the study's copy's if every answer was given under that one."""
    if path or len(stamps) != 1 or "" in stamps:
        return path
    (stamp,) = stamps
    try:
        if read_codebook().stamp == stamp:
            return find_codebook()
    except ConfigError:
        pass  # A study need not have a default codebook.
    copy = _CODEBOOK_COPIES / f"{stamp.rpartition(' ')[2]}.toml"
    return copy if copy.is_file() and read_codebook(copy).stamp == stamp else None


def _gold_rows(path: Path, codebook: Codebook | None) -> Sequence[Row]:
    rows = list(read_rows(path, GOLD))
    checked_answers(rows, codebook)
    return rows


def _agreement(inputs: ExportInputs, seed: int) -> list[Agreement]:
    active = active_answers(inputs.answers)
    choices = set(active["question"]) - span_questions(active, inputs.codebook)
    return agreements(inputs.answers, inputs.codebook, seed) if choices else []


def _card_facts(inputs: ExportInputs, options: ExportOptions, newsstance: str) -> CardFacts:
    title = options.title or (inputs.codebook.title if inputs.codebook else "Annotated sentences of news articles")
    return CardFacts(
        title=title,
        license=options.license,
        language=options.language,
        version=newsstance,
        seed=options.seed,
        pseudonyms=not inputs.release_options.names,
        has_text=inputs.release_options.text,
        front_matter=options.form == HUGGINGFACE,
        for_spreadsheets=options.for_spreadsheets,
        has_formulas=any(formula_cells(to_rows(table)) for table in inputs.release.tables.values()),
    )


def _write_table(folder: Path, name: str, release: Release, options: ExportOptions, target: Path) -> WrittenTable:
    """Write a table into a folder, which takes the place of `target` in the end."""
    form = options.form
    file = {"csv": f"{name}.csv", "parquet": f"{name}.parquet", HUGGINGFACE: f"data/{name}.parquet"}[form]
    spreadsheets = options.for_spreadsheets
    rows = write_frame(
        folder / file, release.tables[name], TABLES[name], for_spreadsheets=spreadsheets, name=f"{target / file}"
    )
    columns = _parquet_columns(folder / file) if file.endswith(".parquet") else {}
    return WrittenTable(name, file, rows, columns)


def _parquet_columns(path: Path) -> dict[str, str]:
    """Read the columns' types from the file itself, in the words of the Hugging Face hub."""
    import pyarrow.parquet as pq

    return {column.name: str(column.type).replace("double", "float64") for column in pq.read_schema(path)}
