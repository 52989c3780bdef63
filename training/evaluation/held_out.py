"""An evaluation on data a model never saw: labeled rows without all that it learned from."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError, ModelError
from annotation.io.console import plural
from annotation.tables.label_cells import has_label, plain_label, plain_labels
from annotation.tables.schema import Row
from exports.statistics.arrays import Flags, Floats
from training.data.article_coverage import are_whole_articles
from training.data.examples import Examples, gather_examples, left_out_text, question_columns
from training.data.groups import is_long_enough, join_groups
from training.data.labeled_rows import drop_repeated
from training.data.neighbors import with_neighbors
from training.data.splits import NoSplit, article_split
from training.evaluation.evaluation_json import Baselines, Evaluation, QuestionEvaluation
from training.evaluation.judging_set import judging_set
from training.evaluation.options import EvaluationOptions
from training.evaluation.previous_model import judge_previous
from training.evaluation.report import assemble, describe, details, judged_sentences, split_figures
from training.learning.label_shift import adjust_to_shares
from training.learning.probabilities import Probabilities
from training.metrics import baselines
from training.metrics.human_ceiling import human_ceiling
from training.metrics.judged_sentences import JudgedSentences
from training.models.card import Card, QuestionCard
from training.models.fingerprints import Fingerprints
from training.models.model import Model
from training.models.priors import LabelShares

LEARNED_SENTENCE: Final = "learned from by the model"
LEARNED_ARTICLE: Final = "of an article the model learned from"
LEARNED_COPY: Final = "of a copy of what the model learned from"
_COPIED_SHARE: Final = 0.25  # an article with at least this share of sentences learned from counts as a copy


@dataclass(frozen=True)
class HeldOut:
    """An evaluation on data the model never saw, and the sentences it rests on, by question."""

    evaluation: Evaluation
    examples: tuple[Examples, ...]


def evaluate_held_out(
    model: Model,
    rows: Sequence[Row],
    codebook: Codebook | None,
    options: EvaluationOptions,
    shares: LabelShares | None = None,
) -> HeldOut:
    """Judge a model by labeled rows, leaving out all it was trained on.

    Probabilities are adjusted to the labels' shares, if there are any, as they are where text is scored.

    Raises DataError if no row is left to judge a question by, and ModelError if a label isn't one of the model's.
    """
    all_examples = tuple(
        unseen_examples(with_neighbors(rows), question, codebook, [model], see_outlet=model.sees_outlet)
        for question in labeled_questions(model.card, rows)
    )
    by_question = shares.by_question if shares else {}
    questions = {
        examples.question: _evaluate_question(model, examples, options, by_question.get(examples.question))
        for examples in all_examples
    }
    evaluation = assemble(questions, options, rows=len(rows), kind="held out", model=model.card.id)
    return HeldOut(evaluation, all_examples)


def check_whole_articles(all_examples: Iterable[Examples]) -> None:
    """Refuse sentences that are not all those of their articles, or do not show it.

    Raises DataError, which names the question.
    """
    for examples in all_examples:
        if not examples.whole_articles:
            raise DataError(
                f"{examples.question}: the {plural(len(examples.answers), 'sentence')} to judge by are not whole "
                "articles, or do not show it: each row names its article and its position in it, and no position is "
                "missing; leave --whole-articles out to judge by them as they are"
            )


def labeled_questions(card: Card, rows: Sequence[Row]) -> list[QuestionCard]:
    """Give the model's questions that the rows have labels for.

    Raises DataError if there are none.
    """
    labeled = [question for question in card.questions if any(has_label(row, question.name) for row in rows)]
    if not labeled:
        names = ", ".join(question.name for question in card.questions)
        columns = ", ".join(question_columns(rows))
        candidates = f"columns with text: {columns}" if columns else "no other column has text"
        raise DataError(f"no row has a label for what {card.id} answers ({names}); {candidates}")
    return labeled


def unseen_examples(
    rows: Sequence[Row],
    question: QuestionCard,
    codebook: Codebook | None,
    models: Sequence[Model],
    *,
    see_outlet: bool,
) -> Examples:
    """Make the examples that one question can be judged by: rows with its labels that none of the models saw.

    Raises DataError if no row is left, and ModelError if a label isn't one of the model's.
    """
    left_out: Counter[str] = Counter()
    fingerprints = [model.fingerprints for model in models]
    copied_articles = _copied_articles(rows, fingerprints)
    unseen = []
    names = " and ".join(model.card.id for model in models)
    for row, label in _labeled_rows(rows, question, codebook, left_out, names):
        reason = _why_left_out(row, question, fingerprints, copied_articles)
        if reason:
            left_out[reason] += 1
        else:
            unseen.append((row, label))
    counts = dict(sorted(left_out.items()))
    if not unseen:
        raise DataError(
            f"no sentence is left to judge {question.name!r} by: {left_out_text(counts)}; a model is "
            "judged by sentences of articles it never saw"
        )
    examples = gather_examples(question.name, unseen, about_target=question.about_target, see_outlet=see_outlet)
    return replace(
        examples,
        labels=question.labels,
        untrained_labels=question.never,
        left_out=counts,
        whole_articles=are_whole_articles(row for row, _ in unseen),
    )


def _labeled_rows(
    rows: Sequence[Row], question: QuestionCard, codebook: Codebook | None, left_out: Counter[str], models: str
) -> Iterator[tuple[Row, str]]:
    """Give each labeled sentence with the label the model would have to give; count the others in `left_out`.

    Raises ModelError, which names the `models`, for a label that they don't have.
    """
    questions = {question.name: question for question in codebook.questions} if codebook else {}
    defined = questions.get(question.name)
    labeled = [row for row in plain_labels(rows, question.name) if has_label(row, question.name)]
    spellings = {plain_label(label): label for label in (*question.labels, *question.never)}
    for row in drop_repeated(labeled, question.name):
        label = spellings.get(row[question.name], row[question.name])
        trained = defined.trained_as(label) if defined and label in defined.label_names else label
        if trained in question.labels:
            yield row, trained
        elif not trained or trained in question.never:
            left_out[f"{label} (never answered by the model)"] += 1
        else:
            raise ModelError(
                f"{row.where}: {question.name!r} is {label!r}, which is no label of {models} "
                f"(it answers: {', '.join(question.labels)}); judge it by data with its own labels"
            )


def _copied_articles(rows: Sequence[Row], fingerprints: Sequence[Fingerprints]) -> set[str]:
    """Name the articles with so many sentences learned from that their other sentences may be edited copies too."""
    texts = {(row["article"], row["text"]) for row in rows if row.get("article") and is_long_enough(row["text"])}
    sentences = Counter(article for article, _ in texts)
    learned = Counter(article for article, text in texts if any(model.has_text(text) for model in fingerprints))
    return {article for article, number in learned.items() if number >= _COPIED_SHARE * sentences[article]}


def _why_left_out(
    row: Row, question: QuestionCard, fingerprints: Sequence[Fingerprints], copied_articles: Collection[str]
) -> str:
    """Say why a row can't judge the models; empty where it can."""
    if question.about_target and not row.get("target"):
        return "no target"
    if any(model.has_text(row["text"]) for model in fingerprints):
        return LEARNED_SENTENCE
    if any(model.has_article(row.get("article") or "") for model in fingerprints):
        return LEARNED_ARTICLE
    return LEARNED_COPY if row.get("article") in copied_articles else ""


