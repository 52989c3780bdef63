"""Training: labeled rows in, a card with honest figures and one pipeline per question out."""

import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from annotation.codebook import Codebook, Condition
from annotation.console import count, progress
from annotation.errors import DataError
from annotation.tables import Row
from training import evaluate, model
from training.card import Card, QuestionCard
from training.dataset import Examples, examples
from training.features import RECIPE

PRECISION: Final = 0.8
_PACKAGES: Final = ("newsstance", "scikit-learn", "numpy", "scipy", "joblib")


@dataclass(frozen=True)
class Trained:
    """What training gives: the card, and the pipelines it describes."""

    card: Card
    pipelines: dict[str, Any]


def train(
    rows: Sequence[Row],
    questions: Iterable[str],
    codebook: Codebook | None = None,
    *,
    seed: int = 0,
    precision: float = PRECISION,
    source: str = "",
    created: str = "",
) -> Trained:
    """Learn to answer questions from labeled rows; a question asked only after another one needs that one too."""
    learned = [examples(rows, question, codebook) for question in questions]
    for one in learned:
        _check_enough(one)
    cards, pipelines = [], {}
    for one in progress(learned, "training"):
        about, pipelines[one.question] = _question(one, codebook, seed, precision)
        cards.append(about)
    told = {"name": codebook.name, "version": codebook.version, "digest": codebook.digest} if codebook else None
    card = Card(
        questions=tuple(cards),
        codebook=told,
        data={"source": source, "rows": len(rows)},
        seed=seed,
        settings={"features": RECIPE, "strength": model.STRENGTH, "precision": precision, "few": model.FEW},
        versions={"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        created=created,
    )
    return Trained(card, pipelines)


def remarks(card: Card) -> Iterator[str]:
    """Say what a researcher should know about a trained model besides its figures."""
    for question in card.questions:
        yield from (f"{question.name}: {told}" for told in _about(question, card))


def _about(question: QuestionCard, card: Card) -> Iterator[str]:
    if question.about_target and not card.codebook:
        yield (
            "taken to be about the target, since the rows have one: its mentions are masked, and a sentence without "
            "a target gets no answer (a codebook, with --codebook, says which questions are about the target)"
        )
    for why, number in question.left_out.items():
        yield f"{count(number, 'sentence')} left out: {why}"
    if not question.with_article:
        yield "not every sentence names its article; those that don't count as their own, so figures may flatter"
    for label, number in question.counts.items():
        if number < 2:
            yield f"{label!r} has {count(number, 'sentence')}: too few to be learned, its figures mean nothing"
    if question.why_no_figures:
        yield f"no figures, {question.why_no_figures}"
    if question.threshold is None:
        precision = card.settings["precision"]
        yield f"a precision of {precision} is never reached, so score leaves it empty (score --no-abstain fills it)"


def _check_enough(one: Examples) -> None:
    seen = sorted(set(one.answers))
    if len(seen) == 1:
        only = f"all {len(one.answers)} sentences" if len(one.answers) > 1 else "the only sentence"
        raise DataError(
            f"{one.question!r} is {seen[0]!r} for {only}: a model needs at least two different labels "
            "to tell apart; label more, or leave the question out (--question names those to train)"
        )


def _question(one: Examples, codebook: Codebook | None, seed: int, precision: float) -> tuple[QuestionCard, Any]:
    pipeline = model.fit(one.passages, one.answers, about_target=one.about_target, seed=seed)
    figures = _figures(one, seed, precision)
    model.temper(pipeline, figures["temperature"])
    counts = Counter(one.answers)
    card = QuestionCard(
        name=one.question,
        labels=one.labels,
        never=one.never,
        about_target=one.about_target,
        only_if=_condition(one.question, codebook),
        rows=len(one.answers),
        articles=len(set(one.groups)),
        with_article=one.with_article,
        counts={label: counts[label] for label in one.labels},
        left_out=one.left_out,
        digest=one.digest,
        **figures,
    )
    return card, pipeline


def _figures(one: Examples, seed: int, precision: float) -> dict[str, Any]:
    """Cross-validate: figures, the temperature that makes chances honest, and when to abstain."""
    found, folds = evaluate.out_of_fold(one, seed)
    if not folds:
        none = {"temperature": 1.0, "threshold": None, "accepted": None, "folds": 0, "figures": None}
        return {**none, "why_no_figures": _why_none(one)}
    degrees = model.temperature(found, one.answers, one.labels)
    honest = model.tempered(found, degrees)
    best = honest.max(axis=1)
    right = np.array(evaluate.best_labels(honest, one.labels)) == np.array(one.answers)
    least = evaluate.threshold(best, right, precision)
    return {
        "temperature": degrees,
        "threshold": least,
        "accepted": evaluate.accepted(best, right, least),
        "folds": folds,
        "figures": evaluate.figures(one, honest),
    }


def _why_none(one: Examples) -> str:
    if len(set(one.groups)) == 1:
        return f"all {count(len(one.answers), 'sentence')} are of one article: label sentences of more articles"
    return (
        f"{count(len(one.answers), 'sentence')} of {_groups(one)} can't be split so that both sides have two labels: "
        "label more sentences"
    )


def _groups(one: Examples) -> str:
    """Say how many articles the examples come from."""
    return count(len(set(one.groups)), "article" if one.with_article else "group")


def _condition(question: str, codebook: Codebook | None) -> Condition | None:
    return codebook.question(question).only_if if codebook else None
