"""Agreement on the terminal: one table for each kind of figure."""

from collections.abc import Iterator, Sequence
from typing import Final

from exports.agreement.agreement import Agreement
from exports.agreement.spans import SpanAgreement
from exports.statistics.estimate import Estimate
from exports.statistics.formatting import interval_ends
from exports.terminal.table import print_table

Line = dict[str, str]
_TEXT_COLUMNS: Final = (
    *("question", "reading", "target", "label", "annotators", "annotator"),
    *("labels", "often confused"),
)
_CONFUSED_PAIRS: Final = 3  # pairs of confused labels that are printed for each question; --json has all


def print_agreement(agreement: Sequence[Agreement], spans: Sequence[SpanAgreement]) -> None:
    """Print every table that has rows."""
    titled = list(_titled(agreement))
    overview = [line for title, question in titled for line in _alpha_lines(title, question)]
    print_table(_without_empty_target(overview), _TEXT_COLUMNS)
    for lines in (
        [line for title, question in titled for line in _label_lines(title, question)],
        [line for title, question in titled for line in _pair_lines(title, question)],
        [line for title, question in titled for line in _annotator_lines(title, question)],
        [line for title, question in titled for line in _confused_lines(title, question)],
        [line for question in spans for line in _span_count_lines(question)],
        [line for question in spans for line in _span_pair_lines(question)],
    ):
        print_table(lines, _TEXT_COLUMNS, blank=True)


def _titled(agreement: Sequence[Agreement]) -> Iterator[tuple[str, Agreement]]:
    """Give each question with its title, followed by its merged labels where the codebook merges them."""
    for question in agreement:
        yield question.question, question
        if question.merged:
            yield f"{question.question}, merged", question.merged


def _alpha_lines(title: str, question: Agreement) -> Iterator[Line]:
    """Give a line for alpha, and one for the ordinal alpha where the labels are a scale: the reading is about that."""
    alphas = {title: question.alpha} | ({f"{title}, as a scale": question.ordinal} if question.ordinal else {})
    for name, alpha in alphas.items():
        decisive = alpha is (question.ordinal or question.alpha)
        target = f"{question.target:.3f}: {question.target_reading}" if question.target is not None else ""
        yield {
            "question": name,
            "alpha": _value(alpha),
            "95 % interval": _interval(alpha),
            "sentences": f"{question.sentences:,}",
            "answers": f"{question.answers:,}",
            "people": f"{question.annotators:,}",
            "agree": _percent(question.percent.value),
            "reading": question.reading if decisive else "",
            "target": target if decisive else "",
        }


def _without_empty_target(lines: list[Line]) -> list[Line]:
    """Leave the column of targets out where no question has one."""
    if any(line["target"] for line in lines):
        return lines
    return [{column: cell for column, cell in line.items() if column != "target"} for line in lines]


def _label_lines(title: str, question: Agreement) -> Iterator[Line]:
    for label in question.labels:
        yield {
            "question": title,
            "label": label.label,
            "alpha": _value(label.alpha),
            "95 % interval": _interval(label.alpha),
            "answers": f"{label.answers:,}",
            "agree": _percent(label.percent.value),
        }


def _pair_lines(title: str, question: Agreement) -> Iterator[Line]:
    for pair in question.pairs:
        yield {
            "question": title,
            "annotators": " and ".join(pair.annotators),
            "kappa": _value(pair.kappa),
            "95 % interval": _interval(pair.kappa),
            "sentences": f"{pair.kappa.sentences:,}",
            "agree": _percent(pair.percent.value),
        }


def _annotator_lines(title: str, question: Agreement) -> Iterator[Line]:
    for annotator in question.each:
        yield {
            "question": title,
            "annotator": annotator.annotator,
            "with the others": _percent(annotator.percent.value),
            "95 % interval": _interval(annotator.percent, 0),
            "sentences": f"{annotator.percent.sentences:,}",
            "ties": f"{annotator.ties:,}",
            "first half": _percent(annotator.first_half.value),
            "second half": _percent(annotator.second_half.value),
            "labels": ", ".join(f"{label} {share:.0%}" for label, share in annotator.shares.items()),
        }


def _confused_lines(title: str, question: Agreement) -> Iterator[Line]:
    for confused in question.confused[:_CONFUSED_PAIRS]:
        yield {"question": title, "often confused": " and ".join(confused.labels), "pairs": f"{confused.pairs:,}"}


def _span_count_lines(question: SpanAgreement) -> Iterator[Line]:
    """Give the number of spans of each label, then of each annotator."""
    for counts in (question.labels, question.annotators):
        for name, number in counts.items():
            yield {"question": question.question, "labels": name, "spans": f"{number:,}"}


def _span_pair_lines(question: SpanAgreement) -> Iterator[Line]:
    for pair in question.pairs:
        yield {
            "question": question.question,
            "annotators": " and ".join(pair.annotators),
            "label": pair.label or "(all)",
            "F1 of words": _percent(pair.f1.value),
            "95 % interval": _interval(pair.f1, 0),
            "sentences": f"{pair.f1.sentences:,}",
        }


def _value(estimate: Estimate) -> str:
    return "-" if estimate.value is None else f"{estimate.value:.3f}"


def _interval(estimate: Estimate, digits: int = 3) -> str:
    return interval_ends(estimate.low, estimate.high, f"{{:.{digits}f}}".format)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} %"
