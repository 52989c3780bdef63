"""A model's figures as a small table for people, each with what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.models.card import Card, QuestionCard
from training.models.card_markdown import abstaining, groups


def shown(card: Card, evaluation: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Give the lines that train prints about a model."""
    from training.cli.tables import shown_splits

    for question in card.questions:
        yield f"{question.name}: {question.rows:,} sentences of {groups(question)}"
        if question.figures is None:
            yield f"  no figures: {question.why_no_figures}"
        else:
            yield from (f"  {line}" for line in aligned(list(_figures(question))))
            yield f"  {abstaining(question)}"
        if evaluation:
            yield from (f"  {line}" for line in shown_splits(evaluation["questions"][question.name]))


def headline(question: QuestionCard) -> str:
    """Give the one figure that stands for a question, with what it rests on."""
    if question.figures is None:
        return f"{question.name} no figures ({question.rows:,} sentences)"
    return f"{question.name} macro-F1 {question.figures['macro_f1']:.3f} ({question.rows:,} sentences)"


def aligned(rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Put cells under each other: the first columns stand left, the others right.

    >>> aligned([["label", "F1"], ["no", "0.500"]])
    ['label     F1', 'no     0.500']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


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
