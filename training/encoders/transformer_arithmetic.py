"""A transformer computed step by step with NumPy: slow, and what an exported graph is checked against.

Sources: Devlin and others (2019) for BERT, Song and others (2020) for MPNet, whose attention also knows how far apart
two word pieces are, in the buckets of Raffel and others (2020).
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from training.encoders.pooling import Vectors32, band_means, upper_half
from training.encoders.transformer_weights import Linear, Transformer

_MAX_DISTANCE: Final = 128  # word pieces; everything farther apart is in the last bucket


def computed_vectors(transformer: Transformer, ids: Sequence[int]) -> Vectors32:
    """Give the vectors of word pieces, as an encoder's engine gives them: (bands, pieces, dimensions)."""
    vectors = transformer.words[list(ids)] + transformer.positions[: len(ids)]
    vectors = _normalized(vectors, transformer.norm, transformer.epsilon)
    layers = []
    for layer in transformer.layers:
        attended = _apply(
            _attention(vectors, transformer, layer["query"], layer["key"], layer["value"]), layer["attended"]
        )
        vectors = _normalized(vectors + attended, layer["attention_norm"], transformer.epsilon)
        wide = _activated(_apply(vectors, layer["wide"]), transformer.activation)
        vectors = _normalized(vectors + _apply(wide, layer["narrow"]), layer["norm"], transformer.epsilon)
        layers.append(vectors)
    return band_means(upper_half(layers))


def distance_buckets(distances: NDArray[np.int64], buckets: int) -> NDArray[np.int64]:
    """Give the bucket of each distance from one word piece to another: near ones have their own, far ones share.

    Takes an array of any shape, and gives one of the same shape.

    >>> distance_buckets(np.array([0, -1, 1, -7, -8, -64, 200]), 32).tolist()
    [0, 1, 17, 7, 8, 14, 31]
    """
    half = buckets // 2
    exact = half // 2
    size = np.abs(distances)
    logarithms = np.log((np.maximum(size, 1) / exact).astype(np.float32))  # single precision: it decides where 64 goes
    shares = logarithms / np.float32(math.log(_MAX_DISTANCE / exact)) * np.float32(half - exact)
    far = exact + shares.astype(np.int64)
    near_or_far = np.where(size < exact, size, np.minimum(far, half - 1))
    numbered: NDArray[np.int64] = near_or_far + np.where(distances > 0, half, 0)
    return numbered


def distance_bias(weights: Vectors32, count: int) -> Vectors32:
    """Give what each distance adds to attention, from `1 - count` to `count - 1`, with shape (distances, heads)."""
    return weights[distance_buckets(np.arange(1 - count, count), len(weights))]


def _attention(vectors: Vectors32, transformer: Transformer, query: Linear, key: Linear, value: Linear) -> Vectors32:
    count, dimensions = vectors.shape
    by_head = (count, transformer.heads, dimensions // transformer.heads)
    queries, keys, values = (_apply(vectors, part).reshape(by_head).swapaxes(0, 1) for part in (query, key, value))
    scores = queries @ keys.swapaxes(1, 2) / np.float32(math.sqrt(by_head[2]))
    if transformer.distances is not None:
        places = np.arange(count)
        bias = distance_bias(transformer.distances, count)
        scores = scores + bias[places[None, :] - places[:, None] + count - 1].transpose(2, 0, 1)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    attended: Vectors32 = (weights @ values).swapaxes(0, 1).reshape(count, dimensions)
    return attended


def _apply(vectors: Vectors32, linear: Linear) -> Vectors32:
    return vectors @ linear.weight + linear.bias


def _normalized(vectors: Vectors32, norm: Linear, epsilon: float) -> Vectors32:
    centered = vectors - vectors.mean(axis=-1, keepdims=True)
    deviation = np.sqrt((centered**2).mean(axis=-1, keepdims=True) + np.float32(epsilon))
    normalized: Vectors32 = centered / deviation * norm.weight + norm.bias
    return normalized


def _activated(vectors: Vectors32, activation: str) -> Vectors32:
    if activation == "relu":
        return np.maximum(vectors, 0)
    activated: Vectors32 = vectors * (1 + erf(vectors / np.float32(math.sqrt(2)))) / 2
    return activated
