"""The verbs of this room: each parses, calls one function, prints."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from annotation.console import count, remark, result
from annotation.files import STANDARD
from annotation.options import CodebookFile, Json, Output
from exports.pull_verb import pull

if TYPE_CHECKING:
    import pandas as pd

    from annotation.codebook import Codebook

verbs = typer.Typer(rich_markup_mode=None)
verbs.command()(pull)
_SHOWN: Final = 10  # ties named one by one; all of them are in the file
_WORDS: Final = ("question", "reading")  # columns of words stand left, figures right

Answers = Annotated[
    Path, typer.Argument(metavar="ANSWERS", help="The answers (.jsonl, .csv, .parquet, - is JSON lines).")
]
Sentences = Annotated[
    Path | None, typer.Option("--sentences", metavar="FILE", help="The sentences, for the texts of --labeled.")
]
Labeled = Annotated[
    str, typer.Option("--labeled", metavar="FILE", help="Also write one row per sentence, ready for training.")
]
AnyCodebook = Annotated[
    bool, typer.Option("--any-codebook", help="Count answers of several codebook versions together.")
]


@verbs.command()
def agree(answers: Answers, codebook: CodebookFile = None, as_json: Json = False) -> None:
    """Measure how far annotators agree: Krippendorff's alpha of each question, with what it rests on.

    Example: newsstance agree answers.csv
    """
    from exports.agreement import agreements
    from exports.counted import codebook_counts, span_counts

    given, book = _read(answers, codebook)
    found = [vars(agreement) for agreement in agreements(given, book)]
    spans, versions = span_counts(given, book), codebook_counts(given)
    if as_json:
        result(json.dumps({"questions": found, "spans": spans, "codebooks": versions}, indent=2))
    else:
        _print_table([_agreement_cells(row) for row in found])
        remark("alpha: 1 is full agreement, 0 is chance; .800 and more counts as reliable, .667 to .800 as tentative")
        remark("only sentences with two answers or more are compared; agree: equal pairs among all pairs of answers")
    _remark_spans(spans, "stand outside alpha")
    _remark_versions(versions, book)


@verbs.command()
def gold(
    answers: Answers,
    output: Output = "",
    sentences: Sentences = None,
    labeled: Labeled = "",
    codebook: CodebookFile = None,
    any_codebook: AnyCodebook = False,
    as_json: Json = False,
) -> None:
    """Settle each sentence and question on the label that most annotators gave; ties are named and get none.

    Example: newsstance gold answers.csv -o gold.csv --sentences sentences.jsonl --labeled labeled.jsonl
    """
    from annotation.rows import ending, write_frame, write_rows
    from annotation.tables import GOLD, LABELED
    from exports.counted import codebook_counts, span_counts
    from exports.gold import asked, decisions, majority

    if sentences and not labeled:
        raise typer.BadParameter("--sentences is for the texts of --labeled FILE, which isn't given")
    _one_on_standard_output(output, labeled, as_json)
    for name in filter(None, (output, labeled)):
        ending(name)
    given, book = _read(answers, codebook)
    settled = majority(given, codebook=book, any_codebook=any_codebook)
    kept = settled if book is None else asked(settled, book)
    rows = _labeled_rows(kept, given, sentences, book) if labeled else iter(())  # refused before anything is written
    if output:
        write_frame(output, kept, GOLD)
    if labeled:
        number = write_rows(labeled, rows, LABELED)
        remark(f"{count(number, 'labeled sentence')}{'' if labeled == STANDARD else f' in {labeled}'}")
    _print_decisions(decisions(kept, book), as_json=as_json, aside=STANDARD in (output, labeled))
    _remark_ties(kept)
    _remark_unasked(settled, kept)
    _remark_spans(span_counts(given, book), "give no gold yet")
    _remark_versions(codebook_counts(given), book)


def _read(path: Path, codebook: Path | None) -> "tuple[pd.DataFrame, Codebook | None]":
    """Read the answers; where there is a codebook, each must be one of its labels."""
    from annotation.rows import frame, read_rows
    from annotation.tables import ANSWERS
    from exports.counted import known_to

    rows = list(read_rows(path, ANSWERS))
    book = _codebook(codebook, {row.get("codebook") or "" for row in rows})
    return frame(known_to(book, rows) if book else rows, ANSWERS), book


def _codebook(path: Path | None, stamps: set[str]) -> "Codebook | None":
    """Take the codebook that was named, else the default one if it is what every answer was given under."""
    from annotation.codebook import read_codebook
    from annotation.errors import ConfigError

    if path or not any(stamps):
        return read_codebook(path) if path else None
    try:
        book = read_codebook()
    except ConfigError:
        return None
    return book if stamps == {book.stamp} else None


def _one_on_standard_output(output: str, labeled: str, as_json: bool) -> None:
    if [output, labeled].count(STANDARD) + as_json > 1:
        raise typer.BadParameter("only one of -o -, --labeled - and --json can have standard output")


def _labeled_rows(
    gold: "pd.DataFrame", answers: "pd.DataFrame", sentences: Path | None, codebook: "Codebook | None"
) -> Iterator[dict[str, Any]]:
    from annotation.rows import read_frame
    from annotation.tables import SENTENCES
    from exports.labeled import labeled, sentences_of

    texts = read_frame(sentences, SENTENCES) if sentences else sentences_of(answers)
    return labeled(gold, texts, codebook)


def _agreement_cells(row: dict[str, Any]) -> dict[str, str]:
    found, percent = row["alpha"], row["percent"]
    return {
        "question": row["question"],
        "alpha": "-" if found is None else f"{found:.3f}",
        "sentences": f"{row['sentences']:,}",
        "answers": f"{row['answers']:,}",
        "annotators": f"{row['annotators']:,}",
        "agree": "-" if percent is None else f"{percent:.0f} %",
        "reading": row["reading"],
    }


def _print_decisions(table: "pd.DataFrame", *, as_json: bool, aside: bool) -> None:
    rows = table.reset_index().to_dict("records")
    if as_json:
        result(json.dumps(rows, indent=2))
    else:
        _print_table([{str(k): str(v) for k, v in row.items()} for row in rows], remark if aside else result)


def _print_table(rows: Sequence[dict[str, str]], say: Any = result) -> None:  # noqa: ANN401
    """Print rows under their columns' names."""
    columns = list(rows[0]) if rows else []
    lines = [dict(zip(columns, columns, strict=True)), *rows]
    width = {column: max(len(line[column]) for line in lines) for column in columns}
    for line in lines:
        cells = [line[c].ljust(width[c]) if c in _WORDS else line[c].rjust(width[c]) for c in columns]
        say("  ".join(cells).rstrip())


