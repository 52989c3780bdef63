"""The verb `agree`: how far annotators agree."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import CodebookFile, Json, Seed
from annotation.io.console import remark, result
from annotation.io.endings import PAGE, check_ending
from exports.answers.read import read_answers
from exports.cli.options import Answers
from exports.cli.remarks import remark_versions

if TYPE_CHECKING:
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
    from exports.agreement.agreement import NO_VERDICT
    from exports.agreement.report import agreement_report
    from exports.reports.agreement import write_agreement_page
    from exports.reports.agreement_text import summary
    from exports.terminal.agreement import print_agreement

    if page:
        check_ending(page, PAGE, "the page")
    answer_table, book = read_answers(answers, codebook)
    report = agreement_report(answer_table, book, seed)
    if page:
        write_agreement_page(page, report.to_record(), book)
        remark(f"the page: {page}")
    if as_json:
        result(json.dumps(report.to_record(), indent=2))
    else:
        print_agreement(report.questions, report.spans)
        _remark_figures(report.questions)
        for line in summary([each for each in report.to_record()["questions"] if each["reading"] == NO_VERDICT]):
            remark(line.removesuffix("."))
    remark_versions(report.codebooks, book)


def _remark_figures(questions: "list[Agreement]") -> None:
    if not questions:
        remark("only marks in the text were asked for; sentences that both submitted are compared, marked or not")
        return
    remark("alpha: 1 is full agreement, 0 is chance; .800 and more counts as reliable, .667 to .800 as tentative")
    remark("only sentences with two answers or more are compared; agree: equal pairs among all pairs of answers")
    if any(question.resampled == "sentences" and question.sentences for question in questions):
        remark("the answers name no articles: intervals resample sentences, and are too narrow where articles differ")
    remark("where an interval is missing, --json says why (too few articles, or they all say the same)")
