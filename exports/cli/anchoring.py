"""The verb `anchoring`: how far pre-labels bend the answers, and how large a study must be to tell."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import Audit, Blind, CodebookFile, Json, PerSentence, Seed
from annotation.io.console import plural, remark, result
from exports.answers.read import read_answers
from exports.cli.options import OptionalAnswers
from exports.cli.remarks import remark_versions

if TYPE_CHECKING:
    from exports.anchoring.anchoring import Anchoring
    from exports.anchoring.pace import ArmPace
    from exports.anchoring.power import Design

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
    codebook: CodebookFile = None,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Say how far pre-labels bent the answers: the blind arm against the pre-labeled arm of the same rounds.

    For each question: how often answers agree with the model in each arm, the difference with its 95 % interval (by
    resampling articles) and a verdict; label shares, agreement and pace by arm; and how many blind sentences it takes
    to find a difference. With --plan, the same before anybody answers, from what you expect (two answers a sentence,
    a fifth blind, unless you say otherwise).

    Example: newsstance anchoring answers.csv
    """
    from annotation.errors import DataError

    if plan == (answers is not None):
        raise DataError("give the answers to compare, or --plan (without answers) to plan a study")
    if answers is None:
        _plan(_design(agree, alpha, per_sentence, blind, audit), find, follow, as_json)
        return
    expected = {"--follow": follow, "--agree": agree, "--per-sentence": per_sentence, "--blind": blind}
    if given := [option for option, value in expected.items() if value is not None]:
        raise DataError(f"{given[0]} goes with --plan; answers tell it by themselves")
    _compare(answers, codebook, find, seed, as_json)


def _compare(path: Path, codebook: Path | None, find: list[float] | None, seed: int, as_json: bool) -> None:
    from dataclasses import asdict

    from exports.anchoring.anchoring import PLANNED_DIFFERENCES, anchorings
    from exports.anchoring.arms import answers_in_both_arms
    from exports.anchoring.pace import arm_pace
    from exports.anchoring.verdict import anchoring_verdict
    from exports.answers.valid import codebook_counts
    from exports.statistics.bootstrap import RESAMPLES
    from exports.terminal.anchoring import print_anchoring

    given, book = read_answers(path, codebook)
    found, timed = anchorings(given, book, differences=find or PLANNED_DIFFERENCES, seed=seed), arm_pace(given, seed)
    left_out, versions = dict(answers_in_both_arms(given, book).left_out), codebook_counts(given)
    if as_json:
        questions = [{**asdict(one), "verdict": anchoring_verdict(one)} for one in found]
        of = {"questions": questions, "pace": asdict(timed), "left_out": left_out, "codebooks": versions}
        result(json.dumps({**of, "seed": seed, "resamples": RESAMPLES}, indent=2))
    else:
        print_anchoring(found, timed)
        _explain(found, timed, left_out)
    remark_versions(versions, book)


def _explain(found: "list[Anchoring]", timed: "ArmPace", left_out: dict[str, int]) -> None:
    remark("blind and pre-labeled: how many answers are what the model says, which blind people were not shown")
    for reason, number in left_out.items():
        remark(f"left out: {plural(number, 'answer')} {reason}")
    if any(one.resampled == "sentences" for one in found):
        remark("the answers name no articles: intervals resample sentences, and are too narrow where articles differ")
    if any(one.difference.low is None for one in found):
        remark("where an interval is missing, --json says why")
    if len(found) > 1:
        remark(f"{len(found)} questions: each verdict by itself finds what isn't there in one study of twenty")
    if timed.why:
        remark(timed.why)


def _design(agree: float | None, alpha: float, answers: int | None, blind: float | None, audit: float) -> "Design":
    from annotation.errors import DataError
    from exports.anchoring.power import Design

    if agree is None:
        raise DataError("--plan needs --agree SHARE: how often answers that saw no pre-label agree with the model")
    known = Design(agree, audit=audit, correlation=alpha)
    design = Design(
        agree,
        known.answers if answers is None else answers,
        alpha,
        known.blind if blind is None else blind,
        audit,
    )
    design.check()
    return design


def _plan(design: "Design", find: list[float] | None, follow: float | None, as_json: bool) -> None:
    from dataclasses import asdict

    from annotation.errors import DataError
    from exports.anchoring.anchoring import PLANNED_DIFFERENCES
    from exports.anchoring.power import expected_difference, study_size
    from exports.terminal.anchoring import print_plan

    if find and follow is not None:
        raise DataError("--find and --follow say the same in two ways; give one")
    if follow is not None:
        find = [expected_difference(follow, design.agree)]
    sizes = [study_size(wanted, design) for wanted in find or PLANNED_DIFFERENCES if find or wanted <= 1 - design.agree]
    if as_json:
        result(json.dumps({"design": asdict(design), "sizes": list(map(asdict, sizes))}, indent=2))
    else:
        print_plan(sizes, design)
        remark("following: how likely an annotator just takes the model's label")
