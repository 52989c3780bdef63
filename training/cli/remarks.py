"""What to know besides a model's figures before they are believed."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotation.io.console import plural
from training.models.card import Card, QuestionCard


def training_remarks(card: Card, evaluation: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Say what a researcher should know about a trained model besides its figures, one remark at a time."""
    for question in card.questions:
        remarks = list(_question_remarks(question, card))
        if evaluation:
            remarks += evaluation_remarks(evaluation["questions"][question.name])
        yield from (f"{question.name}: {text}" for text in remarks)


def prelabeler_remarks(card: Card) -> Iterator[str]:
    """Say for which questions nobody can say how often the model's pre-labels are right."""
    for question in card.questions:
        if question.why_no_figures:
            yield (
                f"{question.name}: nobody knows how often this model is right ({question.why_no_figures}); people "
                "follow what they are shown, so label more before you show its labels"
            )


def evaluation_remarks(question: Mapping[str, Any]) -> Iterator[str]:
    """Say what must be known about a question's figures in an evaluation before they are believed."""
    judged_on = question.get("judged_on", {})
    if "warning" in judged_on:
        yield judged_on["warning"]
    if judged_on.get("which") in ("audit", "blind"):
        yield f"judged on {judged_on['why']}"
    by_label = question.get("splits", {}).get("held out", {}).get("labels", {})
    absent = [label for label in question["labels"] if label not in by_label] if by_label else []
    if absent:
        yield f"no sentence here is {' or '.join(absent)}, so macro-F1 is over the other labels"
    if "why" in question.get("duplicates", {}):
        yield question["duplicates"]["why"]


def _question_remarks(question: QuestionCard, card: Card) -> Iterator[str]:
    if question.about_target and not card.codebook:
        yield (
            "taken to be about the target, since the rows have one: its mentions are masked, and a sentence without "
            "a target gets no answer (a codebook, with --codebook, says which questions are about the target)"
        )
    for why, number in question.left_out.items():
        yield f"{plural(number, 'sentence')} left out: {why}"
    yield from _sampling_remarks(question)
    for label, number in question.counts.items():
        if number < 2:
            yield f"{label!r} has {plural(number, 'sentence')}: too few to be learned, its figures mean nothing"
    if question.why_no_figures:
        yield f"no figures, {question.why_no_figures}"
    if question.threshold is None:
        reason = (
            "without figures nobody knows when it is right often enough"
            if question.why_no_figures
            else f"no probability is sure to keep a precision of {card.settings['precision']}"
        )
        yield f"{reason}, so score leaves it empty (score --no-abstain fills it)"


def _sampling_remarks(question: QuestionCard) -> Iterator[str]:
    """Say what follows from how the sentences were chosen."""
    if not question.with_article:
        yield "not every sentence names its article; those that don't count as their own, so figures may flatter"
    if question.whole_articles is False:
        yield (
            "these sentences were selected, or lack the positions that would show them to be whole articles; whole "
            "articles hold more sentences of some labels, mostly of those that say nothing, and figures are lower there"
        )
