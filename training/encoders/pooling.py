"""From the vectors of a text's word pieces to those that a model learns from."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotation.text.targets import Span

REACH: Final = 8  # word pieces before and after a focus that stand for what is said around it
AROUND: Final = ("focus", "its strongest", "before", "after")  # what there is besides the sentence

Vectors32 = NDArray[np.float32]


class Pieces(NamedTuple):
    """A text's word pieces: vectors of each, and the code points it stands for (0, 0 where it stands for none).

    `vectors` is a table per band (of an encoder's layers; a static table has one), with a row per piece.
    """

    vectors: Vectors32
    offsets: Sequence[Span]


def width(bands: int, dimensions: int, also: int) -> int:
    """Count the numbers that `pool` gives."""
    return dimensions * (bands + len(AROUND) + also)


def pool(pieces: Pieces, focus: Sequence[Span], also: Sequence[Sequence[Span]] = ()) -> Vectors32:
    """Give the sentence's vector in each band, then those of a focus within it (mean and greatest) and around it.

    `also` are other places, each looked at on its own. A row per vector; all but the sentence's are of the mean over
    the bands. Where the text has no such place, or not within what the encoder sees, they are zero.

    >>> pieces = Pieces(np.diag([3, 6, 9]).astype(np.float32)[None], [(0, 2), (3, 5), (5, 6)])
    >>> pool(pieces, [(3, 5)]).tolist()
    [[1.0, 2.0, 3.0], [0.0, 6.0, 0.0], [0.0, 6.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 9.0]]
    """
    everything = range(len(pieces.offsets))
    sentence = [_mean(band, everything) for band in pieces.vectors]
    inside, *others = ({at for at in everything if _touches(pieces.offsets[at], spans)} for spans in (focus, *also))
    real = {at for at in everything if pieces.offsets[at][1] > pieces.offsets[at][0]} - inside
    before = {near for at in inside for near in range(at - REACH, at)} & real
    after = {near for at in inside for near in range(at + 1, at + REACH + 1)} & real
    level: Vectors32 = pieces.vectors.mean(axis=0, dtype=np.float32)
    strongest = level[sorted(inside)].max(axis=0) if inside else _mean(level, ())
    beside = (_mean(level, sorted(places)) for places in (before, after, *others))
    return np.stack([*sentence, _mean(level, sorted(inside)), strongest, *beside])


def _touches(piece: Span, spans: Iterable[Span]) -> bool:
    return any(start < piece[1] and piece[0] < end for start, end in spans)


def _mean(vectors: Vectors32, places: Sequence[int]) -> Vectors32:
    if not len(places):
        return np.zeros(vectors.shape[1], dtype=np.float32)
    found: Vectors32 = vectors[list(places)].mean(axis=0, dtype=np.float32)
    return found
