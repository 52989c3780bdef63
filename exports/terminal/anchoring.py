"""The blind and the pre-labeled arm side by side on the terminal, and how large a study must be."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from annotation.io.console import result
from annotation.io.visible import visible_line
from annotation.tables.schema import BLIND, PRELABELED
from exports.anchoring.accuracy import RIGHT, GoldComparison, GoldReport
from exports.anchoring.anchoring import Anchoring
from exports.anchoring.pace import ArmPace
from exports.anchoring.power import Design, StudySize
from exports.anchoring.verdict import anchoring_verdict
from exports.statistics.estimate import Estimate
from exports.statistics.formatting import decimal, interval_ends, signed_decimal
from exports.terminal.table import print_table

Line = dict[str, str]
_TEXT_COLUMNS: Final = ("question", "label", "arm", "arms by", "answers that")
_ARM_NAMES: Final[Mapping[str, str]] = {BLIND: "blind", PRELABELED: "pre-labeled"}


def print_anchoring(anchoring: Sequence[Anchoring], pace: ArmPace, gold: GoldReport | None = None) -> None:
    """Print a verdict for each question, then a table for each kind of figure, those against gold too."""
    for question in anchoring:
        result(visible_line(f"{question.question}: {anchoring_verdict(question)}"))
    for lines in (
        [_difference_line(question) for question in anchoring],
        [line for question in anchoring for line in _label_share_lines(question)],
        [line for question in anchoring for line in _arm_lines(question)],
        [line for question in gold.questions for line in _outcome_lines(question)] if gold else [],
        [_audit_model_line(question) for question in gold.questions if question.audit_model] if gold else [],
        list(_pace_lines(pace)),
        [_needed_line(question) for question in anchoring if question.needed],
    ):
        print_table(lines, _TEXT_COLUMNS, blank=True)


def print_plan(sizes: Sequence[StudySize], design: Design) -> None:
    """Print how large a study must be for each difference, with arms by person and by sentence."""
    answers = "one answer" if design.answers == 1 else f"{design.answers} answers"
    print_table(
        [
            {
                "to find": signed_decimal(size.difference),
                "following": f"{100 * size.follow:.0f} %",
                "arms by": str(size.arms),
                "sentences": f"{size.sentences:,}",
                "blind for each": f"{size.blind:,}",
                "answers": f"{size.sentences * design.answers:,}",
            }
            for size in sizes
        ],
        _TEXT_COLUMNS,
    )
    assumption = f"where {100 * design.agree:.0f} % of blind answers agree with the model"
    result(f"found by 80 % of studies with {answers} a sentence, {assumption}")


def _difference_line(question: Anchoring) -> Line:
    return {
        "question": question.question,
        "blind": _percent(question.blind.percent),
        "of": f"{question.blind.answers:,}",
        "pre-labeled": _percent(question.prelabeled.percent),
        "of ": f"{question.prelabeled.answers:,}",
        "difference": _signed(question.difference),
        "95 % interval": interval_ends(question.difference.low, question.difference.high, decimal),
        question.resampled: f"{question.articles:,}",
    }


def _label_share_lines(question: Anchoring) -> Iterator[Line]:
    for share in question.shares:
        yield {
            "question": question.question,
            "label": share.label,
            "the model": f"{share.model:.0%}",
            "blind": f"{share.blind:.0%}",
            "pre-labeled": f"{share.prelabeled:.0%}",
            "difference": _signed(share.difference),
            "95 % interval": interval_ends(share.difference.low, share.difference.high, decimal),
        }


def _arm_lines(question: Anchoring) -> Iterator[Line]:
    alphas = {_ARM_NAMES[BLIND]: question.blind.alpha, _ARM_NAMES[PRELABELED]: question.prelabeled.alpha}
    if question.audit_alpha:
        alphas["audit sample"] = question.audit_alpha
    for arm, alpha in alphas.items():
        yield {
            "question": question.question,
            "arm": arm,
            "alpha": "-" if alpha.value is None else f"{alpha.value:.3f}",
            "95 % interval": interval_ends(alpha.low, alpha.high, "{:.3f}".format),
            "sentences": f"{alpha.sentences:,}",
        }


def _outcome_lines(question: GoldComparison) -> Iterator[Line]:
    for outcome in question.outcomes:
        yield {
            "question": question.question,
            "answers that": "are right" if outcome.outcome == RIGHT else outcome.outcome,
            "blind": _percent(outcome.blind),
            "of": f"{outcome.blind_answers:,}",
            "pre-labeled": _percent(outcome.prelabeled),
            "of ": f"{outcome.prelabeled_answers:,}",
            "difference": _signed(outcome.difference),
            "95 % interval": interval_ends(outcome.difference.low, outcome.difference.high, decimal),
        }


def _audit_model_line(question: GoldComparison) -> Line:
    accuracy = question.audit_model
    return {
        "question": question.question,
        "the model is right": "-" if accuracy is None else _percent(accuracy),
        "95 % interval": "-" if accuracy is None else interval_ends(accuracy.low, accuracy.high, "{:.0f}".format),
        "audit sentences": "-" if accuracy is None else f"{accuracy.sentences:,}",
    }


def _pace_lines(pace: ArmPace) -> Iterator[Line]:
    for arm, seconds in sorted(pace.seconds.items()):
        compared = arm != BLIND and pace.times.value is not None
        interval = interval_ends(pace.times.low, pace.times.high, "{:.2f}".format)
        yield {
            "arm": _ARM_NAMES[arm],
            "seconds (median)": f"{seconds:.1f}",
            "sentences read": f"{pace.sentences[arm]:,}",
            "times as long": f"{pace.times.value:.2f}" if compared else "",
            "95 % interval": interval if compared and pace.times.low is not None else "",
        }


def _needed_line(question: Anchoring) -> Line:
    sizes = {f"to find {signed_decimal(needed.difference)}": f"{needed.sentences:,}" for needed in question.needed}
    return {"question": question.question, "sentences": f"{question.difference.sentences:,}", **sizes}


def _percent(estimate: Estimate) -> str:
    return "-" if estimate.value is None else f"{estimate.value:.0f} %"


def _signed(estimate: Estimate) -> str:
    return "-" if estimate.value is None else signed_decimal(estimate.value)
