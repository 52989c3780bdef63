"""Learning one calibrated linear model per question."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from threadpoolctl import threadpool_limits

from training.data.examples import Truth
from training.features.registry import FeatureSelection
from training.learning.logistic import STRENGTH, combine, fit_counts, fit_vectors
from training.learning.probabilities import Probabilities, align_labels
from training.masking.passages import Passage
from training.vectorize.pipeline import feature_steps

OFTEN: Final = (500, 4_000, 15_000)  # from so many sentences on, what was seen once, twice, three times is dropped


class Blend(NamedTuple):
    """How a model is put together: how closely counts are followed, and how much each part's scores count."""

    strength: float = STRENGTH
    factors: tuple[float, ...] = (1.0,)


def fit(
    passages: Sequence[Passage],
    truth: Truth,
    wanted: FeatureSelection,
    *,
    seed: int,
    blend: Blend | None = None,
    encoder: str = "",
) -> Pipeline:
    """Learn to answer one question, from counts and, where an encoder is named, from its vectors too."""
    passages, blend = list(passages), blend or Blend()
    counted = feature_steps(wanted, least_often(len(passages)))
    with threadpool_limits(1):  # several cores only wait for each other here, and round sums otherwise
        solver = fit_counts(counted.fit_transform(passages), truth, blend.strength, seed)
        if not encoder:
            return Pipeline([*counted.steps, ("weights", solver)])
        vectors = encoder_step(encoder, wanted)
        of_vectors = fit_vectors(vectors.fit_transform(passages), truth, seed)
    both = FeatureUnion([("counts", counted), ("vectors", vectors)])
    return Pipeline([("parts", both), ("weights", combine([solver, of_vectors], blend.factors))])


def encoder_step(encoder: str, wanted: FeatureSelection) -> Any:  # noqa: ANN401 - a transformer of scikit-learn
    """Make the step that turns passages into an encoder's vectors, and finds the encoder again from any folder."""
    from training.encoders.files import portable_setting
    from training.encoders.transformer import EncoderTransformer

    return EncoderTransformer(
        portable_setting(encoder), about_target=wanted.about_target, topics=tuple(sorted(wanted.topics))
    )


def least_often(sentences: int) -> int:
    """How often something must be seen to count, given how many sentences are learned from."""
    return 1 + sum(sentences >= many for many in OFTEN)


def pipeline_probabilities(pipeline: Pipeline, passages: Sequence[Passage], labels: Sequence[str]) -> Probabilities:
    """Give the probability of each label, one column per label in the order asked for; a label never seen has none."""
    return align_labels(pipeline.predict_proba(list(passages)), pipeline.classes_, labels)


def blend_probabilities(parts: Sequence[Probabilities], factors: Sequence[float]) -> Probabilities:
    """Sum the scores of several models, as `combine` does in their weights; what none can say has no probability.

    >>> blend_probabilities([np.array([[0.8, 0.2]]), np.array([[0.2, 0.8]])], [1.0, 1.0]).round(3).tolist()
    [[0.5, 0.5]]
    """
    if len(parts) == 1:
        return parts[0]
    scores = sum(factor * np.log(np.maximum(part, 1e-12)) for part, factor in zip(parts, factors, strict=True))
    raised = np.exp(scores - np.max(scores, axis=1, keepdims=True)) * (np.maximum(*parts) > 0)
    found: Probabilities = raised / raised.sum(axis=1, keepdims=True)
    return found


def solver_probabilities(solver: LogisticRegression, known: Any, labels: Sequence[str]) -> Probabilities:  # noqa: ANN401
    """Give a solver's probabilities, one column per label in the order asked for."""
    return align_labels(solver.predict_proba(known), solver.classes_, labels)


def temper(pipeline: Pipeline, degrees: float) -> None:
    """Put the temperature into the weights: dividing them is the same as tempering every probability.

    Weights are rounded to seven digits: they are stored so, at half the size, and no label hangs on the eighth.
    """
    weights = pipeline.named_steps["weights"]
    weights.coef_ = (weights.coef_ / degrees).astype(np.float32).astype(np.float64)
    weights.intercept_ = weights.intercept_ / degrees
