"""Scores a stream of sentences: gives each one with labels and probabilities, chunk by chunk."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final, NamedTuple

import numpy as np

from annotation.articles.articles import ReportError
from annotation.codebook.codebook import Condition
from annotation.errors import DataError
from annotation.io.streams import batches
from annotation.tables.schema import Row, refuse_overwrite
from annotation.text.targets import row_target
from exports.statistics.arrays import Flags, Floats
from training.data.neighbors import stream_with_neighbors
from training.learning.label_shift import adjust_to_shares
from training.masking.passages import Passage, has_misplaced_offsets, make_passages
from training.models.card import QuestionCard, answer_columns
from training.models.model import Model
from training.models.priors import LabelShares
from training.scoring.explanation import Explainer, format_reasons

FEWEST_UNNAMED: Final = 30  # sentences that do not name their target; who learned from fewer does not answer such
CHUNK_SENTENCES: Final = 5000  # sentences in memory at a time
PROBABILITY_DIGITS: Final = 6  # decimals of a probability

AnswersByQuestion = dict[str, list[dict[str, Any]]]  # for each question, the answer columns of each sentence


@dataclass
class Tally:
    """Counts of what happened while scoring, by question where they depend on the question."""

    sentences: int = 0
    headings: int = 0
    without_target: Counter[str] = field(default_factory=Counter)
    not_named: Counter[str] = field(default_factory=Counter)  # answered, though the sentence does not name its target
    untaught: Counter[str] = field(default_factory=Counter)  # not answered, since few such sentences were learned from
    misplaced: int = 0  # sentences whose offsets hold no word of the target's name
    abstained: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)  # the model knows no word of the sentence


class _Sentence(NamedTuple):
    row: Row
    passage: Passage
    target_passage: Passage | None  # for questions about the target; None if the row has no target


def score_rows(
    rows: Iterable[Row],
    model: Model,
    *,
    abstain: bool = True,
    explain: bool = False,
    report_error: ReportError | None = None,
    tally: Tally | None = None,
    shares: LabelShares | None = None,
) -> Iterator[dict[str, Any]]:
    """Give each sentence with its labels and probabilities; headings are left out.

    A question about the target stays empty where a row has no target. Where the sentence does not name its target, by a
    name or a pronoun that plainly refers to it, the model answers if it learned from 30 such sentences or more. Where
    it learned from fewer, or knows no word of a sentence, it abstains.

    Args:
        rows: rows of the table `sentences`, each article's in their order.
        model: the model that answers.
        abstain: whether an answer stays empty where the model is not sure enough.
        explain: whether each question gets a column with the words that speak for its likeliest label.
        report_error: takes the error of a row that cannot be read, which is left out; without it the error is raised.
        tally: is filled with counts while rows are scored.
        shares: the labels' shares that probabilities are adjusted to; without them they stay as learned.

    Raises DataError if a row has a column that scoring adds, or cannot be read and there is no `report_error`.
    """
    tally = tally if tally is not None else Tally()
    shares = shares or LabelShares()
    model_note = f"{model.card.id}, {shares.origin}" if shares.origin else model.card.id
    added_columns = frozenset(result_columns(model, explain=explain))
    linear_models = model.linear_models if explain else {}
    explainers = {name: Explainer(linear_model) for name, linear_model in linear_models.items()}
    for chunk in batches(stream_with_neighbors(rows), CHUNK_SENTENCES):
        sentences = list(_readable_sentences(chunk, added_columns, model.sees_outlet, report_error, tally))
        answers: AnswersByQuestion = {}
        for question in model.card.questions:
            scorer = _QuestionScorer(question, model, explainers.get(question.name), abstain, shares)
            answers[question.name] = scorer.answer(sentences, answers, tally)
        for index, sentence in enumerate(sentences):
            tally.sentences += 1
            row: dict[str, Any] = {**sentence.row}
            for question in model.card.questions:
                row.update(answers[question.name][index])
            yield {**row, "model": model_note}


def result_columns(model: Model, *, explain: bool = False) -> list[str]:
    """Name the columns that scoring adds to a row, in their order."""
    by_question = (_question_columns(question, explain=explain) for question in model.card.questions)
    return [column for columns in by_question for column in columns] + ["model"]


def _question_columns(question: QuestionCard, *, explain: bool) -> list[str]:
    reason_columns = [f"{question.name}_why"] if explain else []
    return [*answer_columns(question.name, question.labels), *reason_columns]


def _readable_sentences(
    chunk: Iterable[Row],
    added_columns: Collection[str],
    see_outlet: bool,
    report_error: ReportError | None,
    tally: Tally,
) -> Iterator[_Sentence]:
    """Leave out headings and rows that the model cannot read; a row with an added column raises DataError."""
    for row in chunk:
        if row.get("kind") == "heading":
            tally.headings += 1
            continue
        refuse_overwrite(row, added_columns, row.where, "rename it, or score a table without it")
        try:
            target = row_target(row)
            passage, target_passage = make_passages(row, target, see_outlet=see_outlet)
        except DataError as error:
            if report_error is None:
                raise
            report_error(error)
        else:
            tally.misplaced += has_misplaced_offsets(row, target)
            yield _Sentence(row, passage, target_passage)


@dataclass(frozen=True)
class _QuestionScorer:
    """Answers one question; with an explainer it also gives the reasons."""

    question: QuestionCard
    model: Model
    explainer: Explainer | None
    abstain: bool
    shares: LabelShares

    def answer(self, sentences: Sequence[_Sentence], earlier: AnswersByQuestion, tally: Tally) -> list[dict[str, Any]]:
        """Give the answer columns of each sentence, empty where the question does not apply.

        `earlier` are the answers to the questions before this one, which may be its condition.
        """
        name = self.question.name
        answers: list[dict[str, Any]] = [dict.fromkeys(self._columns()) for _ in sentences]
        indexes, passages = self._applicable(sentences, earlier, tally)
        if not passages:
            return answers
        has_known_words = self.model.has_known_words(name, passages)
        tally.unknown[name] += int((~has_known_words).sum())
        untaught = has_known_words & ~self._is_taught(passages)
        answered = self._answer_passages(passages, self._min_probabilities(has_known_words & ~untaught))
        for index, passage, answer, is_untaught in zip(indexes, passages, answered, untaught.tolist(), strict=True):
            answers[index] = answer
            is_empty = answer[name] is None
            tally.untaught[name] += is_empty and is_untaught
            tally.abstained[name] += is_empty and not is_untaught
            tally.not_named[name] += not is_empty and self.question.about_target and not passage.target_spans
        return answers

    def _is_taught(self, passages: Sequence[Passage]) -> Flags:
        """Say for each passage whether the model learned from passages like it: some do not name their target."""
        unnamed = self.question.unnamed
        if not self.question.about_target or unnamed is None or unnamed >= FEWEST_UNNAMED:
            return np.ones(len(passages), dtype=bool)
        return np.array([bool(passage.target_spans) for passage in passages])

    def _applicable(
        self, sentences: Sequence[_Sentence], earlier: AnswersByQuestion, tally: Tally
    ) -> tuple[list[int], list[Passage]]:
        """Give the indexes of the sentences that the question applies to, and their passages."""
        indexes, passages = [], []
        for index, sentence in enumerate(sentences):
            passage = sentence.target_passage if self.question.about_target else sentence.passage
            if passage is None:
                tally.without_target[self.question.name] += 1
            elif _condition_holds(self.question.only_if, earlier, index):
                indexes.append(index)
                passages.append(passage)
        return indexes, passages

    def _min_probabilities(self, can_be_known: Flags) -> Floats:
        """Give the least probability of an answer, shape (passages,), by whether the model can know it at all."""
        if not self.abstain:
            return np.zeros(len(can_be_known))
        threshold = math.inf if self.question.threshold is None else self.question.threshold
        return np.where(can_be_known, threshold, math.inf)

    def _answer_passages(self, passages: Sequence[Passage], min_probabilities: Floats) -> Iterator[dict[str, Any]]:
        probabilities = self.model.probabilities(self.question.name, passages)
        if self.question.name in self.shares.by_question:
            probabilities = adjust_to_shares(probabilities, self.shares.by_question[self.question.name])
        best = probabilities.argmax(axis=1)
        sure = probabilities[range(len(best)), best] >= min_probabilities
        labels = [self.question.labels[column] for column in best.tolist()]
        columns, rounded = self._columns(), probabilities.round(PROBABILITY_DIGITS).tolist()
        reasons = self._reasons(passages, labels)
        for label, column, is_sure, row, reason in zip(
            labels, best.tolist(), sure.tolist(), rounded, reasons, strict=False
        ):
            cells = (label if is_sure else None, row[column], *row, *_reason_cells(reason, label, is_sure=is_sure))
            yield dict(zip(columns, cells, strict=True))

    def _reasons(self, passages: Sequence[Passage], labels: Sequence[str]) -> Iterable[tuple[str, ...]]:
        """Give the cells for reasons of each passage: one if there is an explainer, else none, without end."""
        if self.explainer is None:
            return repeat(())
        return ((format_reasons(reasons),) for reasons in self.explainer.reasons(passages, labels))

    def _columns(self) -> list[str]:
        return _question_columns(self.question, explain=self.explainer is not None)


def _reason_cells(reasons: Sequence[str], label: str, *, is_sure: bool) -> tuple[str, ...]:
    """Give the cells for reasons; where the answer is left open they say which label they are about."""
    return tuple(f"for {label}: {reason}" if reason and not is_sure else reason for reason in reasons)


def _condition_holds(condition: Condition | None, earlier: AnswersByQuestion, index: int) -> bool:
    return condition is None or earlier[condition.question][index][condition.question] in condition.labels
