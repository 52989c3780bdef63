"""Whether a card says what scoring rests on: a model may come from anybody."""

import math
from collections.abc import Iterator
from typing import Any

from annotation.errors import ModelError
from training.models.card import Card, QuestionCard, duplicate_columns


def check_card(card: Card, where: str) -> None:
    """Refuse a card that says too little to score or to be listed, or what can't be."""
    wrong = list(_problems(card))
    if wrong:
        raise ModelError(f"{where} is not the card of a model: {'; '.join(wrong)}")


def _problems(card: Card) -> Iterator[str]:
    names = [question.name for question in card.questions]
    if not names or not _texts(names):
        yield "it has no questions, or one of them twice"
        return
    yield from (
        f"two of its answers would be called {column!r}"
        for column in duplicate_columns((question.name, question.labels) for question in card.questions)
    )
    data = card.data
    if not (isinstance(data, dict) and type(data.get("source")) is str and _number(data.get("rows"))):
        yield "it doesn't say what it was made from"
    if type(card.created) is not str:
        yield "it doesn't say when it was made"
    settings = card.settings
    if not isinstance(settings, dict) or not isinstance(settings.get("features"), str):
        yield "its settings don't say which features it was made with"
        return
    if type(settings.get("see_outlet")) is not bool or not _texts(settings.get("without")):
        yield "its settings don't say what it was made to see"
    named = settings.get("encoder", "")
    if named is not None and not (isinstance(named, dict) and _texts([named.get("setting"), named.get("digest")])):
        yield "its settings don't name an encoder and its digest"
    for at, question in enumerate(card.questions):
        yield from (f"question {question.name!r}: {told}" for told in _about(question, names[:at]))


def _about(question: QuestionCard, earlier: list[str]) -> Iterator[str]:
    if len(question.labels) < 2 or not _texts(question.labels):
        yield "its labels are not two different texts or more"
    if type(question.about_target) is not bool or not _texts(question.topics):
        yield "it doesn't say what it is about"
    if question.threshold is not None and not _number(question.threshold):
        yield f"its threshold is {question.threshold!r}, not a number"
    figures: Any = question.figures
    if not _number(question.rows) or not (
        figures is None or (isinstance(figures, dict) and _number(figures.get("macro_f1")))
    ):
        yield "it doesn't say how many sentences it learned from, and how good it is"
    if question.only_if and (question.only_if.question not in earlier or not _texts(question.only_if.labels)):
        yield "it hangs on a question that isn't asked before it"
    counts: Any = question.counts
    if not isinstance(counts, dict) or not all(_number(counts.get(label)) for label in question.labels):
        yield "it doesn't say how many sentences had each label"
    elif not any(counts.values()):
        yield "it learned from no sentence"


def _texts(found: object) -> bool:
    """Whether these are texts, each there once."""
    return isinstance(found, list | tuple) and all(type(one) is str for one in found) and len(set(found)) == len(found)


def _number(found: object) -> bool:
    return type(found) in (int, float) and math.isfinite(found) and found >= 0  # type: ignore[arg-type, operator]
