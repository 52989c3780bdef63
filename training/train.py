"""Training: labeled rows in, a card with honest figures and one pipeline per question out."""

import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from annotation.codebook.codebook import Codebook, Condition
from annotation.errors import DataError
from annotation.tables.schema import Row
from training.data.examples import Examples, make_examples
from training.evaluation.cross_validation import HEADLINE, CrossValidation, cross_validate, select_features
from training.evaluation.decisions import decide_answering
from training.evaluation.mistakes import mistake_texts
from training.evaluation.options import EvaluationOptions, check_named_labels, evaluation_to_json, rounded
from training.evaluation.report import assemble
from training.features.registry import FEATURES_VERSION
from training.learning import fit
from training.models.card import (
    Card,
    CardFigures,
    CodebookRecord,
    EncoderRecord,
    QuestionCard,
    TrainingSettings,
    duplicate_columns,
)
from training.models.fingerprints import make_fingerprints
from training.models.linear import LinearModel, from_pipeline
from training.models.training_result import TrainingResult
from training.scoring.explanation import Explainer

PRECISION: Final = 0.8  # the share of right answers that a threshold is chosen for, unless the user names another
_PACKAGES: Final = ("newsstance", "scikit-learn", "numpy", "scipy", "joblib", "vaderSentiment")


