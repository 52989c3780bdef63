"""Krippendorff's alpha from coincidences that add up: of all labels, of a scale, and of one label against the rest.

The parts of a sentence (or an article) are summed before alpha is taken: to resample articles thousands of times is
one product of weights and parts.
"""

import numpy as np

from exports.statistics.arrays import Floats, Ints


def coincidence_parts(counts: Ints) -> Floats:
    """Give each sentence's matrix of label pairs, flattened, from how often it was given each label.

    Every answer is paired with each other one to the sentence, and counts one in all; a lone answer counts nothing.

    >>> coincidence_parts(np.array([[2, 1], [0, 1]])).tolist()
    [[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    """
    labels = counts.shape[1]
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(labels, dtype=np.int64)
    others = np.maximum(counts.sum(axis=1) - 1, 1)[:, None]
    flat: Floats = pairs.reshape(len(counts), labels**2) / others
    return flat


def nominal_parts(counts: Ints) -> Floats:
    """Give each sentence's part in nominal alpha: its answers by label and, last, those that agree."""
    square = _square(coincidence_parts(counts))
    return np.hstack([square.sum(axis=2), np.trace(square, axis1=1, axis2=2)[:, None]])


def label_parts(counts: Ints, label: int) -> Floats:
    """Give each sentence's part in the nominal alpha of one label against the rest."""
    square = _square(coincidence_parts(counts))
    mine, both, all_of = square[:, label].sum(axis=1), square[:, label, label], square.sum(axis=(1, 2))
    return np.stack([mine, all_of - mine, all_of - 2 * (mine - both)], axis=1)


def nominal_alpha(total: Floats) -> Floats:
    """Nominal alpha from summed parts (last axis); NaN where fewer than two labels were used.

    >>> labels = "123321412...", "1233224125.3", ".3332342251.", "12332441251."  # Krippendorff 2011: four observers
    >>> counts = np.array([[unit.count(value) for value in "12345"] for unit in zip(*labels)])
    >>> round(float(nominal_alpha(nominal_parts(counts).sum(axis=0))), 3)
    0.743
    """
    counts, agreeing = total[..., :-1], total[..., -1]
    answers = counts.sum(axis=-1)
    by_chance = answers * (answers - 1) - (counts * (counts - 1)).sum(axis=-1)
    return _one_less(answers - agreeing, by_chance, answers)


def ordinal_alpha(total: Floats) -> Floats:
    """Ordinal alpha from summed coincidences (last axis): near labels disagree less, by how many answers lie between.

    >>> labels = "123321412...", "1233224125.3", ".3332342251.", "12332441251."
    >>> counts = np.array([[unit.count(value) for value in "12345"] for unit in zip(*labels)])
    >>> round(float(ordinal_alpha(coincidence_parts(counts).sum(axis=0))), 3)
    0.815
    """
    square = _square(total)
    counts = square.sum(axis=-1)
    rank = counts.cumsum(axis=-1) - counts / 2  # two labels are as far apart as their middle ranks
    apart = (rank[..., :, None] - rank[..., None, :]) ** 2
    answers = counts.sum(axis=-1)
    by_chance = (counts[..., :, None] * counts[..., None, :] * apart).sum(axis=(-1, -2))
    return _one_less((square * apart).sum(axis=(-1, -2)), by_chance, answers)


def _square(flat: Floats) -> Floats:
    labels = int(np.sqrt(flat.shape[-1]) + 0.5)
    return flat.reshape(*flat.shape[:-1], labels, labels)


def _one_less(observed: Floats, by_chance: Floats, answers: Floats) -> Floats:
    """1 - disagreement / that by chance; both as sums, the latter over all ordered pairs of answers."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(by_chance > 1e-9, 1 - observed * (answers - 1) / by_chance, np.nan)
    return found
