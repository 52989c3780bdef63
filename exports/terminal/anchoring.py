"""The arms beside each other on the terminal, and how large a study would have to be."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from annotation.io.console import result
from exports.anchoring.anchoring import Anchoring, Arm
from exports.anchoring.pace import ArmPace
from exports.anchoring.power import Design, StudySize
from exports.anchoring.verdict import anchoring_verdict
from exports.statistics.estimate import Estimate
from exports.statistics.formatting import decimal, interval_ends, signed_decimal
from exports.terminal.table import print_table

Line = dict[str, str]
_WORDS: Final = ("question", "label", "arm")
_ARMS: Final[Mapping[str, str]] = {"blind": "blind", "prelabeled": "pre-labeled"}


def print_anchoring(found: Sequence[Anchoring], pace: ArmPace) -> None:
    """Print a table for each kind of figure, and a verdict for each question."""
    print_table([_overall(one) for one in found], _WORDS)
    for lines in (
        [line for one in found for line in _shares(one)],
        [line for one in found for line in _arms(one)],
        list(_paces(pace)),
        [_needed(one) for one in found if one.needed],
    ):
        print_table(lines, _WORDS, blank=True)
    result("")
    for one in found:
        result(f"{one.question}: {anchoring_verdict(one)}")


def print_plan(sizes: Sequence[StudySize], design: Design) -> None:
    """Print how large a study must be for each difference."""
    people = "one answer" if design.answers == 1 else f"{design.answers} answers"
    print_table(
        [
            {
                "to find": signed_decimal(size.difference),
                "following": f"{100 * size.follow:.0f} %",
                "blind sentences": f"{size.blind:,}",
                "sentences": f"{size.sentences:,}",
                "answers": f"{size.sentences * design.answers:,}",
            }
            for size in sizes
        ],
        _WORDS,
    )
    agree = f"where {100 * design.agree:.0f} % of blind answers agree with the model"
    result(f"found by 80 % of studies with {people} a sentence, {agree}")


def _overall(one: Anchoring) -> Line:
    return {
        "question": one.question,
        "blind": _percent(one.blind.percent),
        "of": f"{one.blind.answers:,}",
        "pre-labeled": _percent(one.prelabeled.percent),
        "of ": f"{one.prelabeled.answers:,}",
        "difference": _signed(one.difference),
        "95 % interval": interval_ends(one.difference.low, one.difference.high, decimal),
        one.resampled: f"{one.articles:,}",
    }


def _shares(one: Anchoring) -> Iterator[Line]:
    for share in one.shares:
        yield {
            "question": one.question,
            "label": share.label,
            "the model": f"{share.model:.0%}",
            "blind": f"{share.blind:.0%}",
            "pre-labeled": f"{share.prelabeled:.0%}",
            "difference": _signed(share.difference),
            "95 % interval": interval_ends(share.difference.low, share.difference.high, decimal),
        }


def _arms(one: Anchoring) -> Iterator[Line]:
    arms: Mapping[str, Arm] = {"blind": one.blind, "prelabeled": one.prelabeled}
    for name, arm in arms.items():
        yield {
            "question": one.question,
            "arm": _ARMS[name],
            "alpha": "-" if arm.alpha.value is None else f"{arm.alpha.value:.3f}",
            "95 % interval": "-"
            if arm.alpha.low is None or arm.alpha.high is None
            else f"{arm.alpha.low:.3f} to {arm.alpha.high:.3f}",
            "sentences": f"{arm.alpha.sentences:,}",
        }


def _paces(pace: ArmPace) -> Iterator[Line]:
    for name, seconds in sorted(pace.seconds.items()):
        faster = name != "blind" and pace.times.value is not None
        yield {
            "arm": _ARMS[name],
            "seconds (median)": f"{seconds:.1f}",
            "sentences read": f"{pace.sentences[name]:,}",
            "times as long": f"{pace.times.value:.2f}" if faster else "",
            "95 % interval": f"{pace.times.low:.2f} to {pace.times.high:.2f}"
            if faster and pace.times.low is not None
            else "",
        }


def _needed(one: Anchoring) -> Line:
    sizes = {f"to find {signed_decimal(needed.difference)}": f"{needed.blind:,} blind" for needed in one.needed}
    return {"question": one.question, "has": f"{one.blind.sentences:,} blind", **sizes}


def _percent(figure: Estimate) -> str:
    return "-" if figure.value is None else f"{figure.value:.0f} %"


def _signed(figure: Estimate) -> str:
    return "-" if figure.value is None else signed_decimal(figure.value)
