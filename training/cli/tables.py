"""A model, an evaluation and a comparison as tables of text: the figure to believe beside those that flatter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from annotation.io.console import plural
from exports.statistics.formatting import interval_ends, reasons
from exports.terminal.table import table_lines
from training.models.card import Card, CardFigures
from training.models.card_markdown import abstention_text, articles_text, label_rows

if TYPE_CHECKING:
    from training.persistence.shelf import ShelfEntry

Figures = Mapping[str, Any]  # a part of evaluation.json
_SPLIT_TITLES: Final = {
    "article": "by article",
    "outlet": "by outlet",
    "time": "by time",
    "shuffled": "shuffled (flatters)",
    "held out": "held out",
}
_BASELINE_TITLES: Final = {
    "majority": "always the most frequent",
    "outlet": "outlet only",
    "previous": "previous model",
    "ceiling": "annotators (ceiling)",
}


def evaluation_lines(evaluation: Figures) -> Iterator[str]:
    """Give the lines that `evaluate` prints."""
    for name, question in evaluation["questions"].items():
        yield f"{name}: judged on {question['judged_on']['why']}"
        yield from (f"  {line}" for line in split_lines(question))
        yield from (f"  {line}" for line in share_lines(question))


def share_lines(question: Figures) -> list[str]:
    """Give a table of how far the labels' shares are off in an article; nothing where there are no whole articles."""
    shares = question["article_shares"]
    if "why" in shares:
        return []
    title = f"shares in {plural(shares['articles'], 'article')}"
    header = [title, "true", "off by", "95 %", f"if all were {shares['most_frequent']}", "AUC"]
    rows = [
        [
            label,
            f"{figures['share']:.3f}",
            f"{figures['error']['value']:.3f}",
            interval_ends(figures["error"]["low"], figures["error"]["high"], "{:.3f}".format),
            f"{figures['constant_error']:.3f}",
            "-" if figures["auc"] is None else f"{figures['auc']:.3f}",
        ]
        for label, figures in shares["labels"].items()
    ]
    return ["", *table_lines([header, *rows])]


def split_lines(question: Figures) -> list[str]:
    """Give a table of a question's splits and baselines, then a line for each that has no figures."""
    rows = [(_SPLIT_TITLES[name], figures) for name, figures in question["splits"].items()]
    rows += [(_BASELINE_TITLES[name], figures) for name, figures in question["baselines"].items()]
    header = ["", "macro-F1", "95 %", "accuracy", "95 %", "calibration error", "sentences", "articles"]
    judged = [(title, figures) for title, figures in rows if "why" not in figures]
    lines = table_lines([header, *[_cells(title, figures) for title, figures in judged]])
    missing = reasons([{name: figures[name] for name in ("macro_f1", "accuracy")} for _, figures in judged])
    if missing:
        lines.append(f"no verdict without an interval: {'; '.join(missing)}")
    return lines + [f"{title}: {figures['why']}" for title, figures in rows if "why" in figures]


def comparison_lines(comparison: Figures) -> Iterator[str]:
    """Give the lines that `compare` prints."""
    for name, question in comparison["questions"].items():
        yield f"{name}: {question['verdict']}"
        rows = [[comparison[side], *_macro_f1_and_accuracy(question[side])] for side in ("a", "b")]
        header = ["", "macro-F1", "95 %", "accuracy", "95 %"]
        yield from (f"  {line}" for line in table_lines([header, *rows]))
        articles = f" of {plural(question['articles'], 'article')}" if question["resampled"] == "articles" else ""
        yield f"  judged on {plural(question['sentences'], 'sentence')}{articles}"


def model_lines(card: Card, evaluation: Figures | None = None) -> Iterator[str]:
    """Give the lines that `train` prints about a model."""
    for question in card.questions:
        yield f"{question.name}: {question.rows:,} sentences of {articles_text(question)}"
        if question.figures is None:
            yield f"  no figures: {question.why_no_figures}"
        else:
            yield from (f"  {line}" for line in table_lines(list(_card_rows(question.figures))))
            yield f"  {abstention_text(question)}"
        if evaluation:
            figures = evaluation["questions"][question.name]
            yield from (f"  {line}" for line in (*split_lines(figures), *share_lines(figures)))


def shelf_lines(entries: "Sequence[ShelfEntry]") -> list[str]:
    """Give the lines that `models list` prints, one per model after a header."""
    header = ("model", "figures", "rows", "trusted")
    rows = [(entry["model"], entry["figures"], str(entry["rows"]), entry["trusted"]) for entry in entries]
    return table_lines([header, *rows], (0, 1))


def _cells(title: str, figures: Figures) -> list[str]:
    error = figures.get("calibration_error")
    return [
        title,
        *_macro_f1_and_accuracy(figures),
        f"{error['value']:.3f}" if error else "",
        f"{figures['sentences']:,}",
        f"{figures['articles']:,}",
    ]


def _macro_f1_and_accuracy(figures: Figures) -> list[str]:
    return [cell for name in ("macro_f1", "accuracy") for cell in _value_and_ends(figures[name])]


def _value_and_ends(estimate: Figures) -> tuple[str, str]:
    """Give an estimate's value, and the ends of its interval where there is one."""
    ends = "" if estimate["low"] is None else interval_ends(estimate["low"], estimate["high"], "{:.3f}".format)
    return f"{estimate['value']:.3f}", ends


def _card_rows(figures: CardFigures) -> Iterator[Sequence[str]]:
    majority = figures["majority"]
    yield ["", "precision", "recall", "F1", "accuracy", "sentences", "articles"]
    sample = [f"{figures['sentences']:,}", f"{figures['articles']:,}"]
    yield ["all (macro-F1)", "", "", f"{figures['macro_f1']:.3f}", f"{figures['accuracy']:.3f}", *sample]
    always = f"always {majority['label']}"
    yield [always, "", "", f"{majority['macro_f1']:.3f}", f"{majority['accuracy']:.3f}", *sample]
    for label, precision, recall, f1, *label_sample in label_rows(figures):
        yield [label, precision, recall, f1, "", *label_sample]
