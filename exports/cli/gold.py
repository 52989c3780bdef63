"""The verb `gold`: one label a sentence and question."""

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Final

import typer

from annotation.cli.options import CodebookFile, ForSpreadsheets, Json, Output
from annotation.io.console import plural, remark, result
from annotation.io.files import STDIO
from exports.answers.read import read_answers
from exports.cli.options import Answers, AnyCodebook
from exports.cli.remarks import remark_spans, remark_versions
from exports.terminal.table import print_table

if TYPE_CHECKING:
    import pandas as pd

    from exports.gold.adjudication import Overruled
    from exports.gold.gold_table import DecisionRecord, StudyGold

_PRINTED_TIES: Final = 10  # ties, and labels overridden, that are printed one by one; all of them are in the file
_SHOWN_CHARACTERS: Final = 60  # of a sentence in a remark

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
    for_spreadsheets: ForSpreadsheets = False,
    as_json: Json = False,
) -> None:
    """Settle each sentence and question on the label that most annotators gave; ties are named and get none.

    Example: newsstance gold answers.csv -o gold.csv --sentences sentences.jsonl --labeled labeled.jsonl
    """
    from annotation.tables.frames import write_frame
    from annotation.tables.read import table_format
    from annotation.tables.schema import GOLD, LABELED
    from annotation.tables.write import write_rows
    from exports.answers.valid import codebook_counts, span_counts
    from exports.gold.aggregation import METHODS
    from exports.gold.gold_table import GoldOptions, decision_records, labeled_rows, study_gold

    _refuse_contradictions(output, sentences, labeled, soft, as_json)
    if method not in METHODS:
        raise typer.BadParameter(f"{method!r} is no method; the methods are {', '.join(METHODS)}")
    for file in filter(None, (output, labeled)):
        table_format(file)
    answer_table, book = read_answers(answers, codebook)
    study = study_gold(answer_table, book, GoldOptions(method, adjudicated, any_codebook))
    # Texts that are missing are an error here, before anything is written.
    rows = labeled_rows(study, answer_table, book, sentences, soft=soft) if labeled else iter(())
    if output:
        write_frame(output, study.table, GOLD, for_spreadsheets=for_spreadsheets)
    if labeled:
        number = write_rows(labeled, rows, LABELED, for_spreadsheets=for_spreadsheets)
        remark(f"{plural(number, 'labeled sentence')}{'' if labeled == STDIO else f' in {labeled}'}")
    records = decision_records(study.table, book)
    if as_json:
        result(json.dumps(records, indent=2))
    else:
        _print_decisions(records, remark if STDIO in (output, labeled) else result)
    _remark_ties(study.table, answer_table)
    _remark_overruled(study.overruled)
    _remark_gold(study, method)
    remark_spans(span_counts(answer_table, book), "give no gold yet")
    remark_versions(codebook_counts(answer_table), book)


def _refuse_contradictions(output: str, sentences: Path | None, labeled: str, soft: bool, as_json: bool) -> None:
    if sentences and not labeled:
        raise typer.BadParameter("--sentences is for the texts of --labeled FILE, which isn't given")
    if soft and not labeled:
        raise typer.BadParameter("--soft adds columns to --labeled FILE, which isn't given")
    if [output, labeled].count(STDIO) + as_json > 1:
        raise typer.BadParameter("only one of -o -, --labeled - and --json can have standard output")


def _print_decisions(records: "list[DecisionRecord]", write: Callable[[str], None]) -> None:
    """Print the table of decisions; where standard output has a table of rows, it goes to standard error."""
    cells = [{column: str(value) for column, value in record.items()} for record in records]
    print_table(cells, ("question",), write)


def _remark_ties(gold: "pd.DataFrame", answers: "pd.DataFrame") -> None:
    """Name the ties, each with the beginning of its sentence where the answers carry texts."""
    ties = gold[gold["decided_by"] == "tie"]
    texts = answers.dropna(subset="text").drop_duplicates("sentence").set_index("sentence")["text"].to_dict()
    for row in ties.head(_PRINTED_TIES).to_dict("records"):
        text = shorten(str(texts.get(row["sentence"], "")), _SHOWN_CHARACTERS, placeholder=" …")
        sentence = f"{row['sentence']} ({text})" if text else row["sentence"]
        remark(f"tie on sentence {sentence}, {row['question']}: {row['tied'].replace('|', ' or ')}")
    if len(ties) > _PRINTED_TIES:
        remark(f"and {len(ties) - _PRINTED_TIES:,} more ties")


def _remark_overruled(overruled: "list[Overruled]") -> None:
    """Name where the adjudicator decided against all annotators; in the gold table the share of that label is 0."""
    for case in overruled[:_PRINTED_TIES]:
        annotators = "the only annotator" if case.answers == 1 else f"all {case.answers} annotators"
        remark(
            f"the adjudicator overrode {annotators} on sentence {case.sentence}, {case.question}: "
            f"{case.label} instead of {case.agreed}"
        )
    if len(overruled) > _PRINTED_TIES:
        remark(f"and {len(overruled) - _PRINTED_TIES:,} more (decided_by is adjudicated, and share is 0)")


def _remark_gold(study: "StudyGold", method: str) -> None:
    for question, number in study.unasked.items():
        remark(f"{question}: {plural(number, 'sentence')} left out: the gold doesn't meet its condition (only_if)")
    if method != study.recommended_method:
        remark(
            f"{study.mean_answers:.1f} answers a sentence on average: --method {study.recommended_method} is usually "
            "right more often"
        )
