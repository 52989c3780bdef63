"""Agreement as one page: how far the labels can be trusted, in words first, then in pictures and in numbers."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict

from annotation.codebook.codebook import Codebook, Question
from annotation.io.files import write_text
from exports.agreement.agreement import RELIABLE, TENTATIVE
from exports.agreement.report import AgreementRecord, AnnotatorRecord, EstimateRecord, QuestionRecord, SpanRecord
from exports.pages.page import render
from exports.reports import agreement_text
from exports.statistics.formatting import reasons

if TYPE_CHECKING:
    from exports.pages.plots import DotRow

THRESHOLDS: Final = (TENTATIVE, RELIABLE)
_PANELS: Final = {"percent": "Against the others", "first_half": "First half", "second_half": "Second half"}
_BLACK_TEXT_LUMINANCE: Final = 0.179  # on colors with a higher relative luminance, black has more contrast than white
_SMALLEST_NUMBERED_SHARE: Final = 0.07  # a narrower piece of a bar has no room for its number


class _Row(TypedDict):
    """A row of the first table: an alpha, with the question or merged question that it belongs to."""

    title: str
    kind: str  # main or plain
    alpha: EstimateRecord
    question: QuestionRecord
    reading: str
    target: float | None
    target_text: str


def write_agreement_page(path: str | Path, agreement: AgreementRecord, codebook: Codebook | None = None) -> None:
    """Write the page whole or not at all."""
    write_text(path, agreement_page(agreement, codebook))


def agreement_page(agreement: AgreementRecord, codebook: Codebook | None = None) -> str:
    """Give what `agree --json` writes as HTML that needs no other file: for the screen, light or dark, and for paper.

    The codebook gives labels their colors and says which of them are merged.
    """
    questions = agreement["questions"]
    rows = [row for question in questions for row in _rows(question)]
    return render(
        "agreement.html.j2",
        agreement=agreement,
        summary=list(agreement_text.summary(questions)),
        cautions=list(agreement_text.cautions(agreement)),
        overview=_overview(questions),
        rows=rows,
        targets=any(row["target"] is not None for row in rows),
        questions=[
            {"id": f"q{number}", **_question_section(f"q{number}", question, codebook)}
            for number, question in enumerate(questions, start=1)
        ],
        spans=[
            {"id": f"s{number}", **_span_section(question)}
            for number, question in enumerate(agreement["spans"], start=1)
        ],
        reasons=reasons([[question["alpha"], question["ordinal"]] for question in questions]),
    )


def _question_section(name: str, question: QuestionRecord, codebook: Codebook | None) -> dict[str, Any]:
    """Give what the template shows of a question; `name` begins the ids of its pictures."""
    asked = codebook.question(question["question"]) if codebook else None
    merge = dict(asked.merge) if asked and question["merged"] else {}
    return {
        "figures": question,
        "headline": agreement_text.agreement_headline(question),
        "verdicts": list(agreement_text.agreement_verdicts(question)),
        "pictures": _pictures(name, question),
        "colors": _label_colors([label["label"] for label in question["labels"]], asked),
        "bars": [_share_bar(annotator) for annotator in question["each"]],
        "kappas": _square({tuple(pair["annotators"]): pair["kappa"] for pair in question["pairs"]}),
        "confused": _confusion(question),
        "merge": merge,
        "reasons": reasons([question["labels"], question["pairs"], question["each"]]),
    }


def _rows(question: QuestionRecord) -> Iterator[_Row]:
    """Give the rows of the first table: a question, the same with its labels' order ignored, and its merged labels."""
    yield _row(question["question"], question, agreement_text.decisive_alpha(question), "main")
    if question["ordinal"]:
        yield {**_row("order ignored", question, question["alpha"], "plain"), "reading": "", "target_text": ""}
    if question["merged"]:
        yield _row("merged", question["merged"], agreement_text.decisive_alpha(question["merged"]), "plain")


def _row(title: str, question: QuestionRecord, alpha: EstimateRecord, kind: str) -> _Row:
    return {
        "title": title,
        "kind": kind,
        "alpha": alpha,
        "question": question,
        "reading": question["reading"],
        "target_text": agreement_text.target_in_words(question),
        "target": question["target"],
    }


def _overview(questions: Sequence[QuestionRecord]) -> str:
    """Draw every alpha beside the usual thresholds and the codebook's own targets; empty where there is no alpha."""
    from exports.pages import plots

    rows = [(question["question"], row) for question in questions for row in _rows(question)]
    if not any(row["alpha"]["value"] is not None for _, row in rows):
        return ""
    dot_rows = [
        plots.DotRow(
            row["title"] if row["kind"] == "main" else f"{name}, {row['title']}",
            [_if_computed(row["alpha"])],
            row["kind"],
            row["target"] if row["target_text"] else None,
        )
        for name, row in rows
    ]
    return plots.dot_plot("overview", ["Krippendorff's alpha"], dot_rows, THRESHOLDS)


