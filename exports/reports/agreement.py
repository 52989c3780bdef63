"""Agreement as one page: how far the labels can be trusted, in words first, then in pictures and in numbers."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotation.codebook.codebook import Codebook, Question
from annotation.io.files import write_text
from exports.agreement.agreement import RELIABLE, TENTATIVE
from exports.pages.page import render
from exports.reports import agreement_text as say
from exports.statistics.formatting import Figures, reasons

if TYPE_CHECKING:
    from exports.pages.plots import Dot

LEVELS: Final = (TENTATIVE, RELIABLE)
_EACH: Final = {"percent": "Against the others", "first_half": "First half", "second_half": "Second half"}
_BLACK: Final = 0.179  # above it, black has more contrast than white
_WRITTEN: Final = 0.07  # a narrower piece of a bar has no room for its number


def write_agreement_page(path: str | Path, agreement: Figures, codebook: Codebook | None = None) -> None:
    """Write the page whole or not at all."""
    write_text(path, agreement_page(agreement, codebook))


def agreement_page(agreement: Figures, codebook: Codebook | None = None) -> str:
    """Give what `agree --json` gives as HTML that needs nothing else: for the screen, light or dark, and for paper.

    The codebook gives labels their colors and says which of them are merged.
    """
    questions = agreement["questions"]
    rows = [row for question in questions for row in _rows(question)]
    shown = [
        {"id": f"q{number}", **_question(f"q{number}", question, codebook)}
        for number, question in enumerate(questions, start=1)
    ]
    return render(
        "agreement.html.j2",
        agreement=agreement,
        summary=list(say.summary(questions)),
        cautions=list(say.cautions(agreement)),
        overview=_overview(questions),
        rows=rows,
        targets=any(row["target"] is not None for row in rows),
        questions=shown,
        spans=[{"id": f"s{at}", **_spans(one)} for at, one in enumerate(agreement["spans"], start=1)],
        reasons=reasons([[question["alpha"], question["ordinal"]] for question in questions]),
    )


def _question(name: str, question: Figures, codebook: Codebook | None) -> dict[str, Any]:
    book = codebook.question(question["question"]) if codebook else None
    merged = question["merged"]
    return {
        "all": question,
        "headline": say.agreement_headline(question),
        "verdicts": list(say.agreement_verdicts(question)),
        "pictures": _pictures(name, question),
        "colors": _colors([one["label"] for one in question["labels"]], book),
        "bars": [_bar(one) for one in question["each"]],
        "kappas": _square({tuple(pair["annotators"]): pair["kappa"] for pair in question["pairs"]}),
        "confused": _confused(question),
        "merge": dict(book.merge) if book and merged else {},
        "reasons": reasons([question[part] for part in ("labels", "pairs", "each")]),
    }


def _rows(question: Figures) -> Iterator[dict[str, Any]]:
    """Give the rows of the first table: each question, its scale's other reading, its merged labels."""
    yield _row(question["question"], question, say.decisive(question), "main")
    if question["ordinal"]:
        yield {**_row("order ignored", question, question["alpha"], "plain"), "reading": "", "wanted": ""}
    if question["merged"]:
        yield _row("merged", question["merged"], say.decisive(question["merged"]), "plain")


def _row(title: str, question: Figures, alpha: Figures, kind: str) -> dict[str, Any]:
    return {
        "title": title,
        "kind": kind,
        "alpha": alpha,
        "question": question,
        "reading": question["reading"],
        "wanted": say.target_in_words(question),
        "target": question["target"],
    }


def _overview(questions: Sequence[Figures]) -> str:
    """Draw every alpha against the usual marks and the codebook's own targets."""
    from exports.pages import plots

    rows = [(question["question"], row) for question in questions for row in _rows(question)]
    if not any(row["alpha"]["value"] is not None for _, row in rows):
        return ""
    drawn = [
        plots.Dot(
            row["title"] if row["kind"] == "main" else f"{name}, {row['title']}",
            [_known(row["alpha"])],
            row["kind"],
            row["target"] if row["wanted"] else None,
        )
        for name, row in rows
    ]
    return plots.dot_plot("overview", ["Krippendorff's alpha"], drawn, LEVELS)


