"""Fitting the model of one question: a pipeline from passages to labels, whose probabilities are then calibrated."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from threadpoolctl import threadpool_limits

from training.data.examples import Truth
from training.features.registry import FeatureSelection
from training.learning.logistic import STRENGTH, combine, fit_counts, fit_vectors
from training.learning.probabilities import LEAST_PROBABILITY, Probabilities, align_labels
from training.masking.passages import Passage
from training.vectorize.pipeline import feature_steps

# From so many sentences on, features that occur once, twice, and three times are dropped.
FREQUENCY_STEPS: Final = (500, 4_000, 15_000)


class Blend(NamedTuple):
    """How a model is put together: how closely it follows the counts, and by what each part's scores are multiplied."""

    strength: float = STRENGTH
    factors: tuple[float, ...] = (1.0,)


def fit(
    passages: Sequence[Passage],
    truth: Truth,
    selection: FeatureSelection,
    *,
    seed: int,
    blend: Blend | None = None,
    encoder: str = "",
) -> Pipeline:
    """Fit the model of one question on counts and, where an encoder is named, on its vectors too."""
    passages, blend = list(passages), blend or Blend()
    counts = feature_steps(selection, min_frequency(len(passages)))
    with threadpool_limits(1):  # several cores would only wait for each other, and round sums in another order
        counts_solver = fit_counts(counts.fit_transform(passages), truth, blend.strength, seed)
        if not encoder:
            return Pipeline([*counts.steps, ("weights", counts_solver)])
        vectors = encoder_step(encoder, selection)
        vectors_solver = fit_vectors(vectors.fit_transform(passages), truth, seed)
    parts = FeatureUnion([("counts", counts), ("vectors", vectors)])
    return Pipeline([("parts", parts), ("weights", combine([counts_solver, vectors_solver], blend.factors))])


def encoder_step(encoder: str, selection: FeatureSelection) -> Any:  # noqa: ANN401 - a transformer of scikit-learn
    """Make the step that turns passages into an encoder's vectors, and finds the encoder again from any folder."""
    from training.encoders.files import portable_setting
    from training.encoders.transformer import EncoderTransformer

    topics = tuple(sorted(selection.topics))
    return EncoderTransformer(portable_setting(encoder), about_target=selection.about_target, topics=topics)


def min_frequency(sentences: int) -> int:
    """Give how often a feature must occur to be used, by the number of sentences that are learned from.

    >>> [min_frequency(sentences) for sentences in (100, 500, 20_000)]
    [1, 2, 4]
    """
    return 1 + sum(sentences >= step for step in FREQUENCY_STEPS)


def pipeline_probabilities(pipeline: Pipeline, passages: Sequence[Passage], labels: Sequence[str]) -> Probabilities:
    """Give a pipeline's probabilities, shape (passages, labels); a label that it never learned has 0."""
    return align_labels(pipeline.predict_proba(list(passages)), pipeline.classes_, labels)


def blend_probabilities(parts: Sequence[Probabilities], factors: Sequence[float]) -> Probabilities:
    """Sum the scores of several models, each multiplied by its factor, as `combine` does in their weights.

    Takes arrays of shape (sentences, labels), one per model, and gives one. A label without a probability in every
    model has none in the result.

    >>> blend_probabilities([np.array([[0.8, 0.2]]), np.array([[0.2, 0.8]])], [1.0, 1.0]).round(3).tolist()
    [[0.5, 0.5]]
    """
    if len(parts) == 1:
        return parts[0]
    scores = sum(
        factor * np.log(np.maximum(part, LEAST_PROBABILITY)) for part, factor in zip(parts, factors, strict=True)
    )
    powers = np.exp(scores - np.max(scores, axis=1, keepdims=True)) * (np.maximum(*parts) > 0)
    blended: Probabilities = powers / powers.sum(axis=1, keepdims=True)
    return blended


def solver_probabilities(
    solver: LogisticRegression,
    features: Any,  # noqa: ANN401 - counts in a sparse matrix, or vectors in an array
    labels: Sequence[str],
) -> Probabilities:
    """Give the probabilities, shape (sentences, labels), for features of shape (sentences, columns)."""
    return align_labels(solver.predict_proba(features), solver.classes_, labels)


def temper(pipeline: Pipeline, degrees: float) -> None:
    """Put a temperature into a pipeline's weights: dividing them has the same effect as `apply_temperature`.

    Weights are rounded to seven digits, because they are stored with seven, at half the size; no label depends on the
    eighth.
    """
    weights = pipeline.named_steps["weights"]
    weights.coef_ = (weights.coef_ / degrees).astype(np.float32).astype(np.float64)
    weights.intercept_ = weights.intercept_ / degrees