def _pictures(name: str, question: QuestionRecord) -> dict[str, str]:
    """Draw every picture that there are figures for, by what it shows."""
    from exports.pages import plots

    pictures = {}
    parts = {"labels": question, "merged": question["merged"]}
    for key, part in parts.items():
        if part and any(label["alpha"]["value"] is not None for label in part["labels"]):
            rows = [plots.DotRow(label["label"], [_if_computed(label["alpha"])]) for label in part["labels"]]
            pictures[key] = plots.dot_plot(f"{name}-{key}", ["Alpha against all other labels"], rows, THRESHOLDS)
    annotators = [_annotator_row(each) for each in question["each"] if each["percent"]["value"] is not None]
    if annotators:
        pictures["each"] = plots.dot_plot(f"{name}-each", list(_PANELS.values()), annotators)
    return pictures


def _annotator_row(annotator: AnnotatorRecord) -> "DotRow":
    from exports.pages.plots import DotRow

    percents = (annotator["percent"], annotator["first_half"], annotator["second_half"])  # in the order of _PANELS
    return DotRow(annotator["annotator"], [_if_computed(_as_share(percent)) for percent in percents])


def _as_share(percent: EstimateRecord) -> EstimateRecord:
    """Divide an estimate in percent by 100, since the pictures' axes show shares."""
    value, low, high = (
        None if number is None else number / 100 for number in (percent["value"], percent["low"], percent["high"])
    )
    return {**percent, "value": value, "low": low, "high": high}


def _if_computed(figure: EstimateRecord) -> EstimateRecord | None:
    return figure if figure["value"] is not None else None


def _label_colors(labels: Sequence[str], question: Question | None) -> list[dict[str, str]]:
    """Give each label the codebook's color, else one of a list, and the ink, black or white, that is readable on it."""
    import matplotlib as mpl
    from matplotlib.colors import to_hex, to_rgb

    codebook_colors = {label.name: label.color for label in question.labels} if question else {}
    palette = mpl.colormaps["tab20"]
    colors = []
    for index, label in enumerate(labels):
        paint = to_rgb(codebook_colors.get(label) or palette(index % palette.N))
        ink = "#000" if _relative_luminance(paint) > _BLACK_TEXT_LUMINANCE else "#fff"
        colors.append({"label": label, "paint": to_hex(paint), "ink": ink})
    return colors


def _relative_luminance(paint: Sequence[float]) -> float:
    """Give the luminance of a color (red, green, blue from 0 to 1) as WCAG 2 computes contrast from it."""
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in paint]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _share_bar(annotator: AnnotatorRecord) -> dict[str, Any]:
    """Give the pieces of the bar that shows how often an annotator gives each label."""
    pieces = [
        {
            "color_index": index,
            "label": label,
            "share": share,
            "number": f"{100 * share:.0f}" if share >= _SMALLEST_NUMBERED_SHARE else "",
        }
        for index, (label, share) in enumerate(annotator["shares"].items())
        if share
    ]
    return {"annotator": annotator["annotator"], "pieces": pieces}


def _square(pairs: Mapping[tuple[str, ...], EstimateRecord]) -> dict[str, Any]:
    """Give the figures of pairs as a square table, with each figure in both directions and None on the diagonal."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    both_directions = dict(pairs) | {(second, first): figure for (first, second), figure in pairs.items()}
    cells = [[both_directions.get((row, column)) for column in names] for row in names]
    return {"names": names, "cells": cells}


def _confusion(question: QuestionRecord) -> dict[str, Any]:
    """Give the numbers of pairs of differing answers as a square table over all labels."""
    numbers = {}
    for confused in question["confused"]:
        first, second = confused["labels"]
        numbers[first, second] = numbers[second, first] = confused["pairs"]
    names = [label["label"] for label in question["labels"]]
    table = [[numbers.get((row, column), 0) for column in names] for row in names]
    return {
        "names": names,
        "numbers": table,
        "largest": max((max(row) for row in table), default=0),
        "total": sum(map(sum, table)) // 2,
    }


def _span_section(question: SpanRecord) -> dict[str, Any]:
    """Give what the template shows of a question that marks spans."""
    all_labels = {tuple(pair["annotators"]): pair["f1"] for pair in question["pairs"] if not pair["label"]}
    return {
        "figures": question,
        "words": _square(all_labels),
        "pairs": [pair for pair in question["pairs"] if pair["label"]],
        "reasons": reasons(question["pairs"]),
    }
