"""The figures of a model card: a question's evaluation as Markdown, with intervals or the reasons for having none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotation.io.console import plural
from exports.reports.evaluation_text import (
    BASELINES,
    SLICES,
    SPLITS,
    evaluation_headline,
    evaluation_verdicts,
    main_split,
    never_predicted,
    sample_in_words,
)
from exports.statistics.formatting import (
    Figures,
    as_sentence,
    calibration_in_words,
    decimal,
    has_figures,
    reasons,
    with_full_stop,
    with_interval,
)


def figure_lines(question: Figures) -> Iterator[str]:
    """Write what an evaluation says about one question, as lines of Markdown."""
    yield f"**{evaluation_headline(question)}**"
    judged_on, split = question["judged_on"], main_split(question)
    if split:
        sample = sample_in_words(question["splits"][split])
        yield f"Rests on {sample}. Judged on {with_full_stop(judged_on['why'])}"
    if judged_on.get("warning"):
        yield from ("", f"**{with_full_stop(judged_on['warning'])}**")
    yield ""
    yield from (f"- {verdict}" for verdict in evaluation_verdicts(question))
    yield ""
    yield from markdown_table(("judged", "macro-F1", "accuracy", "sentences"), _split_rows(question))
    if split:
        yield from ("", f"Each label, {SPLITS[split].lower()}:", "")
        yield from _label_lines(question, question["splits"][split])
    yield from _slice_lines(question)
    if question.get("learning"):
        yield from ("", as_sentence(question["learning"]))
    missing = reasons(question)
    if missing:
        yield from ("", f"Without an interval: {'; '.join(missing)}.")


def limit_lines(evaluation: Mapping[str, Any] | None) -> Iterator[str]:
    """Say what the figures of an evaluation do not show, as lines of Markdown."""
    if evaluation is None or evaluation["kind"] == "cross-validated":
        yield "Figures come from cross-validation on the training data: articles are never on both sides, but outlets"
        yield "and years are, so expect less on new ones. One temperature per question was fitted on the same answers."
    else:
        yield "Figures come from sentences the model didn't learn from."
    yield "No figure says whether the gold labels are right, or how other annotators would have decided."


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    r"""Write a table of Markdown, one line per row.

    >>> list(markdown_table(["label", "F1"], [["a|b", ".50"]]))
    ['| label | F1 |', '| --- | --- |', '| a\\|b | .50 |']
    """
    for row in (columns, ["---"] * len(columns), *rows):
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in row)} |"


def _split_rows(question: Figures) -> Iterator[tuple[str, ...]]:
    """Give a row for each split, then a row for each baseline."""
    for titles, figures_by_name in ((SPLITS, question["splits"]), (BASELINES, question["baselines"])):
        for name, title in titles.items():
            if name in figures_by_name:
                yield _figure_row(f"{title} (flatters)" if name == "shuffled" else title, figures_by_name[name])


def _figure_row(title: str, figures: Figures) -> tuple[str, ...]:
    if not has_figures(figures):
        return (title, f"no figures: {figures['why']}", "", "")
    return (title, with_interval(figures["macro_f1"]), with_interval(figures["accuracy"]), f"{figures['sentences']:,}")


def _label_lines(question: Figures, figures: Figures) -> Iterator[str]:
    columns = ("label", "precision", "recall", "F1", "sentences", "predicted")
    yield from markdown_table(columns, (_label_row(label, part) for label, part in figures["labels"].items()))
    yield ""
    unpredicted = never_predicted(question)
    if unpredicted:
        yield f"Never predicted for these sentences: {', '.join(unpredicted)}."
    if figures["absent"]:
        yield f"Not among these sentences: {', '.join(figures['absent'])}."
    error = calibration_in_words(figures["calibration_error"])
    yield f"Brier score {with_interval(figures['brier'], 3)}, calibration error {error}."


def _label_row(label: str, figures: Figures) -> tuple[str, ...]:
    shares = (decimal(figures["precision"]), decimal(figures["recall"]), with_interval(figures["f1"]))
    return (label, *shares, f"{figures['support']:,}", f"{figures['predicted']:,}")


def _slice_lines(question: Figures) -> Iterator[str]:
    for name, title in SLICES.items():
        slices = question["slices"].get(name)
        if isinstance(slices, Mapping):
            yield from ("", f"By {title.lower()}: no figures, {with_full_stop(slices['why'])}")
        elif slices:
            yield ""
            columns = (title.lower(), "macro-F1", "accuracy", "rests on")
            yield from markdown_table(columns, map(_slice_row, slices))


def _slice_row(figures: Figures) -> tuple[str, ...]:
    shares = (with_interval(figures["macro_f1"]), with_interval(figures["accuracy"]))
    sample = f"{plural(figures['sentences'], 'sentence')} of {plural(figures['articles'], 'article')}"
    return (str(figures["slice"]), *shares, sample)
