"""How frequent the labels are taken to be in the text that is scored: as learned, estimated from the text, or given."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from annotation.errors import DataError
from annotation.io.console import plural
from annotation.tables.schema import Row
from annotation.text.targets import row_target
from exports.statistics.arrays import Floats
from training.data.article_coverage import are_whole_articles
from training.data.neighbors import stream_with_neighbors
from training.learning.label_shift import (
    FEWEST_SENTENCES,
    adjust_to_shares,
    are_runaway,
    cautious_shares,
    estimate_shares,
)
from training.masking.passages import Passage, make_passages
from training.models.card import QuestionCard
from training.models.model import Model

SAMPLE_ROWS: Final = 5000  # of the beginning of a text: shares are estimated from them, and used for all of it
_MOST_UNKNOWN: Final = 0.1  # of the sentences may have no word that the model knows: else the text is too far away

GivenShares = Mapping[str, Mapping[str, float]]  # the share of each label, by question


class Prior(StrEnum):
    """Where the labels' shares come from that the probabilities are for.

    `TRAINED`: the probabilities stay as the model learned them. `NATURAL`: shares are estimated from the text. `AUTO`:
    they are estimated where whole articles are scored by a model that learned from selected sentences.
    """

    AUTO = "auto"
    NATURAL = "natural"
    TRAINED = "trained"


@dataclass(frozen=True)
class LabelShares:
    """The shares that probabilities are adjusted to.

    Attributes:
        by_question: for each question that is adjusted the share of each label, shape (labels,), in the card's order.
        origin: where they come from, as it is noted beside the model in each row; empty where nothing is adjusted.
        remarks: what is to be said about them, a sentence each.
    """

    by_question: Mapping[str, Floats] = field(default_factory=dict)
    origin: str = ""
    remarks: Sequence[str] = ()


def decide_shares(prior: Prior | GivenShares, sample: Sequence[Row], model: Model) -> LabelShares:
    """Decide on the shares of the labels of each question.

    Args:
        prior: where shares come from, or the shares themselves.
        sample: the first rows of the table `sentences` that will be scored, at most `SAMPLE_ROWS`.
        model: the model that will score them.
    """
    if isinstance(prior, Mapping):
        return _given_shares(prior, model)
    if prior is Prior.TRAINED:
        return LabelShares()
    questions = list(model.card.questions)
    if prior is Prior.AUTO:
        questions = [question for question in questions if question.whole_articles is False]
        if not questions or not are_whole_articles(sample):
            return LabelShares()
    return _estimated_shares(sample, model, {question.name for question in questions})


def _given_shares(given: GivenShares, model: Model) -> LabelShares:
    by_question = {
        name: np.array([shares[label] for label in model.card.question(name).labels]) for name, shares in given.items()
    }
    return LabelShares(by_question, "given shares")


def _estimated_shares(sample: Iterable[Row], model: Model, estimated: Collection[str]) -> LabelShares:
    sentences = list(_readable_passages(sample, model))
    by_question: dict[str, Floats] = {}
    remarks = []
    labels: dict[str, dict[int, str]] = {}  # of the sample's sentences, by question: other questions hang on them
    for question in model.card.questions:
        passages = dict(_asked_passages(question, sentences, labels))
        if not passages:
            continue
        probabilities = model.probabilities(question.name, list(passages.values()))
        if question.name in estimated:
            shares = estimate_shares(probabilities)
            refusal = _refusal(question, model, list(passages.values()), shares)
            if refusal:
                remarks.append(f"{question.name}: how frequent its labels are here was not estimated, {refusal}")
            else:
                by_question[question.name] = cautious_shares(shares)
                probabilities = adjust_to_shares(probabilities, by_question[question.name])
                remarks.append(_estimate_text(question, shares, len(passages)))
        columns = probabilities.argmax(axis=1).tolist()
        labels[question.name] = {
            index: question.labels[column] for index, column in zip(passages, columns, strict=True)
        }
    return LabelShares(by_question, "natural shares" if by_question else "", remarks)


def _readable_passages(sample: Iterable[Row], model: Model) -> Iterator[tuple[Passage, Passage | None]]:
    """Give the passages of each sentence; rows that cannot be read are left to scoring, which names them."""
    for row in stream_with_neighbors(sample):
        if row.get("kind") != "heading":
            with suppress(DataError):
                yield make_passages(row, row_target(row), see_outlet=model.sees_outlet)


def _asked_passages(
    question: QuestionCard,
    sentences: Sequence[tuple[Passage, Passage | None]],
    labels: Mapping[str, Mapping[int, str]],
) -> Iterator[tuple[int, Passage]]:
    """Give the numbers and passages of the sentences that a question applies to."""
    condition = question.only_if
    for index, (passage, target_passage) in enumerate(sentences):
        asked = target_passage if question.about_target else passage
        if asked is not None and (
            condition is None or labels.get(condition.question, {}).get(index) in condition.labels
        ):
            yield index, asked


def _refusal(question: QuestionCard, model: Model, passages: Sequence[Passage], shares: Floats) -> str:
    """Say why estimated shares are not to be used; nothing where they are."""
    if len(passages) < FEWEST_SENTENCES:
        return f"from {plural(len(passages), 'sentence')} ({FEWEST_SENTENCES} are needed)"
    unknown = float((~model.has_known_words(question.name, passages)).mean())
    if unknown > _MOST_UNKNOWN:
        return f"since the model knows no word of {unknown:.0%} of the sentences"
    counts = np.array([question.counts[label] for label in question.labels], dtype=float)
    if are_runaway(shares, counts / counts.sum(), len(passages)):
        return f"since the estimate ran away to {question.labels[int(shares.argmax())]!r}"
    return ""


def _estimate_text(question: QuestionCard, shares: Floats, sentences: int) -> str:
    estimated = ", ".join(f"{label} {share:.0%}" for label, share in zip(question.labels, shares, strict=True))
    return (
        f"{question.name}: its labels are estimated to be {estimated} of {plural(sentences, 'sentence')} here, and "
        "probabilities are adjusted to that (--prior trained leaves them as learned)"
    )
