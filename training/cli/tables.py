"""An evaluation as a small table for people: which figure to believe, beside those that flatter."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from exports.statistics.formatting import interval_ends
from exports.terminal.table import table_lines
from training.models.card import Card, QuestionCard
from training.models.card_markdown import abstention_text, articles_text

Told = Mapping[str, Any]
_NAMES: Final = {
    "article": "by article",
    "outlet": "by outlet",
    "time": "by time",
    "shuffled": "shuffled (flatters)",
    "held out": "held out",
}
_BASELINES: Final = {
    "majority": "always the most frequent",
    "outlet": "outlet only",
    "previous": "previous model",
    "ceiling": "annotators (ceiling)",
}


def evaluation_lines(evaluation: Told) -> Iterator[str]:
    """Give the lines that evaluate prints."""
    for name, question in evaluation["questions"].items():
        yield f"{name}: judged on {question['judged_on']['why']}"
        yield from (f"  {line}" for line in split_lines(question))


def split_lines(question: Told) -> list[str]:
    """Give the splits and what stands beside them, as lines of a table; then why figures are missing."""
    rows = [(_NAMES[name], found) for name, found in question["splits"].items()]
    rows += [(_BASELINES[name], found) for name, found in question["baselines"].items()]
    header = ["", "macro-F1", "95 %", "accuracy", "95 %", "calibration error", "sentences", "articles"]
    lines = table_lines([header, *[_cells(name, found) for name, found in rows if "why" not in found]])
    return lines + [f"{name}: {found['why']}" for name, found in rows if "why" in found]


def comparison_lines(found: Told) -> Iterator[str]:
    """Give the lines that compare prints."""
    for name, question in found["questions"].items():
        yield f"{name}: {question['sentences']:,} sentences of {question['articles']:,} {question['resampled']}"
        rows = [[found[which], *_figure(question[which])] for which in ("a", "b")]
        header = ["", "macro-F1", "95 %", "accuracy", "95 %"]
        yield from (f"  {line}" for line in table_lines([header, *rows]))
        yield f"  {question['verdict']}"


def _cells(name: str, found: Told) -> list[str]:
    error = found.get("calibration_error")
    return [
        name,
        *_figure(found),
        f"{error['value']:.3f}" if error else "",
        f"{found['sentences']:,}",
        f"{found['articles']:,}",
    ]


def _figure(found: Told) -> list[str]:
    return [cell for name in ("macro_f1", "accuracy") for cell in _value_and_ends(found[name])]


def _value_and_ends(figure: Told) -> tuple[str, str]:
    ends = "" if figure["low"] is None else interval_ends(figure["low"], figure["high"], "{:.3f}".format)
    return f"{figure['value']:.3f}", ends


def model_lines(card: Card, evaluation: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Give the lines that train prints about a model."""
    for question in card.questions:
        yield f"{question.name}: {question.rows:,} sentences of {articles_text(question)}"
        if question.figures is None:
            yield f"  no figures: {question.why_no_figures}"
        else:
            yield from (f"  {line}" for line in table_lines(list(_figures(question))))
            yield f"  {abstention_text(question)}"
        if evaluation:
            yield from (f"  {line}" for line in split_lines(evaluation["questions"][question.name]))


def question_headline(question: QuestionCard) -> str:
    """Give the one figure that stands for a question, with what it rests on."""
    if question.figures is None:
        return f"{question.name} no figures ({question.rows:,} sentences)"
    return f"{question.name} macro-F1 {question.figures['macro_f1']:.3f} ({question.rows:,} sentences)"


def _figures(question: QuestionCard) -> Iterator[list[str]]:
    found = question.figures or {}
    majority = found["majority"]
    yield ["", "precision", "recall", "F1", "accuracy", "sentences", "articles"]
    rests = [f"{found['sentences']:,}", f"{found['articles']:,}"]
    yield ["all (macro-F1)", "", "", f"{found['macro_f1']:.3f}", f"{found['accuracy']:.3f}", *rests]
    always = f"always {majority['label']}"
    yield [always, "", "", f"{majority['macro_f1']:.3f}", f"{majority['accuracy']:.3f}", *rests]
    for label, one in found["labels"].items():
        shares = [f"{one[name]:.3f}" for name in ("precision", "recall", "f1")]
        yield [label, *shares, "", f"{one['sentences']:,}", f"{one['articles']:,}"]
