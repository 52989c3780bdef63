"""Agreement on the terminal: one table a kind of figure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from exports.agreement.agreement import Agreement
from exports.agreement.spans import SpanAgreement
from exports.statistics.estimate import Estimate
from exports.statistics.formatting import interval_ends
from exports.terminal.table import print_table

Line = dict[str, str]
_WORDS: Final = ("question", "reading", "target", "label", "annotators", "annotator", "labels", "often confused")
_MOST: Final = 3  # confused labels shown of each question; --json has all


def print_agreement(found: Sequence[Agreement], spans: Sequence[SpanAgreement]) -> None:
    """Print every table that has rows."""
    named = list(_named(found))
    print_table(_aligned([line for name, one in named for line in _overall(name, one)]), _WORDS)
    for lines in (
        [line for name, one in named for line in _labels(name, one)],
        [line for name, one in named for line in _pairs(name, one)],
        [line for name, one in named for line in _each(name, one)],
        [line for name, one in named for line in _confused(name, one)],
        [line for one in spans for line in _marked(one)],
        [line for one in spans for line in _words(one)],
    ):
        print_table(lines, _WORDS, blank=True)


def _named(found: Sequence[Agreement]) -> Iterator[tuple[str, Agreement]]:
    for one in found:
        yield one.question, one
        if one.merged:
            yield f"{one.question}, merged", one.merged


def _overall(name: str, one: Agreement) -> Iterator[Line]:
    figures: Mapping[str, Estimate] = {name: one.alpha} | ({f"{name}, as a scale": one.ordinal} if one.ordinal else {})
    for row, alpha in figures.items():
        decisive = alpha is (one.ordinal or one.alpha)
        yield {
            "question": row,
            "alpha": _value(alpha),
            "95 % interval": _interval(alpha),
            "sentences": f"{one.sentences:,}",
            "answers": f"{one.answers:,}",
            "people": f"{one.annotators:,}",
            "agree": _percent(one.percent.value),
            "reading": one.reading if decisive else "",
            "target": f"{one.target:.3f}: {one.target_reading}" if decisive and one.target is not None else "",
        }


def _aligned(lines: list[Line]) -> list[Line]:
    """Leave the column of targets out where no question has one."""
    if any(line["target"] for line in lines):
        return lines
    return [{column: cell for column, cell in line.items() if column != "target"} for line in lines]


def _labels(name: str, one: Agreement) -> Iterator[Line]:
    for label in one.labels:
        yield {
            "question": name,
            "label": label.label,
            "alpha": _value(label.alpha),
            "95 % interval": _interval(label.alpha),
            "answers": f"{label.answers:,}",
            "agree": _percent(label.percent.value),
        }


def _pairs(name: str, one: Agreement) -> Iterator[Line]:
    for pair in one.pairs:
        yield {
            "question": name,
            "annotators": " and ".join(pair.annotators),
            "kappa": _value(pair.kappa),
            "95 % interval": _interval(pair.kappa),
            "sentences": f"{pair.kappa.sentences:,}",
            "agree": _percent(pair.percent.value),
        }


def _each(name: str, one: Agreement) -> Iterator[Line]:
    for annotator in one.each:
        yield {
            "question": name,
            "annotator": annotator.annotator,
            "with the others": _percent(annotator.percent.value),
            "95 % interval": _interval(annotator.percent, 0),
            "sentences": f"{annotator.percent.sentences:,}",
            "ties": f"{annotator.ties:,}",
            "first half": _percent(annotator.first_half.value),
            "second half": _percent(annotator.second_half.value),
            "labels": ", ".join(f"{label} {share:.0%}" for label, share in annotator.shares.items()),
        }


def _confused(name: str, one: Agreement) -> Iterator[Line]:
    for confused in one.confused[:_MOST]:
        yield {"question": name, "often confused": " and ".join(confused.labels), "pairs": f"{confused.pairs:,}"}


def _marked(one: SpanAgreement) -> Iterator[Line]:
    by = [("label", one.labels), ("annotator", one.annotators)]
    for _, counts in by:
        for who, number in counts.items():
            yield {"question": one.question, "labels": who, "spans": f"{number:,}"}


def _words(one: SpanAgreement) -> Iterator[Line]:
    for pair in one.pairs:
        yield {
            "question": one.question,
            "annotators": " and ".join(pair.annotators),
            "label": pair.label or "(all)",
            "F1 of words": _percent(pair.f1.value),
            "95 % interval": _interval(pair.f1, 0),
            "sentences": f"{pair.f1.sentences:,}",
        }


def _value(figure: Estimate) -> str:
    return "-" if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: Estimate, digits: int = 3) -> str:
    return interval_ends(figure.low, figure.high, f"{{:.{digits}f}}".format)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} %"
