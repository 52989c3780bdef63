"""The verb `anchoring`: how far pre-labels bend the answers, and how large a study must be to tell."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import Audit, Blind, CodebookFile, Json, PerSentence, Seed
from annotation.io.console import plural, remark, result
from exports.answers.read import checked_answers, read_answers
from exports.cli.options import OptionalAnswers
from exports.cli.remarks import remark_versions

if TYPE_CHECKING:
    from exports.anchoring.accuracy import GoldReport
    from exports.anchoring.power import Design
    from exports.anchoring.report import AnchoringReport

Plan = Annotated[bool, typer.Option("--plan", help="Without answers: say how large a study must be.")]
Find = Annotated[
    list[float] | None,
    typer.Option("--find", metavar="SHARE", help="A difference to find (.05, .1, .15 and .2); repeat it for several."),
]
Follow = Annotated[
    float | None,
    typer.Option(
        "--follow", metavar="PROBABILITY", help="With --plan: or how likely an annotator just follows the model."
    ),
]
Agree = Annotated[
    float | None,
    typer.Option("--agree", metavar="SHARE", help="With --plan: how often blind answers agree with the model."),
]
Alpha = Annotated[
    float,
    typer.Option("--alpha", metavar="ALPHA", help="With --plan: how far annotators agree with each other."),
]


Gold = Annotated[
    Path | None,
    typer.Option("--gold", metavar="GOLD", help="Adjudicated gold, or gold of your own: how right is each arm?"),
]


def anchoring(
    answers: OptionalAnswers = None,
    plan: Plan = False,
    find: Find = None,
    follow: Follow = None,
    agree: Agree = None,
    alpha: Alpha = 0.667,
    per_sentence: PerSentence = None,
    blind: Blind = None,
    audit: Audit = 0.0,
    gold: Gold = None,
    codebook: CodebookFile = None,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Say how far pre-labels bent the answers: the blind arm against the pre-labeled arm of the same rounds.

    For each question: how often answers agree with the model in each arm, the difference with its 95 % interval (by
    resampling articles) and a verdict; label shares, agreement and pace by arm; and how many sentences it takes to
    find a difference. With --gold, also how right each arm is, and how often wrong labels were taken over and right
    ones refused. With --plan, the size before anybody answers, from what you expect (two answers a sentence, a fifth
    blind, unless you say otherwise).

    Example: newsstance anchoring answers.csv
    """
    from annotation.errors import DataError

    if plan == (answers is not None):
        raise DataError("give the answers to compare, or --plan (without answers) to plan a study")
    if answers is None:
        if gold is not None:
            raise DataError("--gold goes with answers; a plan has none")
        _plan(_design(agree, alpha, per_sentence, blind, audit), find, follow, as_json)
        return
    plan_options = {"--follow": follow, "--agree": agree, "--per-sentence": per_sentence, "--blind": blind}
    if misplaced := [option for option, value in plan_options.items() if value is not None]:
        raise DataError(f"{misplaced[0]} goes with --plan; answers tell it by themselves")
    _compare(answers, codebook, gold, find, seed, as_json)


def _compare(
    path: Path, codebook: Path | None, gold: Path | None, find: list[float] | None, seed: int, as_json: bool
) -> None:
    from annotation.tables.frames import to_frame
    from annotation.tables.read import read_rows
    from annotation.tables.schema import GOLD
    from exports.anchoring.report import anchoring_report
    from exports.terminal.anchoring import print_anchoring

    answer_table, book = read_answers(path, codebook)
    gold_table = to_frame(checked_answers(list(read_rows(gold, GOLD)), None), GOLD) if gold else None
    report = anchoring_report(answer_table, book, find, seed, gold=gold_table)
    if as_json:
        result(json.dumps(report.to_record(), indent=2))
    else:
        print_anchoring(report.questions, report.pace, report.gold)
        _remark_figures(report)
    remark_versions(report.codebooks, book)


def _remark_gold(gold: "GoldReport") -> None:
    for reason, number in gold.left_out.items():
        remark(f"left out: {plural(number, 'gold label')} {reason}")
    if gold.adjudicated:
        remark(
            f"{gold.adjudicated:,} gold labels are an adjudicator's, on sentences where people disagreed: what all of "
            "them took over wrongly is not among them, so pre-labels may have done more harm than this shows"
        )


def _remark_figures(report: "AnchoringReport") -> None:
    from annotation.assignment.arms import Arms

    questions = report.questions
    remark("blind and pre-labeled: how many answers are what the model says, which blind people were not shown")
    for reason, number in report.left_out.items():
        remark(f"left out: {plural(number, 'answer')} {reason}")
    if any(question.arms == Arms.PERSON for question in questions):
        remark(
            "arms by person: differences compare people within sentences first, so they need not be those of the "
            "shares; what needs sentences that nobody was shown a label for rests on the audit sample"
        )
    if report.gold:
        _remark_gold(report.gold)
    if any(question.resampled == "sentences" for question in questions):
        remark("the answers name no articles: intervals resample sentences, and are too narrow where articles differ")
    if any(question.difference.low is None for question in questions):
        remark("where an interval is missing, --json says why")
    if len(questions) > 1:
        remark(f"{len(questions)} questions: each verdict by itself finds what isn't there in one study of twenty")
    if report.pace.why:
        remark(report.pace.why)


def _design(agree: float | None, alpha: float, answers: int | None, blind: float | None, audit: float) -> "Design":
    """Give the design of a study to come; an option that was left out has the default of `Design`."""
    from annotation.errors import DataError
    from exports.anchoring.power import Design

    if agree is None:
        raise DataError("--plan needs --agree SHARE: how often answers that saw no pre-label agree with the model")
    default = Design(agree, audit=audit, correlation=alpha)
    design = Design(
        agree,
        default.answers if answers is None else answers,
        alpha,
        default.blind if blind is None else blind,
        audit,
    )
    design.check()
    return design


def _plan(design: "Design", find: list[float] | None, follow: float | None, as_json: bool) -> None:
    from annotation.errors import DataError
    from exports.anchoring.power import expected_difference
    from exports.anchoring.report import study_plan
    from exports.terminal.anchoring import print_plan

    if find and follow is not None:
        raise DataError("--find and --follow say the same in two ways; give one")
    plan = study_plan(design, find if follow is None else [expected_difference(follow, design.agree)])
    if as_json:
        result(json.dumps(plan.to_record(), indent=2))
    else:
        print_plan(plan.sizes, plan.design)
        remark("following: how likely an annotator just takes the model's label")
        remark("arms by person: a sentence is blind for one annotator and not for another (push --arms)")
