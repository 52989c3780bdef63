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
from annotation.io.console import progress
from annotation.tables.schema import Row
from training.data.examples import Examples, make_examples
from training.evaluation.cross_validation import CrossValidation, cross_validate, select_features
from training.evaluation.mistakes import mistake_texts as mistake_texts
from training.evaluation.options import DIGITS, EvaluationOptions, check_named, evaluation_to_json, rounded
from training.evaluation.report import assemble
from training.features.registry import FEATURES_VERSION
from training.learning import abstention as abstaining
from training.learning import calibration
from training.learning import fit as model
from training.models.card import Card, QuestionCard, duplicate_columns
from training.models.fingerprints import fingerprints
from training.models.linear import LinearModel, from_pipeline
from training.models.training_result import TrainingResult
from training.scoring.explanation import Explainer

PRECISION: Final = 0.8
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
    asked: EvaluationOptions | None = None,  # what figures are wanted; its seed decides
) -> TrainingResult:
    """Learn to answer questions from labeled rows; a question asked only after another one needs that one too."""
    asked = asked or EvaluationOptions(seed=seed)
    learned = [make_examples(rows, question, codebook, asked.how) for question in questions]
    for one in learned:
        _check_enough(one)
    same = duplicate_columns((one.question, one.labels) for one in learned)
    if same:
        raise DataError(f"two of the answers would be called {same[0]!r}: rename a question, or train them apart")
    seed = asked.seed
    check_named(asked.named, learned)
    cards, pipelines, found = [], {}, {}
    for one in progress(learned, "training"):
        judged = cross_validate(one, asked)
        about, pipelines[one.question] = _question(one, judged, codebook, asked, precision)
        cards.append(about)
        found[one.question] = judged.summary
    told = {"name": codebook.name, "version": codebook.version, "digest": codebook.digest} if codebook else None
    figures = assemble(found, asked, rows=len(rows), kind="cross-validated")
    settings = {
        "features": FEATURES_VERSION,
        "without": list(asked.how.without),
        "see_outlet": asked.how.see_outlet,
        "encoder": _encoder(pipelines),
        "precision": precision,
        "often": list(model.OFTEN),
    }
    card = Card(
        questions=tuple(cards),
        codebook=told,
        data={"source": source, "rows": len(rows)},
        seed=seed,
        settings={**settings, "evaluation": _digest(figures)},
        versions={"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        created=created,
    )
    texts = mistake_texts(figures, learned)
    return TrainingResult(card, pipelines, {**figures, "model": card.id}, fingerprints(learned), texts)


def _digest(figures: Mapping[str, Any]) -> str:
    """A model evaluated otherwise is another model on the shelf: none is ever written over."""
    return sha256(evaluation_to_json({**figures, "rows": 0}).encode()).hexdigest()[:16]


def _check_enough(one: Examples) -> None:
    seen = sorted(set(one.answers))
    if len(seen) == 1:
        only = f"all {len(one.answers)} sentences" if len(one.answers) > 1 else "the only sentence"
        raise DataError(
            f"{one.question!r} is {seen[0]!r} for {only}: a model needs at least two different labels "
            "to tell apart; label more, or leave the question out (--question names those to train)"
        )


def _question(
    one: Examples, judged: CrossValidation, codebook: Codebook | None, asked: EvaluationOptions, precision: float
) -> tuple[QuestionCard, Any]:
    makes = select_features(one, asked)
    pipeline = model.fit(one.passages, one.truth, makes, seed=asked.seed, blend=judged.blend, encoder=asked.how.encoder)
    figures = _figures(one, judged, precision)
    model.temper(pipeline, figures["temperature"])
    counts = Counter(one.answers)
    card = QuestionCard(
        name=one.question,
        labels=one.labels,
        never=one.untrained_labels,
        about_target=one.about_target,
        only_if=_condition(one.question, codebook),
        rows=len(one.answers),
        articles=len(set(one.groups)),
        with_article=one.with_article,
        counts={label: counts[label] for label in one.labels},
        left_out=one.left_out,
        digest=one.digest,
        strength=judged.blend.strength,
        factors=judged.blend.factors,
        topics=tuple(sorted(makes.topics)),
        strongest=_strongest(from_pipeline(pipeline), one.labels),
        soft=sum(map(bool, one.shares)),
        **figures,
    )
    return card, pipeline


def _strongest(one: LinearModel, labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    taken_apart = Explainer(one)
    return {label: tuple(taken_apart.strongest(label)) for label in labels if label in one.classes}


def _encoder(pipelines: Mapping[str, Any]) -> dict[str, str] | None:
    """Say which encoder the models rest on."""
    for encoded in (from_pipeline(pipeline).encoded for pipeline in pipelines.values()):
        if encoded:
            return {"setting": encoded.setting, "digest": encoded.digest}
    return None


def _figures(one: Examples, judged: CrossValidation, precision: float) -> dict[str, Any]:
    """Decide the temperature that makes probabilities honest, and when to abstain, by the article split."""
    if judged.raw is None:
        none = {"temperature": 1.0, "threshold": None, "accepted": None, "folds": 0, "figures": None}
        return {**none, "why_no_figures": judged.why}
    kept = np.flatnonzero(judged.trusted)
    answers = [one.answers[at] for at in kept]
    degrees = round(calibration.temperature(judged.raw[kept], answers, one.labels), DIGITS)
    honest = calibration.apply_temperature(judged.raw[kept], degrees)
    best = honest.max(axis=1)
    right = np.array(abstaining.best_labels(honest, one.labels)) == np.array(answers)
    least = abstaining.threshold(np.floor(best * 10**DIGITS) / 10**DIGITS, right, precision)
    return {
        "temperature": degrees,
        "threshold": least,
        "accepted": abstaining.accepted(best, right, least),
        "folds": judged.folds,
        "figures": _headline(one, judged),
    }


def _headline(one: Examples, judged: CrossValidation) -> dict[str, Any]:
    """Give the article split's figures in short, for the card."""
    split, majority = judged.summary["splits"]["article"], judged.summary["baselines"]["majority"]
    articles = {label: set[str]() for label in split["labels"]}
    for at in np.flatnonzero(judged.trusted):
        articles[one.answers[at]].add(one.groups[at])
    short = {
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
                **{name: found[name] for name in ("precision", "recall", "f1")},
                "sentences": found["support"],
                "articles": len(articles[label]),
            }
            for label, found in split["labels"].items()
        },
    }
    return rounded(short)  # type: ignore[no-any-return]


def _condition(question: str, codebook: Codebook | None) -> Condition | None:
    return codebook.question(question).only_if if codebook else None
