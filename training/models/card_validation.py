"""Checking that a card has all that scoring and listing need: a model may come from anybody."""

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import islice
from typing import Any, Final, TypeGuard

from annotation.errors import ModelError
from annotation.io.shapes import shape_problems
from training.models.card import FORMAT, Card, CardJson, QuestionCard, duplicate_columns

_MAX_PROBLEMS: Final = 3  # of values that are of another type than they should be


def check_card(card: Card, path: str) -> None:
    """Refuse a card in which something is missing or impossible.

    Raises ModelError, which names the path and everything that is wrong.
    """
    content = {"format": FORMAT, "id": "", **asdict(card)}  # the id can only be made of a card that is well-formed
    problems = list(islice(shape_problems(content, CardJson), _MAX_PROBLEMS))
    with suppress(TypeError):  # of a value of another type than any check expects: then its shape alone is named
        problems = list(_card_problems(card)) or problems
    if problems:
        raise ModelError(f"{path} is not the card of a model: {'; '.join(problems)}")


def are_distinct_texts(values: object) -> TypeGuard[Sequence[str]]:
    """Say whether these are texts, no two of them equal.

    >>> are_distinct_texts(["pro", "con"]), are_distinct_texts(["pro", "pro"]), are_distinct_texts(["pro", 1])
    (True, False, False)
    """
    return (
        isinstance(values, list | tuple)
        and all(type(value) is str for value in values)
        and len(set(values)) == len(values)
    )


def _card_problems(card: Card) -> Iterator[str]:
    names = [question.name for question in card.questions]
    if not names or not are_distinct_texts(names):
        yield "it has no questions, or one of them twice"
        return
    yield from (
        f"two of its answers would fill the column {column!r}"
        for column in duplicate_columns((question.name, question.labels) for question in card.questions)
    )
    data: Any = card.data
    if not (isinstance(data, dict) and type(data.get("source")) is str and _is_number(data.get("rows"))):
        yield "its data don't name a source and a number of rows"
    if type(card.created) is not str:
        yield "its date of creation is no text"
    settings: Any = card.settings
    if not isinstance(settings, dict) or not isinstance(settings.get("features"), str):
        yield "its settings don't name the version of its features"
        return
    if type(settings.get("see_outlet")) is not bool or not are_distinct_texts(settings.get("without")):
        yield "its settings don't say whether it sees the outlet, and which features it leaves out"
    encoder = settings.get("encoder", "")
    if encoder is not None and not (
        isinstance(encoder, dict) and are_distinct_texts([encoder.get("setting"), encoder.get("digest")])
    ):
        yield "its settings don't name an encoder and its digest"
    for index, question in enumerate(card.questions):
        yield from (f"question {question.name!r}: {problem}" for problem in _question_problems(question, names[:index]))


def _question_problems(question: QuestionCard, earlier: Sequence[str]) -> Iterator[str]:
    """Say what is wrong with one question's card; `earlier` names the questions before it."""
    if len(question.labels) < 2 or not are_distinct_texts(question.labels):
        yield "its labels are not two different texts or more"
    if type(question.about_target) is not bool or not are_distinct_texts(question.topics):
        yield "it doesn't say whether it is about a target, and for which topics it has words"
    if question.threshold is not None and not _is_number(question.threshold):
        yield f"its threshold is {question.threshold!r}, not a number"
    figures: Any = question.figures
    if not _is_number(question.rows) or not (
        figures is None or (isinstance(figures, dict) and _is_number(figures.get("macro_f1")))
    ):
        yield "it doesn't say how many sentences it learned from, and how good it is"
    if question.only_if and (
        question.only_if.question not in earlier or not are_distinct_texts(question.only_if.labels)
    ):
        yield "it depends on a question that isn't asked before it"
    counts: Any = question.counts
    if not isinstance(counts, dict) or not all(_is_number(counts.get(label)) for label in question.labels):
        yield "it doesn't say how many sentences had each label"
    elif not any(counts.values()):
        yield "it learned from no sentence"


def _is_number(value: object) -> bool:
    """Say whether this is a finite number that is not negative."""
    return type(value) in (int, float) and math.isfinite(value) and value >= 0  # type: ignore[arg-type, operator]
