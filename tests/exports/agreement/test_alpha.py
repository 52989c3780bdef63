"""Krippendorff's alpha: his own worked examples, the krippendorff package, and sums of parts."""

from collections.abc import Callable
from typing import Any

import krippendorff
import numpy as np
import pytest

from exports.agreement.alpha import coincidence_parts, label_parts, nominal_alpha, nominal_parts, ordinal_alpha
from exports.statistics.arrays import Floats, Ints
from tests.examples.agreement import OBSERVERS

Parts = Callable[[Ints], Floats]
Alpha = Callable[[Floats], Floats]

# The same paper: two observers, ten units, two values (C, alpha .095); and five values (B, alpha .692).
TWO_VALUES = {"meg": "0100000010", "owen": "1110010000"}
FIVE_VALUES = {"ben": "aabbdcccedda", "gerry": "babbbccceddd"}
KINDS: dict[str, tuple[Parts, Alpha]] = {
    "nominal": (nominal_parts, nominal_alpha),
    "ordinal": (coincidence_parts, ordinal_alpha),
}


def counted(observers: dict[str, str], labels: str) -> Ints:
    return np.array([[unit.count(label) for label in labels] for unit in zip(*observers.values(), strict=True)])


def random_counts(seed: int) -> tuple[Ints, list[list[float]]]:
    """Answers at random with gaps, counted, and as the oracle wants them."""
    rng = np.random.default_rng(seed)
    labels = int(rng.integers(2, 6))
    drawn = rng.integers(0, labels, size=(rng.integers(2, 6), 30)).astype(float)
    drawn[rng.random(drawn.shape) < 0.4] = np.nan
    return (drawn.T[:, :, None] == np.arange(labels)).sum(axis=1), drawn.tolist()


def whole(kind: str, counts: Ints) -> float:
    parts, alpha = KINDS[kind]
    return float(alpha(parts(counts).sum(axis=0)))


@pytest.mark.parametrize(
    ("observers", "labels", "kind", "published"),
    [
        (TWO_VALUES, "01", "nominal", 0.095),
        (FIVE_VALUES, "abcde", "nominal", 0.692),
        (OBSERVERS, "12345", "nominal", 0.743),
        (OBSERVERS, "12345", "ordinal", 0.815),
    ],
)
def test_krippendorffs_own_examples(observers: dict[str, str], labels: str, kind: str, published: float) -> None:
    assert round(whole(kind, counted(observers, labels)), 3) == published


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(25))
def test_it_is_what_the_krippendorff_package_says(kind: str, seed: int) -> None:
    counts, drawn = random_counts(seed)
    level: Any = kind
    expected = krippendorff.alpha(reliability_data=drawn, level_of_measurement=level)
    assert whole(kind, counts) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_a_label_against_the_rest_is_the_alpha_of_those_two(seed: int) -> None:
    counts, _ = random_counts(seed)
    for label in range(counts.shape[1]):
        two_label_counts = np.stack([counts[:, label], counts.sum(axis=1) - counts[:, label]], axis=1)
        alpha = float(nominal_alpha(label_parts(counts, label).sum(axis=0)))
        assert alpha == pytest.approx(whole("nominal", two_label_counts), abs=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_parts_of_sentences_add_up_to_the_alpha_of_any_sample(kind: str) -> None:
    parts, alpha = KINDS[kind]
    counts, _ = random_counts(5)
    weights = np.random.default_rng(7).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=50)
    one_by_one = [whole(kind, np.repeat(counts, times, axis=0)) for times in weights]
    assert alpha(weights @ parts(counts)).tolist() == pytest.approx(one_by_one)


def test_the_order_of_labels_counts_on_a_scale_only() -> None:
    counts, _ = random_counts(8)
    swapped = counts[:, [1, 0, *range(2, counts.shape[1])]]
    assert whole("nominal", swapped) == pytest.approx(whole("nominal", counts))
    assert whole("ordinal", swapped) != pytest.approx(whole("ordinal", counts))


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_no_alpha_of_one_label_or_of_lone_answers(kind: str) -> None:
    assert np.isnan(whole(kind, np.array([[2, 0], [3, 0]])))
    assert np.isnan(whole(kind, np.array([[1, 0], [0, 1]])))
