"""An export from files to a folder: what was given is checked and gathered, then written whole or not at all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pandas as pd

from annotation.codebook.codebook import Codebook, find_codebook, read_codebook
from annotation.errors import ConfigError, DataError
from annotation.io.files import write_text
from annotation.study.handout import read_handout
from annotation.tables.frames import read_frame, to_frame, write_frame
from annotation.tables.read import read_rows, table_format
from annotation.tables.schema import ANSWERS, GOLD, SENTENCES, Row
from exports.agreement.agreement import Agreement, agreements
from exports.answers.provenance import (
    never_handed_out,
    refuse_label_studio,
    refuse_mixed_codebooks,
    refuse_other_codebook,
)
from exports.answers.valid import active_answers, check_answers, codebook_counts, span_questions
from exports.dataset.card import CardFacts, WrittenTable, dataset_card
from exports.dataset.output_folder import whole_folder, write_list
from exports.dataset.redaction import TABLES, Release, ReleaseOptions, redact
from exports.dataset.refi_qda import codebook_exchange

HUGGINGFACE: Final = "huggingface"
_HANDOUT: Final = Path("handout.csv")
_KEPT: Final = Path(".newsstance", "codebooks")


@dataclass(frozen=True)
class ExportOptions:
    """How an export is written and what its card is told."""

    form: str
    title: str
    license: str
    language: str
    seed: int


@dataclass(frozen=True)
class ExportInputs:
    """Everything that goes into an export, checked."""

    answers: pd.DataFrame
    release: Release
    options: ReleaseOptions
    codebook: Codebook | None
    file: Path | None  # the codebook's
    never_handed_out: list[str]  # answered sentences that this study never handed out


def gather_inputs(
    answers: Path,
    gold: Path | None,
    sentences: Path | None,
    codebook: Path | None,
    wishes: ReleaseOptions,
    *,
    any_codebook: bool = False,
) -> ExportInputs:
    """Read and check what was given; nothing is written before all of it was found to fit together."""
    refuse_label_studio(answers)
    table_format(answers)
    rows = list(read_rows(answers, ANSWERS))
    given = to_frame(rows, ANSWERS)
    if given.empty:
        raise DataError(f"{answers} holds no answers; fetch them with `newsstance pull -o answers.csv`")
    file = _codebook_file(codebook, {row.get("codebook") or "" for row in rows})
    book = read_codebook(file) if file else None
    if not any_codebook:
        refuse_mixed_codebooks(given)
        refuse_other_codebook(codebook_counts(given), book)
    if book:
        rows = list(check_answers(book, rows))
    settled = to_frame(_known_gold(gold, book), GOLD) if gold else None
    places = read_frame(sentences, SENTENCES) if sentences else None
    handed_out = {one.sentence for one in read_handout(_HANDOUT).values()}
    never = never_handed_out(given["sentence"].to_list(), handed_out)
    handed = redact(given, sentences=places, gold=settled, codebook=book, wishes=wishes)
    return ExportInputs(given, handed, wishes, book, file, never)


def write_export(folder: Path, found: ExportInputs, order: ExportOptions) -> dict[str, Any]:
    """Write the folder, whole or not at all; gives its list of files with what is said about them."""
    agreement = _agreement(found, order.seed)
    newsstance = version("newsstance")
    with whole_folder(folder) as beside:
        written = [_write_table(beside, name, found.release, order.form) for name in found.release.tables]
        card = dataset_card(
            found.release, written, _about(found, order, newsstance), codebook=found.codebook, agreement=agreement
        )
        write_text(beside / "README.md", card)
        if found.codebook and found.file:
            write_text(beside / "codebook.toml", found.file.read_text(encoding="utf-8-sig"))
            write_text(beside / "codebook.qdc", codebook_exchange(found.codebook, newsstance))
        about = {
            "version": newsstance,
            **asdict(order),
            "with": [name for name, wished in vars(found.options).items() if wished],
            "left_out": found.release.left_out,
            "codebooks": codebook_counts(found.answers),
            "rows": {table.name: table.rows for table in written},
        }
        return write_list(beside, about)


def _codebook_file(named: Path | None, stamps: set[str]) -> Path | None:
    """Find the codebook: the one named, else the default or the study's kept one if every answer is under it."""
    if named or len(stamps) != 1 or "" in stamps:
        return named
    (stamp,) = stamps
    try:
        if read_codebook().stamp == stamp:
            return find_codebook()
    except ConfigError:
        pass  # there may be no default one here
    kept = _KEPT / f"{stamp.rpartition(' ')[2]}.toml"
    return kept if kept.is_file() and read_codebook(kept).stamp == stamp else None


def _known_gold(path: Path, codebook: Codebook | None) -> Sequence[Row]:
    rows = list(read_rows(path, GOLD))
    return list(check_answers(codebook, rows)) if codebook else rows


def _agreement(found: ExportInputs, seed: int) -> list[Agreement]:
    given = active_answers(found.answers)
    choices = set(given["question"]) - span_questions(given, found.codebook)
    return agreements(found.answers, found.codebook, seed) if choices else []


def _about(found: ExportInputs, order: ExportOptions, newsstance: str) -> CardFacts:
    title = order.title or (found.codebook.title if found.codebook else "Annotated sentences of news articles")
    return CardFacts(
        title=title,
        license=order.license,
        language=order.language,
        version=newsstance,
        seed=order.seed,
        renamed=not found.options.names,
        has_text=found.options.text,
        front=order.form == HUGGINGFACE,
    )


def _write_table(folder: Path, name: str, handed: Release, form: str) -> WrittenTable:
    file = {"csv": f"{name}.csv", "parquet": f"{name}.parquet", HUGGINGFACE: f"data/{name}.parquet"}[form]
    rows = write_frame(folder / file, handed.tables[name], TABLES[name])
    columns = _parquet_columns(folder / file) if file.endswith(".parquet") else {}
    return WrittenTable(name, file, rows, columns)


def _parquet_columns(path: Path) -> dict[str, str]:
    """Read the columns' types from the file itself, in the words of the hub."""
    import pyarrow.parquet as pq

    return {column.name: str(column.type).replace("double", "float64") for column in pq.read_schema(path)}
