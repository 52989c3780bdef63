"""Data a model never saw: what is left of labeled rows once all it learned from is taken away."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError, ModelError
from annotation.io.console import plural
from annotation.tables.schema import Row
from exports.statistics.arrays import Flags
from training.data.examples import Examples, gather_examples, left_out_text, question_columns
from training.data.groups import join_groups, is_long_enough
from training.data.labeled_rows import drop_repeated
from training.data.neighbors import with_neighbors
from training.data.splits import NoSplit, article_split
from training.evaluation.judging_set import judging_set
from training.evaluation.options import EvaluationOptions
from training.evaluation.previous_model import judge_previous
from training.evaluation.report import assemble, describe, details, judged_sentences, split_figures
from training.learning.probabilities import Probabilities
from training.metrics import baselines
from training.metrics.human_ceiling import human_ceiling
from training.models.card import Card, QuestionCard
from training.models.fingerprints import Fingerprints
from training.models.model import Model

LEARNED_SENTENCE, LEARNED_ARTICLE = "learned from by the model", "of an article the model learned from"
LEARNED_COPY = "of a copy of what the model learned from"
_A_COPY: Final = 0.25  # of an article's sentences are those of another: what is left may be edited only


@dataclass(frozen=True)
class HeldOut:
    """An evaluation on data the model never saw, and the sentences it rests on."""

    evaluation: dict[str, Any]
    examples: tuple[Examples, ...]


def evaluate_held_out(
    model: Model, rows: Sequence[Row], codebook: Codebook | None, asked: EvaluationOptions
) -> HeldOut:
    """Judge a model by labeled rows, leaving out all it was trained on."""
    learned = [
        unseen_examples(with_neighbors(rows), question, codebook, [model], see_outlet=model.sees_outlet)
        for question in labeled_questions(model.card, rows)
    ]
    found = {one.question: _evaluated(model, one, asked) for one in learned}
    return HeldOut(assemble(found, asked, rows=len(rows), kind="held out", model=model.card.id), tuple(learned))


def labeled_questions(card: Card, rows: Sequence[Row]) -> list[QuestionCard]:
    """Give the model's questions that the rows have labels for."""
    found = [question for question in card.questions if any(row.get(question.name) for row in rows)]
    if not found:
        asked = ", ".join(question.name for question in card.questions)
        there = ", ".join(question_columns(rows))
        found_instead = f"columns with text: {there}" if there else "no other column has text"
        raise DataError(f"no row has a label for what {card.id} answers ({asked}); {found_instead}")
    return found


def unseen_examples(
    rows: Sequence[Row],
    question: QuestionCard,
    codebook: Codebook | None,
    models: Sequence[Model],
    *,
    see_outlet: bool,
) -> Examples:
    """Give what one question can be judged by: rows with its labels that none of the models saw."""
    left_out: Counter[str] = Counter()
    seen = [model.fingerprints for model in models]
    copied = _copied(rows, seen)
    kept = []
    for row, answer in _answers(rows, question, codebook, left_out):
        why = _why_left_out(row, question, seen, copied)
        if why:
            left_out[why] += 1
        else:
            kept.append((row, answer))
    if not kept:
        raise DataError(
            f"no sentence is left to judge {question.name!r} by: {left_out_text(dict(sorted(left_out.items())))}; a model is "
            "judged by sentences of articles it never saw"
        )
    found = gather_examples(question.name, kept, about_target=question.about_target, see_outlet=see_outlet)
    return replace(
        found, labels=question.labels, untrained_labels=question.never, left_out=dict(sorted(left_out.items()))
    )


def _answers(
    rows: Sequence[Row], question: QuestionCard, codebook: Codebook | None, left_out: Counter[str]
) -> Iterator[tuple[Row, str]]:
    """Give each labeled sentence with the answer the model would have to give."""
    asked = {one.name: one for one in codebook.questions} if codebook else {}
    for row in drop_repeated([row for row in rows if row.get(question.name)], question.name):
        label = row[question.name]
        known = asked.get(question.name)
        answer = known.trained_as(label) if known and label in known.label_names else label
        if answer in question.labels:
            yield row, answer
        elif not answer or answer in question.never:
            left_out[f"{label} (never answered by the model)"] += 1
        else:
            raise ModelError(
                f"{row.where}: {question.name!r} is {label!r}, which is no label of the model "
                f"(it answers: {', '.join(question.labels)}); judge it by data with its own labels"
            )


def _copied(rows: Sequence[Row], seen: Sequence[Fingerprints]) -> set[str]:
    """Name the articles that hold so many sentences learned from that the others may be edited copies too."""
    texts = {(row["article"], row["text"]) for row in rows if row.get("article") and is_long_enough(row["text"])}
    of = Counter(article for article, _ in texts)
    known = Counter(article for article, text in texts if any(one.has_text(text) for one in seen))
    return {article for article, number in known.items() if number >= _A_COPY * of[article]}


def _why_left_out(row: Row, question: QuestionCard, seen: Sequence[Fingerprints], copied: Collection[str]) -> str:
    if question.about_target and not row.get("target"):
        return "no target"
    if any(one.has_text(row["text"]) for one in seen):
        return LEARNED_SENTENCE
    if any(one.has_article(row.get("article") or "") for one in seen):
        return LEARNED_ARTICLE
    return LEARNED_COPY if row.get("article") in copied else ""


def _evaluated(model: Model, one: Examples, asked: EvaluationOptions) -> dict[str, Any]:
    together = join_groups([passage.text for passage in one.passages], one.groups)
    trusted, judging = judging_set(one.sources, together.groups)
    every = judged_sentences(one, together.groups, asked)
    found = model.probabilities(one.question, one.passages)
    removed = sum(number for why, number in one.left_out.items() if why in (LEARNED_SENTENCE, LEARNED_ARTICLE, LEARNED_COPY))
    taken = (
        f" ({plural(removed, 'sentence')} taken out: it saw them, their article, or a copy of it)" if removed else ""
    )
    how = f"sentences of articles the model never saw{taken}"
    return {
        **describe(one, together.duplicates, judging, asked),
        "splits": {"held out": split_figures(every, found, trusted, 1, how)},
        "baselines": _baselines(model, one, together.groups, trusted, found, asked),
        **details(one, every, found, trusted),
        "learning_curve": [],
        "learning": "only training can say whether more labeling helps",
    }


def _baselines(
    model: Model,
    one: Examples,
    groups: Sequence[int],
    kept: Flags,
    found: Probabilities,
    asked: EvaluationOptions,
) -> dict[str, Any]:
    every = judged_sentences(one, groups, asked)
    judged = every.subset(kept)
    counts: Mapping[str, int] = model.card.question(one.question).counts
    shares = np.array([counts[label] for label in one.labels], dtype=float)
    always = np.tile(shares / shares.sum(), (len(one.answers), 1))
    split = article_split(one.answers, groups, asked.seed)
    outlet = split if isinstance(split, NoSplit) else baselines.outlet_baseline(one, split)
    answers = asked.answers.get(one.question, ()) if asked.answers is not None else None
    return {
        "majority": baselines.baseline_figures(
            judged, always, kept, label=max(one.labels, key=lambda label: counts[label])
        ),
        "outlet": baselines.baseline_figures(judged, outlet, kept),
        "previous": judge_previous(one, every, kept, found, asked),
        "ceiling": human_ceiling(one, judged, np.flatnonzero(kept).tolist(), answers),
    }