def _evaluate_question(
    model: Model, examples: Examples, options: EvaluationOptions, shares: Floats | None
) -> QuestionEvaluation:
    groups = join_groups([passage.text for passage in examples.passages], examples.groups)
    selected, judged_on = judging_set(examples.sources, groups.groups)
    all_sentences = judged_sentences(examples, groups.groups, options)
    probabilities = model.probabilities(examples.question, examples.passages)
    if shares is not None:
        probabilities = adjust_to_shares(probabilities, shares)
    learned = (LEARNED_SENTENCE, LEARNED_ARTICLE, LEARNED_COPY)
    removed = sum(number for reason, number in examples.left_out.items() if reason in learned)
    removal = (
        f" ({plural(removed, 'sentence')} taken out: it saw them, their article, or a copy of it)" if removed else ""
    )
    description = f"sentences of articles the model never saw{removal}"
    return {
        **describe(examples, groups.duplicates, judged_on, options),
        "splits": {"held out": split_figures(all_sentences, probabilities, selected, 1, description)},
        "baselines": _baselines(model, examples, all_sentences, selected, probabilities, options),
        **details(examples, all_sentences, probabilities, selected),
        "learning_curve": [],
        "learning": "only training can say whether more labeling helps",
    }


def _baselines(
    model: Model,
    examples: Examples,
    all_sentences: JudgedSentences,
    selected: Flags,
    probabilities: Probabilities,
    options: EvaluationOptions,
) -> Baselines:
    judged = all_sentences.subset(selected)
    counts: Mapping[str, int] = model.card.question(examples.question).counts
    frequencies = np.array([counts[label] for label in examples.labels], dtype=float)
    majority = np.tile(frequencies / frequencies.sum(), (len(examples.answers), 1))
    most_frequent = max(examples.labels, key=lambda label: counts[label])
    split = article_split(examples.answers, all_sentences.groups.tolist(), options.seed)
    outlet = split if isinstance(split, NoSplit) else baselines.outlet_baseline(examples, split)
    answers = options.answers.get(examples.question, ()) if options.answers is not None else None
    return {
        "majority": baselines.baseline_figures(judged, majority, selected, most_frequent),
        "outlet": baselines.baseline_figures(judged, outlet, selected),
        "previous": judge_previous(examples, all_sentences, selected, probabilities, options),
        "ceiling": human_ceiling(examples, judged, np.flatnonzero(selected).tolist(), answers),
    }
