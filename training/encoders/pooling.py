"""From the vectors of a text's word pieces to the vectors that a model learns from."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from annotation.text.targets import Span

CONTEXT_PIECES: Final = 8  # word pieces before and after a focus that are its context
FOCUS_VECTORS: Final = ("mean of the focus", "maximum of the focus", "before the focus", "after the focus")

MAX_BANDS: Final = 4  # groups of neighboring layers that are averaged

Vectors32 = NDArray[np.float32]
Layers = TypeVar("Layers", bound=Sequence[Any])


class PieceVectors(NamedTuple):
    """The vectors of a text's word pieces, and the code points that each piece stands for.

    `vectors` has shape (bands, pieces, dimensions): a band is a group of an encoder's layers; a static table has one.
    `offsets` has a span of code points for each piece, and (0, 0) for a piece that stands for none, such as `[CLS]`.
    """

    vectors: Vectors32
    offsets: Sequence[Span]


def upper_half(layers: Layers) -> Layers:
    """Give the layers that are used, of all layers in order: the upper half.

    >>> upper_half([1, 2, 3, 4, 5, 6]), upper_half([1])
    ([3, 4, 5, 6], [1])
    """
    upper: Layers = layers[(len(layers) - 1) // 2 :]  # type: ignore[assignment]
    return upper


def band_means(layers: Sequence[Vectors32]) -> Vectors32:
    """Average neighboring layers, each of shape (pieces, dimensions), in up to `MAX_BANDS` bands.

    Gives an array of shape (bands, pieces, dimensions).
    """
    bands = np.array_split(np.stack(layers), min(MAX_BANDS, len(layers)))
    means: Vectors32 = np.stack([band.mean(axis=0, dtype=np.float32) for band in bands])
    return means


def pooled_width(bands: int, dimensions: int, extra_focuses: int) -> int:
    """Count the numbers that `pool` gives for one text.

    >>> pooled_width(bands=2, dimensions=10, extra_focuses=1)
    70
    """
    return dimensions * (bands + len(FOCUS_VECTORS) + extra_focuses)


def pool(pieces: PieceVectors, focus: Sequence[Span], extra_focuses: Sequence[Sequence[Span]] = ()) -> Vectors32:
    """Give the vectors of a sentence and of a focus within it, with shape (vectors, dimensions).

    There is one row for the sentence in each band, then one row for each of `FOCUS_VECTORS`, then one row for each
    of the extra focuses. All rows but the sentence's are computed from the mean over the bands. A row is zero where
    the text has no such place, or where that place is beyond what the encoder sees.

    Args:
        pieces: the word pieces of the text.
        focus: spans of code points, such as the mentions of the target.
        extra_focuses: more lists of spans; the mean of each is added as a row of its own.

    >>> pieces = PieceVectors(np.diag([3, 6, 9]).astype(np.float32)[None], [(0, 2), (3, 5), (5, 6)])
    >>> pool(pieces, [(3, 5)]).tolist()
    [[1.0, 2.0, 3.0], [0.0, 6.0, 0.0], [0.0, 6.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 9.0]]
    """
    indices = range(len(pieces.offsets))
    sentence = [_mean(band, indices) for band in pieces.vectors]
    inside, *extra_insides = (
        {index for index in indices if _overlaps(pieces.offsets[index], spans)} for spans in (focus, *extra_focuses)
    )
    outside = {index for index in indices if pieces.offsets[index][1] > pieces.offsets[index][0]} - inside
    before = {near for index in inside for near in range(index - CONTEXT_PIECES, index)} & outside
    after = {near for index in inside for near in range(index + 1, index + CONTEXT_PIECES + 1)} & outside
    band_mean: Vectors32 = pieces.vectors.mean(axis=0, dtype=np.float32)
    maximum = band_mean[sorted(inside)].max(axis=0) if inside else _mean(band_mean, ())
    context = (_mean(band_mean, sorted(chosen)) for chosen in (before, after, *extra_insides))
    return np.stack([*sentence, _mean(band_mean, sorted(inside)), maximum, *context])


def _overlaps(piece: Span, spans: Iterable[Span]) -> bool:
    return any(start < piece[1] and piece[0] < end for start, end in spans)


def _mean(vectors: Vectors32, indices: Sequence[int]) -> Vectors32:
    """Give the mean of some rows of an array of shape (pieces, dimensions); zeros where there are none."""
    if not len(indices):
        return np.zeros(vectors.shape[1], dtype=np.float32)
    mean: Vectors32 = vectors[list(indices)].mean(axis=0, dtype=np.float32)
    return mean
