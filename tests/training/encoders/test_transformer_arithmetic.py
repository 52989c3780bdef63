"""Vectors of tiny transformers, as the package transformers (5.x, on PyTorch 2.13) computes them."""

from pathlib import Path

import numpy as np
import pytest

from tests.examples.transformers import transformer
from training.encoders.transformer_arithmetic import computed_vectors
from training.encoders.transformer_weights import read_transformer

IDS = [1, *(3 + number % 7 for number in range(100)), 2]  # so long that MPNet's far distances share their buckets
# The second and third of three layers; of each the first, 51st and last word piece; of each the first three numbers.
EXPECTED = {
    "bert": [
        [[-3.3063, -0.3229, 0.7387], [-3.0118, -0.4019, 0.3414], [-3.1021, -0.3461, 0.5014]],
        [[-0.4326, 0.6505, 1.5613], [-0.5406, 0.6515, 1.5695], [-0.4301, 0.6273, 1.5594]],
    ],
    "mpnet": [
        [[1.8153, 0.6255, -0.005], [2.3875, -0.8697, -0.8316], [2.4282, -0.091, -0.171]],
        [[-0.8326, -1.0213, 1.3644], [-0.7929, -1.1591, 1.2631], [-0.7984, -1.0704, 1.4116]],
    ],
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_vectors_are_those_of_the_package_transformers(kind: str, tmp_path: Path) -> None:
    vectors = computed_vectors(read_transformer(transformer(tmp_path, kind)), IDS)
    assert vectors.shape == (2, len(IDS), 8)
    assert np.allclose(vectors[:, [0, 50, 101], :3], EXPECTED[kind], atol=1e-4)
