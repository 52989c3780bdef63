"""The figures of a model card: a question's evaluation as Markdown, each with its interval or the reason for none."""

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
    decimal,
    has_figures,
    reasons,
    with_full_stop,
    with_interval,
)


def figure_lines(question: Figures) -> Iterator[str]:
    """Write what an evaluation says about one question."""
    yield f"**{evaluation_headline(question)}**"
    split = main_split(question)
    if split:
        yield f"Rests on {sample_in_words(question['splits'][split])}. Judged on {with_full_stop(question['judged_on']['why'])}"
    if question["judged_on"].get("warning"):
        yield from ("", f"**{with_full_stop(question['judged_on']['warning'])}**")
    yield ""
    yield from (f"- {verdict}" for verdict in evaluation_verdicts(question))
    yield ""
    yield from markdown_table(("judged", "macro-F1", "accuracy", "sentences"), _believed(question))
    if split:
        yield from ("", f"Each label, {SPLITS[split].lower()}:", "")
        yield from _labels(question, question["splits"][split])
    yield from _slices(question)
    if question.get("learning"):
        yield from ("", as_sentence(question["learning"]))
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
    if not has_figures(found):
        return (title, f"no figures: {found['why']}", "", "")
    return (title, with_interval(found["macro_f1"]), with_interval(found["accuracy"]), f"{found['sentences']:,}")


def _labels(question: Figures, figures: Figures) -> Iterator[str]:
    columns = ("label", "precision", "recall", "F1", "sentences", "predicted")
    yield from markdown_table(columns, (_label(label, one) for label, one in figures["labels"].items()))
    yield ""
    unsaid = never_predicted(question)
    if unsaid:
        yield f"Never said about these sentences: {', '.join(unsaid)}."
    if figures["absent"]:
        yield f"Not among these sentences: {', '.join(figures['absent'])}."
    error = with_interval(figures["calibration_error"], 3)
    yield f"Brier score {with_interval(figures['brier'], 3)}, calibration error {error}."


def _label(label: str, one: Figures) -> tuple[str, ...]:
    shares = (decimal(one["precision"]), decimal(one["recall"]), with_interval(one["f1"]))
    return (label, *shares, f"{one['support']:,}", f"{one['predicted']:,}")


def _slices(question: Figures) -> Iterator[str]:
    for key, title in SLICES.items():
        found = question["slices"].get(key)
        if isinstance(found, Mapping):
            yield from ("", f"By {title.lower()}: no figures, {with_full_stop(found['why'])}")
        elif found:
            yield ""
            rows = (
                (str(one["slice"]), with_interval(one["macro_f1"]), with_interval(one["accuracy"]), _of(one))
                for one in found
            )
            yield from markdown_table((title.lower(), "macro-F1", "accuracy", "rests on"), rows)


def _of(one: Figures) -> str:
    return f"{plural(one['sentences'], 'sentence')} of {plural(one['articles'], 'article')}"