def _remark_spans(spans: dict[str, int], fate: str) -> None:
    for question, number in spans.items():
        remark(f"{question}: {count(number, 'span')}, which {fate}")


def _remark_versions(versions: dict[str, int], codebook: "Codebook | None") -> None:
    from exports.counted import NO_CODEBOOK

    named = ", ".join(f"{stamp}: {number:,}" for stamp, number in versions.items())
    if len(versions) > 1:
        remark(f"the answers were given under {len(versions)} codebook versions ({named})")
    elif codebook and not versions.keys() <= {codebook.stamp, NO_CODEBOOK}:
        remark(f"the answers were given under another codebook ({named}) than the one given ({codebook.stamp})")


def _remark_ties(gold: "pd.DataFrame") -> None:
    ties = gold[gold["decided_by"] == "tie"]
    for row in ties.head(_SHOWN).to_dict("records"):
        remark(f"tie on sentence {row['sentence']}, {row['question']}: {row['tied'].replace('|', ' or ')}")
    if len(ties) > _SHOWN:
        remark(f"and {len(ties) - _SHOWN:,} more ties")


def _remark_unasked(settled: "pd.DataFrame", kept: "pd.DataFrame") -> None:
    before, after = (table["question"].value_counts() for table in (settled, kept))
    for question, number in before.sub(after, fill_value=0).astype(int).items():
        if number:
            remark(f"{question}: {count(number, 'sentence')} left out: the gold doesn't meet its condition (only_if)")
