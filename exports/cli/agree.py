"""The verb `agree`: how far annotators agree."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotation.cli.options import CodebookFile, Json, Seed
from annotation.io.console import remark, result
from exports.answers.read import read_answers
from exports.cli.options import Answers
from exports.cli.remarks import remark_versions

if TYPE_CHECKING:
    from annotation.codebook.codebook import Codebook
    from exports.agreement.agreement import Agreement


Page = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Also write everything as a page with pictures (.html).")
]


def agree(
    answers: Answers, page: Page = None, codebook: CodebookFile = None, seed: Seed = 0, as_json: Json = False
) -> None:
    """Measure how far annotators agree: Krippendorff's alpha of each question and label, and what stands behind it.

    Beside it: pairs of annotators, each annotator against the others, which labels are confused, and spans. Intervals
    are 95 % ones, by resampling articles.

    Example: newsstance agree answers.csv --page agreement.html
    """
    from dataclasses import asdict

    from exports.agreement.agreement import agreements
    from exports.agreement.sample import basis
    from exports.agreement.spans import span_agreements
    from exports.answers.valid import codebook_counts
    from exports.statistics.bootstrap import RESAMPLES
    from exports.terminal.agreement import print_agreement

    given, book = read_answers(answers, codebook)
    found, spans = agreements(given, book, seed), span_agreements(given, book, seed)
    versions = codebook_counts(given)
    all_of = {
        "questions": list(map(asdict, found)),
        "spans": list(map(asdict, spans)),
        "basis": asdict(basis(given, book)),
        "codebooks": versions,
        "seed": seed,
        "resamples": RESAMPLES,
    }
    if page:
        _write(page, all_of, book)
    if as_json:
        result(json.dumps(all_of, indent=2))
    else:
        print_agreement(found, spans)
        _explain(found)
    remark_versions(versions, book)


def _write(page: Path, all_of: dict[str, Any], book: "Codebook | None") -> None:
    from exports.reports.agreement import write_agreement_page

    write_agreement_page(page, all_of, book)
    remark(f"the page: {page}")


def _explain(found: "list[Agreement]") -> None:
    remark("alpha: 1 is full agreement, 0 is chance; .800 and more counts as reliable, .667 to .800 as tentative")
    remark("only sentences with two answers or more are compared; agree: equal pairs among all pairs of answers")
    if any(question.resampled == "sentences" and question.sentences for question in found):
        remark("the answers name no articles: intervals resample sentences, and are too narrow where articles differ")
    remark("where an interval is missing, --json says why (too few articles, or they all say the same)")
