"""The evaluation as one page: which of the figures to believe, and everything they rest on."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotation.io.files import write_text
from exports.pages.page import render
from exports.reports import evaluation_text as words
from exports.reports.evaluation_text import SLICES
from exports.statistics.formatting import Figures, has_figures, reasons

if TYPE_CHECKING:
    from exports.pages.plots import Dot

PANELS: Final = ("Macro-F1", "Accuracy")
_KINDS: Final = {"article": "main", "held out": "main", "shuffled": "flatters"}


def write_evaluation_page(path: str | Path, evaluation: Figures, texts: Mapping[str, str]) -> None:
    """Write the page whole or not at all; `texts` has the sentences of the worst mistakes by their ids."""
    write_text(path, evaluation_page(evaluation, texts))


def evaluation_page(evaluation: Figures, texts: Mapping[str, str]) -> str:
    """Give an evaluation as HTML that needs nothing else: for the screen, light or dark, and for paper."""
    shown = [
        {"id": f"q{number}", "name": name, **_question(f"q{number}", question, texts)}
        for number, (name, question) in enumerate(evaluation["questions"].items(), start=1)
    ]
    return render("evaluation.html.j2", evaluation=evaluation, questions=shown)


def _question(name: str, question: Figures, texts: Mapping[str, str]) -> dict[str, Any]:
    split = words.main_split(question)
    rows = list(_believed(question))
    return {
        "all": question,
        "headline": words.evaluation_headline(question),
        "verdicts": list(words.evaluation_verdicts(question)),
        "main": question["splits"][split] if split else None,
        "rows": rows,
        "reasons": reasons([question["splits"], question["baselines"]]),
        "slice_reasons": reasons(question["slices"]),
        "never_said": words.never_predicted(question),
        "slices": {title: question["slices"][key] for key, title in SLICES.items() if key in question["slices"]},
        "mistakes": [{**one, "text": texts.get(str(one["sentence"]))} for one in question["mistakes"]],
        "pictures": _pictures(name, question, rows) if split else {},
    }


def _believed(question: Figures) -> Iterator[dict[str, Any]]:
    """Give the rows of the table that everything hangs on: splits first, then what they must be held against."""
    for key, title in words.SPLITS.items():
        if key in question["splits"]:
            yield _row(title, question["splits"][key], _KINDS.get(key, "plain"), words.ABOUT[key])
    for key, title in words.BASELINES.items():
        if key in question["baselines"]:
            found = question["baselines"][key]
            yield _row(title, found, "guess", _baseline(key, found))


def _row(title: str, found: Figures, kind: str, about: str) -> dict[str, Any]:
    return {"title": title, "figures": found, "kind": kind, "about": about}


def _baseline(key: str, found: Figures) -> str:
    if not has_figures(found):
        return ""
    return {
        "majority": f"always says “{found.get('label')}”",
        "outlet": "knows the outlet and not one word of the text",
        "previous": f"{found.get('model')}, on the same sentences",
        "ceiling": "each annotator against the majority of the others",
    }[key]


def _pictures(name: str, question: Figures, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Draw what there are figures for."""
    from exports.pages import plots

    labels = next(row["figures"]["labels"] for row in rows if row["kind"] == "main" and has_figures(row["figures"]))
    found = {
        "believed": plots.dot_plot(f"{name}-believed", PANELS, [_dot(row) for row in rows]),
        "labels": plots.dot_plot(
            f"{name}-labels", ["F1"], [plots.Dot(each, [one["f1"]]) for each, one in labels.items()]
        ),
    }
    for key in ("reliability", "coverage", "learning_curve"):
        if question.get(key) and not isinstance(question[key], Mapping):
            found[key] = getattr(plots, f"{key}_plot")(f"{name}-{key}", question[key])
    for key, title in SLICES.items():
        slices = question["slices"].get(key)
        if slices and not isinstance(slices, Mapping):
            each = [plots.Dot(str(one["slice"]), [one["macro_f1"], one["accuracy"]]) for one in slices]
            found[title] = plots.dot_plot(f"{name}-{key}", PANELS, each)
    return found


def _dot(row: Mapping[str, Any]) -> "Dot":
    from exports.pages.plots import Dot

    figures = row["figures"]
    both = [figures.get("macro_f1"), figures.get("accuracy")] if has_figures(figures) else [None, None]
    return Dot(row["title"] + (" (flatters)" if row["kind"] == "flatters" else ""), both, row["kind"])
