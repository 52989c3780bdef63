"""One calibrated linear model per question; chances are looked up by label, never by position."""

from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from training.features import Passage, features

Chances = NDArray[np.float64]
T = TypeVar("T")

STRENGTH: Final = 2.0  # how closely the weights follow the data (scikit-learn's C)
FEW: Final = 500  # below so many sentences, what was seen once is kept
_COOLEST, _HOTTEST = 0.25, 4.0


def fit(
    passages: Sequence[Passage], answers: Sequence[str], *, about_target: bool, seed: int, strength: float = STRENGTH
) -> Pipeline:
    """Learn to answer one question; rare labels weigh as much as frequent ones."""
    pipeline = Pipeline(
        [
            *features(about_target=about_target, min_df=least_often(len(passages))).steps,
            ("weights", weights(seed, strength)),
        ]
    )
    return settled(pipeline, list(passages), np.array(answers, dtype=object))


def settled(estimator: T, known: object, answers: NDArray[np.object_]) -> T:
    """Fit on one core: several only wait for each other here (three times as long), and round sums otherwise."""
    with threadpool_limits(1):
        estimator.fit(known, answers)  # type: ignore[attr-defined]
    return estimator


def least_often(sentences: int) -> int:
    """How often something must be seen to count, given how many sentences are learned from."""
    return 1 if sentences < FEW else 2


def weights(seed: int, strength: float = STRENGTH) -> LogisticRegression:
    """Make the last step of every model; nothing is learned yet."""
    return LogisticRegression(C=strength, class_weight="balanced", solver="newton-cg", tol=1e-4, random_state=seed)


def chances(pipeline: Pipeline, passages: Sequence[Passage], labels: Sequence[str]) -> Chances:
    """Give the chance of each label, one column per label in the order asked for; a label never seen has none."""
    return by_label(pipeline.predict_proba(list(passages)), pipeline.classes_, labels)


def by_label(found: Chances, known: Sequence[str], labels: Sequence[str]) -> Chances:
    """Put columns of chances in the labels' order.

    >>> by_label(np.array([[0.2, 0.8]]), ["no", "yes"], ["yes", "unheard", "no"]).tolist()
    [[0.8, 0.0, 0.2]]
    """
    column = {label: place for place, label in enumerate(known)}
    table = np.zeros((len(found), len(labels)))
    for place, label in enumerate(labels):
        if label in column:
            table[:, place] = found[:, column[label]]
    return table


def temperature(found: Chances, answers: Sequence[str], labels: Sequence[str]) -> float:
    """How much the chances are too sure (above 1) or too modest, judged by sentences the model didn't learn from.

    >>> answers = ["yes", "yes", "no", "yes"]
    >>> temperature(np.array([[0.99, 0.01]] * 4), answers, ["yes", "no"]) > 1
    True
    """
    place = {label: at for at, label in enumerate(labels)}
    truth = np.array([place[answer] for answer in answers])
    possible = found[np.arange(len(truth)), truth] > 0  # a label no fold could learn says nothing about sureness
    if not possible.any():
        return 1.0
    rows, truth = found[possible], truth[possible]

    def surprise(logarithm: float) -> float:
        return float(-np.log(tempered(rows, float(np.exp(logarithm)))[np.arange(len(truth)), truth]).mean())

    bounds = (float(np.log(_COOLEST)), float(np.log(_HOTTEST)))
    return float(np.exp(minimize_scalar(surprise, bounds=bounds, method="bounded").x))


def tempered(found: Chances, degrees: float) -> Chances:
    """Make chances less sure (above 1) or more, keeping which label is best.

    >>> tempered(np.array([[0.8, 0.2]]), 2.0).round(3).tolist()
    [[0.667, 0.333]]
    """
    raised: Chances = np.power(found, 1 / degrees)
    total: Chances = raised.sum(axis=1, keepdims=True)
    return raised / total


def temper(pipeline: Pipeline, degrees: float) -> None:
    """Put the temperature into the weights: dividing them is the same as tempering every chance."""
    weights = pipeline.named_steps["weights"]
    weights.coef_ = weights.coef_ / degrees
    weights.intercept_ = weights.intercept_ / degrees
