"""Scoring: a stream of sentences in, the same sentences with labels and probabilities out, chunk by chunk."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final, NamedTuple

import numpy as np

from annotation.codebook.codebook import Condition
from annotation.errors import DataError
from annotation.io.streams import batches
from annotation.tables.schema import Row, refuse_overwrite
from annotation.text.targets import row_target
from exports.statistics.arrays import Floats
from training.data.neighbors import with_neighbors_near
from training.masking.passages import Passage, has_misplaced_offsets, make_passages
from training.models.card import QuestionCard, answer_columns
from training.models.model import Model
from training.scoring.explanation import Explainer, format_reasons

CHUNK_SENTENCES: Final = 5000  # sentences held at a time
PROBABILITY_DIGITS: Final = 6  # of a probability

RejectRow = Callable[[DataError], None]
AnswersByQuestion = dict[str, list[dict[str, Any]]]  # per question, per sentence, its columns


@dataclass
class Tally:
    """What happened while scoring, per question where it depends on the question."""

    sentences: int = 0
    headings: int = 0
    without_target: Counter[str] = field(default_factory=Counter)
    not_named: Counter[str] = field(default_factory=Counter)  # there is a target, but the sentence doesn't name it
    misplaced: int = 0  # sentences whose offsets hold no word of the target's name
    abstained: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)  # the model knows none of their words


class _Sentence(NamedTuple):
    row: Row
    plain: Passage
    about: Passage | None  # None: no target


def score_rows(
    rows: Iterable[Row],
    model: Model,
    *,
    abstain: bool = True,
    explain: bool = False,
    bad: RejectRow | None = None,
    tally: Tally | None = None,
) -> Iterator[dict[str, Any]]:
    """Give each sentence its labels and probabilities; headings are left out, and so is a row that `bad` takes.

    A question about the target stays empty where there is none. Where the target isn't named in the sentence the
    model answers all the same: it has learned from such sentences what they mean ("she said" is about somebody).
    Where it knows no word at all it abstains.
    """
    tally = tally if tally is not None else Tally()
    results = frozenset(result_columns(model, explain=explain))
    why = {name: Explainer(plain) for name, plain in model.linear_models.items()} if explain else {}
    for chunk in batches(with_neighbors_near(rows), CHUNK_SENTENCES):
        kept = list(_readable_sentences(chunk, results, model.sees_outlet, bad, tally))
        answers: AnswersByQuestion = {}
        for question in model.card.questions:
            answers[question.name] = _answer_question(
                kept, question, model, answers, abstain, why.get(question.name), tally
            )
        for place, sentence in enumerate(kept):
            tally.sentences += 1
            row: dict[str, Any] = {**sentence.row}
            for question in model.card.questions:
                row.update(answers[question.name][place])
            yield {**row, "model": model.card.id}


def result_columns(model: Model, *, explain: bool = False) -> list[str]:
    """Name the columns that scoring adds."""
    return [column for question in model.card.questions for column in _columns(question, explain=explain)] + ["model"]


def _columns(question: QuestionCard, *, explain: bool) -> list[str]:
    why = [f"{question.name}_why"] if explain else []
    return [*answer_columns(question.name, question.labels), *why]


def _readable_sentences(
    chunk: Iterable[Row], results: Collection[str], see: bool, bad: RejectRow | None, tally: Tally
) -> Iterator[_Sentence]:
    """Leave out headings and rows the model can't read; a column in the way stops everything."""
    for row in chunk:
        if row.get("kind") == "heading":
            tally.headings += 1
            continue
        refuse_overwrite(row, results, row.where, "rename it, or score a table without it")
        try:
            target = row_target(row)
            plain, about = make_passages(row, target, see_outlet=see)
        except DataError as error:
            if bad is None:
                raise
            bad(error)
        else:
            tally.misplaced += has_misplaced_offsets(row, target)
            yield _Sentence(row, plain, about)


def _answer_question(
    kept: Sequence[_Sentence],
    question: QuestionCard,
    model: Model,
    earlier: AnswersByQuestion,
    abstain: bool,
    why: Explainer | None,
    tally: Tally,
) -> list[dict[str, Any]]:
    """Answer one question for every sentence that it is asked about; the others get empty columns."""
    found: list[dict[str, Any]] = [dict.fromkeys(_columns(question, explain=why is not None)) for _ in kept]
    asked: list[tuple[int, Passage]] = []
    for place, sentence in enumerate(kept):
        seen = sentence.about if question.about_target else sentence.plain
        if seen is None:
            tally.without_target[question.name] += 1
        elif _condition_holds(question.only_if, earlier, place):
            asked.append((place, seen))
    if not asked:
        return found
    least = (math.inf if question.threshold is None else question.threshold) if abstain else 0.0
    passages = [seen for _, seen in asked]
    known = model.has_known_words(question.name, passages)
    tally.unknown[question.name] += int((~known).sum())
    enough = np.where(known, least, math.inf if abstain else 0.0)
    for (place, seen), answer in zip(asked, _answer_columns(passages, question, model, enough, why), strict=True):
        found[place] = answer
        tally.abstained[question.name] += answer[question.name] is None
        tally.not_named[question.name] += question.about_target and not seen.target_spans
    return found


def _condition_holds(condition: Condition | None, earlier: AnswersByQuestion, place: int) -> bool:
    return condition is None or earlier[condition.question][place][condition.question] in condition.labels


def _answer_columns(
    passages: Sequence[Passage], question: QuestionCard, model: Model, least: Floats, why: Explainer | None
) -> Iterator[dict[str, Any]]:
    table = model.probabilities(question.name, passages)
    best = table.argmax(axis=1)
    sure = table[range(len(best)), best] >= least
    named = _columns(question, explain=why is not None)
    likeliest = [question.labels[place] for place in best.tolist()]
    reasons = ((format_reasons(told),) for told in why.reasons(passages, likeliest)) if why else repeat(())
    rows = zip(best.tolist(), sure.tolist(), table.round(PROBABILITY_DIGITS).tolist(), reasons, strict=False)
    for place, answered, probabilities, told in rows:
        label = question.labels[place] if answered else None
        yield dict(zip(named, (label, probabilities[place], *probabilities, *told), strict=True))