def train_models(
    rows: Sequence[Row],
    questions: Iterable[str],
    codebook: Codebook | None = None,
    *,
    seed: int = 0,
    precision: float = PRECISION,
    source: str = "",
    created: str = "",
    options: EvaluationOptions | None = None,
) -> TrainingResult:
    """Learn to answer questions from labeled rows, and evaluate how well that works.

    Args:
        rows: rows of the table `labeled`.
        questions: names of the columns that hold the questions' labels. A question that is asked only after another
            one needs that one too.
        codebook: what decides the labels and their order; without one they are those in the data.
        seed: decides every random choice, where there are no options.
        precision: the share of right answers below which a model abstains.
        source: the name of the rows' file, for the card.
        created: today as an ISO date, for the card.
        options: how to learn and to evaluate; their seed decides.

    Raises DataError if the rows do not allow to learn a question.
    """
    options = options or EvaluationOptions(seed=seed)
    examples_by_question = [make_examples(rows, question, codebook, options.learning) for question in questions]
    for examples in examples_by_question:
        _check_labels_differ(examples)
    duplicates = duplicate_columns((examples.question, examples.labels) for examples in examples_by_question)
    if duplicates:
        raise DataError(
            f"two of the questions would fill the column {duplicates[0]!r}: rename one, or train them apart"
        )
    check_named_labels(options.named_labels, examples_by_question)
    question_cards, pipelines, summaries = [], {}, {}
    for examples in examples_by_question:
        evaluated = cross_validate(examples, options)
        question_card, pipeline = _train_question(examples, evaluated, codebook, options, precision)
        question_cards.append(question_card)
        pipelines[examples.question] = pipeline
        summaries[examples.question] = evaluated.summary
    evaluation = assemble(summaries, options, rows=len(rows), kind="cross-validated")
    card = Card(
        questions=tuple(question_cards),
        codebook=_codebook_record(codebook),
        data={"source": source, "rows": len(rows)},
        seed=options.seed,
        settings=_settings(options, pipelines, precision, evaluation),
        versions={"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        created=created,
    )
    return TrainingResult(
        card,
        pipelines,
        {**evaluation, "model": card.id},
        make_fingerprints(examples_by_question),
        mistake_texts(evaluation, examples_by_question),
    )


def _check_labels_differ(examples: Examples) -> None:
    labels = sorted(set(examples.answers))
    if len(labels) == 1:
        number = len(examples.answers)
        sentences = f"all {number} sentences" if number > 1 else "the only sentence"
        raise DataError(
            f"{examples.question!r} is {labels[0]!r} for {sentences}: a model needs at least two different labels "
            "to tell apart; label more, or leave the question out (--question names those to train)"
        )


def _codebook_record(codebook: Codebook | None) -> CodebookRecord | None:
    if codebook is None:
        return None
    return {"name": codebook.name, "version": codebook.version, "digest": codebook.digest}


def _settings(
    options: EvaluationOptions, pipelines: Mapping[str, Any], precision: float, evaluation: Mapping[str, Any]
) -> TrainingSettings:
    return {
        "features": FEATURES_VERSION,
        "without": list(options.learning.without),
        "see_outlet": options.learning.see_outlet,
        "encoder": _encoder_record(pipelines),
        "precision": precision,
        "often": list(fit.FREQUENCY_STEPS),
        "evaluation": _evaluation_digest(evaluation),
    }


def _encoder_record(pipelines: Mapping[str, Any]) -> EncoderRecord | None:
    """Say which encoder the pipelines use, and where it is."""
    for pipeline in pipelines.values():
        passage_vectors = from_pipeline(pipeline).passage_vectors
        if passage_vectors:
            return {"setting": passage_vectors.setting, "digest": passage_vectors.digest}
    return None


def _evaluation_digest(evaluation: Mapping[str, Any]) -> str:
    """Give a digest of the figures, so that a model with another evaluation is another model on the shelf."""
    return sha256(evaluation_to_json({**evaluation, "rows": 0}).encode()).hexdigest()[:16]


def _train_question(
    examples: Examples,
    evaluated: CrossValidation,
    codebook: Codebook | None,
    options: EvaluationOptions,
    precision: float,
) -> tuple[QuestionCard, Any]:
    """Train the model of one question on all its examples; gives its card and its pipeline."""
    features = select_features(examples, options)
    pipeline = fit.fit(
        examples.passages,
        examples.truth,
        features,
        seed=options.seed,
        blend=evaluated.blend,
        encoder=options.learning.encoder,
    )
    decisions = decide_answering(examples, evaluated, precision)
    fit.temper(pipeline, decisions["temperature"])
    counts = Counter(examples.answers)
    question_card = QuestionCard(
        name=examples.question,
        labels=examples.labels,
        never=examples.untrained_labels,
        about_target=examples.about_target,
        only_if=_condition(examples.question, codebook),
        rows=len(examples.answers),
        articles=len(set(examples.groups)),
        with_article=examples.with_article,
        counts={label: counts[label] for label in examples.labels},
        left_out=examples.left_out,
        digest=examples.digest,
        strength=evaluated.blend.strength,
        factors=evaluated.blend.factors,
        topics=tuple(sorted(features.topics)),
        strongest=_strongest_features(from_pipeline(pipeline), examples.labels),
        soft=sum(map(bool, examples.shares)),
        whole_articles=examples.whole_articles,
        unnamed=sum(not passage.target_spans for passage in examples.passages) if examples.about_target else 0,
        folds=evaluated.folds,
        figures=_card_figures(examples, evaluated) if evaluated.splits.get(HEADLINE) else None,
        why_no_figures=evaluated.why,
        **decisions,
    )
    return question_card, pipeline


def _strongest_features(model: LinearModel, labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    explainer = Explainer(model)
    return {label: tuple(explainer.strongest(label)) for label in labels if label in model.classes}


def _card_figures(examples: Examples, evaluated: CrossValidation) -> CardFigures:
    """Give the article split's figures in short, for the card."""
    split, majority = evaluated.summary["splits"]["article"], evaluated.summary["baselines"]["majority"]
    articles = {label: set[str]() for label in split["labels"]}
    for index in np.flatnonzero(evaluated.trusted):
        articles[examples.answers[index]].add(examples.groups[index])
    figures: CardFigures = {
        "sentences": split["sentences"],
        "articles": split["articles"],
        "macro_f1": split["macro_f1"]["value"],
        "interval": [split["macro_f1"]["low"], split["macro_f1"]["high"]],
        "accuracy": split["accuracy"]["value"],
        "majority": {
            "label": majority["label"],
            "macro_f1": majority["macro_f1"]["value"],
            "accuracy": majority["accuracy"]["value"],
        },
        "calibration_error": split["calibration_error"]["value"],
        "labels": {
            label: {
                "precision": part["precision"],
                "recall": part["recall"],
                "f1": part["f1"],
                "sentences": part["support"],
                "articles": len(articles[label]),
            }
            for label, part in split["labels"].items()
        },
    }
    return rounded(figures)


def _condition(question: str, codebook: Codebook | None) -> Condition | None:
    return codebook.question(question).only_if if codebook else None
