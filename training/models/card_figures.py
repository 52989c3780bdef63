"""The figures of a model card: a question's evaluation as Markdown, each with its interval or the reason for none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotation.io.console import count
from exports.reports.evaluation_text import BASELINES, SLICES, SPLITS, headline, main_split, never_said, rests, verdicts
from exports.statistics.formatting import Figures, begun, between, ended, known, reasons, short


def evaluated(question: Figures) -> Iterator[str]:
    """Write what an evaluation says about one question."""
    yield f"**{headline(question)}**"
    split = main_split(question)
    if split:
        yield f"Rests on {rests(question['splits'][split])}. Judged on {ended(question['judged_on']['why'])}"
    if question["judged_on"].get("warning"):
        yield from ("", f"**{ended(question['judged_on']['warning'])}**")
    yield ""
    yield from (f"- {verdict}" for verdict in verdicts(question))
    yield ""
    yield from markdown_table(("judged", "macro-F1", "accuracy", "sentences"), _believed(question))
    if split:
        yield from ("", f"Each label, {SPLITS[split].lower()}:", "")
        yield from _labels(question, question["splits"][split])
    yield from _slices(question)
    if question.get("learning"):
        yield from ("", begun(question["learning"]))
    missing = reasons(question)
    if missing:
        yield from ("", f"Without an interval: {'; '.join(missing)}.")


def limits(evaluation: Mapping[str, Any] | None) -> Iterator[str]:
    """Say what the figures don't tell."""
    if evaluation is None or evaluation["kind"] == "cross-validated":
        yield "Figures come from cross-validation on the training data: articles are never on both sides, but outlets"
        yield "and years are, so expect less on new ones. One temperature per question was fitted on the same answers."
    else:
        yield "Figures come from sentences the model didn't learn from."
    yield "No figure says whether the gold labels are right, or how other annotators would have decided."


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    r"""Write a table of Markdown.

    >>> list(markdown_table(["label", "F1"], [["a|b", ".50"]]))
    ['| label | F1 |', '| --- | --- |', '| a\\|b | .50 |']
    """
    for row in (columns, ["---"] * len(columns), *rows):
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in row)} |"


def _believed(question: Figures) -> Iterator[tuple[str, ...]]:
    for titles, found in ((SPLITS, question["splits"]), (BASELINES, question["baselines"])):
        for key, title in titles.items():
            if key in found:
                yield _row(f"{title} (flatters)" if key == "shuffled" else title, found[key])


def _row(title: str, found: Figures) -> tuple[str, ...]:
    if not known(found):
        return (title, f"no figures: {found['why']}", "", "")
    return (title, between(found["macro_f1"]), between(found["accuracy"]), f"{found['sentences']:,}")


def _labels(question: Figures, figures: Figures) -> Iterator[str]:
    columns = ("label", "precision", "recall", "F1", "sentences", "predicted")
    yield from markdown_table(columns, (_label(label, one) for label, one in figures["labels"].items()))
    yield ""
    unsaid = never_said(question)
    if unsaid:
        yield f"Never said about these sentences: {', '.join(unsaid)}."
    if figures["absent"]:
        yield f"Not among these sentences: {', '.join(figures['absent'])}."
    error = between(figures["calibration_error"], 3)
    yield f"Brier score {between(figures['brier'], 3)}, calibration error {error}."


def _label(label: str, one: Figures) -> tuple[str, ...]:
    shares = (short(one["precision"]), short(one["recall"]), between(one["f1"]))
    return (label, *shares, f"{one['support']:,}", f"{one['predicted']:,}")


def _slices(question: Figures) -> Iterator[str]:
    for key, title in SLICES.items():
        found = question["slices"].get(key)
        if isinstance(found, Mapping):
            yield from ("", f"By {title.lower()}: no figures, {ended(found['why'])}")
        elif found:
            yield ""
            rows = ((str(one["slice"]), between(one["macro_f1"]), between(one["accuracy"]), _of(one)) for one in found)
            yield from markdown_table((title.lower(), "macro-F1", "accuracy", "rests on"), rows)


def _of(one: Figures) -> str:
    return f"{count(one['sentences'], 'sentence')} of {count(one['articles'], 'article')}"
