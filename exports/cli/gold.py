"""The verb `gold`: one label a sentence and question."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from annotation.cli.options import CodebookFile, Json, Output
from annotation.io.console import plural, remark, result
from annotation.io.files import STDIO
from exports.answers.read import read_answers
from exports.cli.options import Answers, AnyCodebook
from exports.cli.remarks import remark_spans, remark_versions
from exports.terminal.table import print_table

if TYPE_CHECKING:
    import pandas as pd

    from annotation.codebook.codebook import Codebook

_SHOWN: Final = 10  # ties named one by one; all of them are in the file

Sentences = Annotated[
    Path | None, typer.Option("--sentences", metavar="FILE", help="The sentences, for the texts of --labeled.")
]
Labeled = Annotated[
    str, typer.Option("--labeled", metavar="FILE", help="Also write one row per sentence, ready for training.")
]
Method = Annotated[str, typer.Option("--method", metavar="NAME", help="majority or dawid-skene.")]
Adjudicated = Annotated[
    Path | None, typer.Option("--adjudicated", metavar="FILE", help="An adjudicator's answers, which settle gold.")
]
Soft = Annotated[bool, typer.Option("--soft", help="Give --labeled the share of each label too.")]


def gold(
    answers: Answers,
    output: Output = "",
    sentences: Sentences = None,
    labeled: Labeled = "",
    method: Method = "majority",
    adjudicated: Adjudicated = None,
    soft: Soft = False,
    codebook: CodebookFile = None,
    any_codebook: AnyCodebook = False,
    as_json: Json = False,
) -> None:
    """Settle each sentence and question on the label that most annotators gave; ties are named and get none.

    Example: newsstance gold answers.csv -o gold.csv --sentences sentences.jsonl --labeled labeled.jsonl
    """
    from annotation.tables.frames import write_frame
    from annotation.tables.read import table_format
    from annotation.tables.schema import GOLD, LABELED
    from annotation.tables.write import write_rows
    from exports.answers.provenance import refuse_mixed_codebooks
    from exports.answers.valid import codebook_counts, span_counts, valid_answers
    from exports.gold.aggregation import METHODS, decide, decision_counts, drop_unasked
    from exports.gold.soft_labels import soft_columns

    _refuse_together(output, sentences, labeled, soft, as_json)
    if method not in METHODS:
        raise typer.BadParameter(f"{method!r} is no method; the methods are {', '.join(METHODS)}")
    for name in filter(None, (output, labeled)):
        table_format(name)
    given, book = read_answers(answers, codebook)
    if not any_codebook:
        refuse_mixed_codebooks(given)
    chosen = valid_answers(given, book)
    shares = METHODS[method](chosen)
    whole = decide(shares, chosen, codebook=book, method=method)
    if adjudicated:
        whole = _adjudicated(whole, given, adjudicated, book, any_codebook=any_codebook)
    kept = whole if book is None else drop_unasked(whole, book)
    more = soft_columns(shares, kept, book) if soft else None
    rows = _labeled_rows(kept, given, sentences, book, more) if labeled else iter(())  # refused before we write
    if output:
        write_frame(output, kept, GOLD)
    if labeled:
        number = write_rows(labeled, rows, LABELED)
        remark(f"{plural(number, 'labeled sentence')}{'' if labeled == STDIO else f' in {labeled}'}")
    _print_decisions(decision_counts(kept, book), as_json=as_json, aside=STDIO in (output, labeled))
    _remark_ties(kept)
    _remark_unasked(whole, kept)
    _remark_method(method, chosen)
    remark_spans(span_counts(given, book), "give no gold yet")
    remark_versions(codebook_counts(given), book)


def _refuse_together(output: str, sentences: Path | None, labeled: str, soft: bool, as_json: bool) -> None:
    if sentences and not labeled:
        raise typer.BadParameter("--sentences is for the texts of --labeled FILE, which isn't given")
    if soft and not labeled:
        raise typer.BadParameter("--soft adds columns to --labeled FILE, which isn't given")
    if [output, labeled].count(STDIO) + as_json > 1:
        raise typer.BadParameter("only one of -o -, --labeled - and --json can have standard output")


def _adjudicated(
    gold: "pd.DataFrame", answers: "pd.DataFrame", path: Path, codebook: "Codebook | None", *, any_codebook: bool
) -> "pd.DataFrame":
    from annotation.tables.frames import to_frame
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS
    from exports.answers.valid import check_answers
    from exports.gold.adjudication import apply_adjudications, refuse_mismatched_codebooks

    rows = list(read_rows(path, ANSWERS))
    if not any_codebook:
        # checked first: a label of another version would be refused as unknown
        refuse_mismatched_codebooks(answers, to_frame(rows, ANSWERS))
    settled = to_frame(check_answers(codebook, rows) if codebook else rows, ANSWERS)
    return apply_adjudications(gold, answers, settled, codebook=codebook, any_codebook=any_codebook)


def _labeled_rows(
    gold: "pd.DataFrame",
    answers: "pd.DataFrame",
    sentences: Path | None,
    codebook: "Codebook | None",
    soft: "pd.DataFrame | None",
) -> Iterator[dict[str, Any]]:
    from annotation.tables.frames import read_frame
    from annotation.tables.schema import SENTENCES
    from exports.answers.valid import sentences_in_answers
    from exports.gold.training_rows import training_rows

    texts = read_frame(sentences, SENTENCES) if sentences else sentences_in_answers(answers)
    return training_rows(gold, texts, codebook, soft)


def _print_decisions(table: "pd.DataFrame", *, as_json: bool, aside: bool) -> None:
    rows = table.reset_index().to_dict("records")
    if as_json:
        result(json.dumps(rows, indent=2))
    else:
        shown = [{str(k): str(v) for k, v in row.items()} for row in rows]
        print_table(shown, ("question",), remark if aside else result)


def _remark_ties(gold: "pd.DataFrame") -> None:
    ties = gold[gold["decided_by"] == "tie"]
    for row in ties.head(_SHOWN).to_dict("records"):
        remark(f"tie on sentence {row['sentence']}, {row['question']}: {row['tied'].replace('|', ' or ')}")
    if len(ties) > _SHOWN:
        remark(f"and {len(ties) - _SHOWN:,} more ties")


def _remark_unasked(whole: "pd.DataFrame", kept: "pd.DataFrame") -> None:
    before, after = (table["question"].value_counts() for table in (whole, kept))
    for question, number in before.sub(after, fill_value=0).astype(int).items():
        if number:
            remark(f"{question}: {plural(number, 'sentence')} left out: the gold doesn't meet its condition (only_if)")


def _remark_method(method: str, chosen: "pd.DataFrame") -> None:
    """Recommend the method that is right more often with so many answers."""
    from exports.gold.aggregation import DAWID_SKENE, MAJORITY, MIN_ANSWERS_DAWID_SKENE, mean_answers

    number = mean_answers(chosen)
    better = DAWID_SKENE if number >= MIN_ANSWERS_DAWID_SKENE else MAJORITY
    if method != better:
        remark(f"{number:.1f} answers a sentence on average: --method {better} is usually right more often")
