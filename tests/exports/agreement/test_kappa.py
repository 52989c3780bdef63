"""Cohen's kappa against scikit-learn's, and its parts."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from exports.agreement.kappa import kappa, kappa_parts


@pytest.mark.parametrize("seed", range(20))
def test_it_is_what_scikit_learn_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = int(rng.integers(2, 6))
    first, second = rng.integers(0, labels, (2, 40))
    second = np.where(rng.random(40) < 0.5, first, second)
    coefficient = float(kappa(kappa_parts(first, second, labels).sum(axis=0)))
    assert coefficient == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)


def test_there_is_none_where_both_gave_one_and_the_same_label() -> None:
    same = np.zeros(5, dtype=np.int64)
    assert np.isnan(kappa(kappa_parts(same, same, 3).sum(axis=0)))


def test_parts_of_sentences_add_up() -> None:
    first, second = np.random.default_rng(3).integers(0, 3, (2, 30))
    times = np.random.default_rng(4).multinomial(30, np.full(30, 1 / 30), size=20)
    of_sums = kappa(times @ kappa_parts(first, second, 3))
    one_by_one = [cohen_kappa_score(np.repeat(first, n), np.repeat(second, n)) for n in times]
    assert of_sums.tolist() == pytest.approx(one_by_one)
