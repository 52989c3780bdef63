"""The evaluation as one page: which of the figures to believe, and everything they rest on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from exports.pages.page import render
from exports.reports import evaluation_text
from exports.reports.evaluation_text import SLICES
from exports.statistics.formatting import Figures, has_figures, reasons

if TYPE_CHECKING:
    from exports.pages.plots import DotRow

PANELS: Final = ("Macro-F1", "Accuracy")
_ROW_KINDS: Final = {"article": "main", "held out": "main", "shuffled": "flatters"}


def evaluation_page(evaluation: Figures, texts: Mapping[str, str]) -> str:
    """Give what evaluation.json holds as HTML that needs no other file: for the screen, light or dark, and paper.

    `texts` has the texts of the worst mistakes by their sentences' ids.
    """
    sections = [
        {"id": f"q{number}", "name": name, **_question_section(f"q{number}", question, texts)}
        for number, (name, question) in enumerate(evaluation["questions"].items(), start=1)
    ]
    return render("evaluation.html.j2", evaluation=evaluation, questions=sections)


def _question_section(name: str, question: Figures, texts: Mapping[str, str]) -> dict[str, Any]:
    """Give what the template shows of a question; `name` begins the ids of its pictures."""
    split = evaluation_text.main_split(question)
    rows = list(_rows(question))
    return {
        "figures": question,
        "headline": evaluation_text.evaluation_headline(question),
        "verdicts": list(evaluation_text.evaluation_verdicts(question)),
        "main": question["splits"][split] if split else None,
        "rows": rows,
        "reasons": reasons([_table_figures(question["splits"]), _table_figures(question["baselines"])]),
        "slice_reasons": reasons(question["slices"]),
        "never_predicted": evaluation_text.never_predicted(question),
        "slices": {title: question["slices"][key] for key, title in SLICES.items() if key in question["slices"]},
        "mistakes": [{**mistake, "text": texts.get(str(mistake["sentence"]))} for mistake in question["mistakes"]],
        "pictures": _pictures(name, question, rows) if split else {},
    }


def _table_figures(parts: Figures) -> list[Figures]:
    """Give the figures of splits or baselines that the first table shows."""
    shown = ("macro_f1", "accuracy")
    return [{name: figures[name] for name in shown} for figures in parts.values() if has_figures(figures)]


def _rows(question: Figures) -> Iterator[dict[str, Any]]:
    """Give the rows of the first table: the splits, then the baselines that they must be compared with."""
    for key, title in evaluation_text.SPLITS.items():
        if key in question["splits"]:
            kind = _ROW_KINDS.get(key, "plain")
            yield _row(title, question["splits"][key], kind, evaluation_text.SPLIT_POPULATIONS[key])
    for key, title in evaluation_text.BASELINES.items():
        if key in question["baselines"]:
            figures = question["baselines"][key]
            yield _row(title, figures, "guess", _baseline_description(key, figures))


def _row(title: str, figures: Figures, kind: str, about: str) -> dict[str, Any]:
    return {"title": title, "figures": figures, "kind": kind, "about": about}


def _baseline_description(key: str, figures: Figures) -> str:
    if not has_figures(figures):
        return ""
    return {
        "majority": f"always says “{figures.get('label')}”",
        "outlet": "knows the outlet and not one word of the text",
        "previous": f"{figures.get('model')}, on the same sentences",
        "ceiling": "each annotator against the majority of the others",
    }[key]


def _pictures(name: str, question: Figures, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Draw every picture that there are figures for, by what it shows."""
    from exports.pages import plots

    labels = next(row["figures"]["labels"] for row in rows if row["kind"] == "main" and has_figures(row["figures"]))
    label_rows = [plots.DotRow(label, [figures["f1"]]) for label, figures in labels.items()]
    pictures = {
        "overview": plots.dot_plot(f"{name}-overview", PANELS, [_dot_row(row) for row in rows]),
        "labels": plots.dot_plot(f"{name}-labels", ["F1"], label_rows),
    }
    curves = {
        "reliability": plots.reliability_plot,
        "coverage": plots.coverage_plot,
        "learning_curve": plots.learning_curve_plot,
    }
    for key, plot in curves.items():
        points = question.get(key)
        if points and not isinstance(points, Mapping):
            pictures[key] = plot(f"{name}-{key}", points)
    for key, title in SLICES.items():
        slices = question["slices"].get(key)
        if slices and not isinstance(slices, Mapping):
            slice_rows = [plots.DotRow(str(part["slice"]), [part["macro_f1"], part["accuracy"]]) for part in slices]
            pictures[title] = plots.dot_plot(f"{name}-{key}", PANELS, slice_rows)
    return pictures


def _dot_row(row: Mapping[str, Any]) -> "DotRow":
    from exports.pages.plots import DotRow

    figures = row["figures"]
    values = [figures.get("macro_f1"), figures.get("accuracy")] if has_figures(figures) else [None, None]
    return DotRow(row["title"] + (" (flatters)" if row["kind"] == "flatters" else ""), values, row["kind"])
