"""An evaluation as a small table for people: which figure to believe, beside those that flatter."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from training.cli.shown import aligned

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


def shown_evaluation(evaluation: Told) -> Iterator[str]:
    """Give the lines that evaluate prints."""
    for name, question in evaluation["questions"].items():
        yield f"{name}: judged on {question['judged_on']['why']}"
        yield from (f"  {line}" for line in shown_splits(question))


def shown_splits(question: Told) -> list[str]:
    """Give the splits and what stands beside them, as lines of a table; then why figures are missing."""
    rows = [(_NAMES[name], found) for name, found in question["splits"].items()]
    rows += [(_BASELINES[name], found) for name, found in question["baselines"].items()]
    header = ["", "macro-F1", "95 %", "accuracy", "95 %", "calibration error", "sentences", "articles"]
    lines = aligned([header, *[_cells(name, found) for name, found in rows if "why" not in found]])
    return lines + [f"{name}: {found['why']}" for name, found in rows if "why" in found]


def shown_comparison(found: Told) -> Iterator[str]:
    """Give the lines that compare prints."""
    for name, question in found["questions"].items():
        yield f"{name}: {question['sentences']:,} sentences of {question['articles']:,} {question['resampled']}"
        rows = [[found[which], *_figure(question[which])] for which in ("a", "b")]
        header = ["", "macro-F1", "95 %", "accuracy", "95 %"]
        yield from (f"  {line}" for line in aligned([header, *rows]))
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
    return [cell for name in ("macro_f1", "accuracy") for cell in _interval(found[name])]


def _interval(figure: Told) -> tuple[str, str]:
    ends = "" if figure["low"] is None else f"{figure['low']:.3f} to {figure['high']:.3f}"
    return f"{figure['value']:.3f}", ends