def _pictures(name: str, question: Figures) -> dict[str, str]:
    """Draw what there are figures for."""
    from exports.pages import plots

    found = {}
    parts = {"labels": question, "merged": question["merged"]}
    for key, part in parts.items():
        if part and _decided(part["labels"]):
            rows = [plots.Dot(one["label"], [_known(one["alpha"])]) for one in part["labels"]]
            found[key] = plots.dot_plot(f"{name}-{key}", ["Alpha against all other labels"], rows, LEVELS)
    people = [_person(one) for one in question["each"] if one["percent"]["value"] is not None]
    if people:
        found["each"] = plots.dot_plot(f"{name}-each", list(_EACH.values()), people)
    return found


def _decided(labels: Sequence[Figures]) -> bool:
    """Whether any of the labels has an alpha."""
    return any(one["alpha"]["value"] is not None for one in labels)


def _person(one: Figures) -> "Dot":
    from exports.pages.plots import Dot

    return Dot(one["annotator"], [_known(_share(one[part])) for part in _EACH])


def _share(percent: Figures) -> dict[str, Any]:
    """Give percent as a share, as the other pictures have it."""
    ends = {end: None if percent[end] is None else percent[end] / 100 for end in ("value", "low", "high")}
    return {**percent, **ends}


def _known(figure: Figures) -> Figures | None:
    return figure if figure["value"] is not None else None


def _colors(labels: Sequence[str], question: Question | None) -> list[dict[str, str]]:
    """Give each label the codebook's color, else one of a list, and the ink that can be read on it."""
    import matplotlib as mpl
    from matplotlib.colors import to_hex, to_rgb

    own = {label.name: label.color for label in question.labels} if question else {}
    others = mpl.colormaps["tab20"]
    found = []
    for at, label in enumerate(labels):
        paint = to_rgb(own.get(label) or others(at % others.N))
        found.append({"label": label, "paint": to_hex(paint), "ink": "#000" if _light(paint) > _BLACK else "#fff"})
    return found


def _light(paint: Sequence[float]) -> float:
    """Relative luminance, as the accessibility guidelines (WCAG 2) compute contrast from it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in paint]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _bar(one: Figures) -> dict[str, Any]:
    pieces = [
        {"at": at, "label": label, "share": share, "said": f"{100 * share:.0f}" if share >= _WRITTEN else ""}
        for at, (label, share) in enumerate(one["shares"].items())
        if share
    ]
    return {"annotator": one["annotator"], "pieces": pieces}


def _square(pairs: Mapping[tuple[str, ...], Figures]) -> dict[str, Any]:
    """Give pairs as a square that can be read along rows and columns."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    both = dict(pairs) | {(other, one): figure for (one, other), figure in pairs.items()}
    return {"names": names, "cells": [[both.get((one, other)) for other in names] for one in names]}


def _confused(question: Figures) -> dict[str, Any]:
    names = [one["label"] for one in question["labels"]]
    square = _square({tuple(one["labels"]): {"pairs": one["pairs"]} for one in question["confused"]})
    at = {name: place for place, name in enumerate(square["names"])}
    cells = [[square["cells"][at[a]][at[b]] if a in at and b in at else None for b in names] for a in names]
    numbers = [[cell["pairs"] if cell else 0 for cell in row] for row in cells]
    return {
        "names": names,
        "numbers": numbers,
        "most": max((max(row) for row in numbers), default=0),
        "total": sum(map(sum, numbers)) // 2,
    }


def _spans(one: Figures) -> dict[str, Any]:
    everything = {tuple(pair["annotators"]): pair["f1"] for pair in one["pairs"] if not pair["label"]}
    return {
        "all": one,
        "words": _square(everything),
        "pairs": [pair for pair in one["pairs"] if pair["label"]],
        "reasons": reasons(one["pairs"]),
    }
