"""Krippendorff's alpha from parts that add up: of all labels, of ordered labels, and of one label against the rest.

The formulas are those of Krippendorff (2004, Content Analysis, chapter 11) and of his worked examples (2011, Computing
Krippendorff's Alpha-Reliability). Alpha is a function of sums over sentences, so each sentence's parts are computed
once: to resample articles thousands of times is then one product of weights and parts.
"""

import numpy as np

from exports.statistics.arrays import Floats, Ints


def coincidence_parts(counts: Ints) -> Floats:
    """Give each sentence's matrix of coincidences (Krippendorff 2011), flattened: its pairs of labels.

    Each answer is paired with every other answer to the sentence, and its pairs weigh 1 together; an answer without
    another one has no pairs.

    Args:
        counts: How often each sentence was given each label, shape (sentences, labels).

    Returns:
        The matrices, shape (sentences, labels * labels).

    >>> coincidence_parts(np.array([[2, 1], [0, 1]])).tolist()
    [[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    """
    labels = counts.shape[1]
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(labels, dtype=np.int64)
    partners = np.maximum(counts.sum(axis=1) - 1, 1)[:, None]
    coincidences: Floats = pairs.reshape(len(counts), labels**2) / partners
    return coincidences


def nominal_parts(counts: Ints) -> Floats:
    """Give each sentence's part of nominal alpha: its paired answers by label and, last, those that agree.

    `counts` has the shape (sentences, labels), the parts have the shape (sentences, labels + 1).
    """
    matrices = _as_matrices(coincidence_parts(counts))
    return np.hstack([matrices.sum(axis=2), np.trace(matrices, axis1=1, axis2=2)[:, None]])


def label_parts(counts: Ints, label: int) -> Floats:
    """Give each sentence's part of the nominal alpha of one label (its column in `counts`) against all others.

    `counts` has the shape (sentences, labels). The parts have the shape (sentences, 3): paired answers with the label,
    paired answers with another label, and those that agree.
    """
    matrices = _as_matrices(coincidence_parts(counts))
    total = matrices.sum(axis=(1, 2))
    with_label = matrices[:, label].sum(axis=1)
    agreeing_on_label = matrices[:, label, label]
    return np.stack([with_label, total - with_label, total - 2 * (with_label - agreeing_on_label)], axis=1)


def nominal_alpha(total: Floats) -> Floats:
    """Compute nominal alpha (Krippendorff 2011) from summed `nominal_parts`, shape (..., labels + 1).

    The value is NaN where fewer than two labels were used.

    >>> observers = "123321412...", "1233224125.3", ".3332342251.", "12332441251."
    >>> counts = np.array([[unit.count(value) for value in "12345"] for unit in zip(*observers)])
    >>> round(float(nominal_alpha(nominal_parts(counts).sum(axis=0))), 3)
    0.743
    """
    label_counts, agreeing = total[..., :-1], total[..., -1]
    answers = label_counts.sum(axis=-1)
    expected = answers * (answers - 1) - (label_counts * (label_counts - 1)).sum(axis=-1)
    return _alpha(answers - agreeing, expected, answers)


def ordinal_alpha(total: Floats) -> Floats:
    """Compute ordinal alpha (Krippendorff 2011) from summed `coincidence_parts`, shape (..., labels * labels).

    The labels are in order, and two of them differ by how many answers lie between them. The value is NaN where fewer
    than two labels were used.

    >>> observers = "123321412...", "1233224125.3", ".3332342251.", "12332441251."
    >>> counts = np.array([[unit.count(value) for value in "12345"] for unit in zip(*observers)])
    >>> round(float(ordinal_alpha(coincidence_parts(counts).sum(axis=0))), 3)
    0.815
    """
    matrices = _as_matrices(total)
    label_counts = matrices.sum(axis=-1)
    middle_ranks = label_counts.cumsum(axis=-1) - label_counts / 2
    squared_distances = (middle_ranks[..., :, None] - middle_ranks[..., None, :]) ** 2
    observed = (matrices * squared_distances).sum(axis=(-1, -2))
    expected = (label_counts[..., :, None] * label_counts[..., None, :] * squared_distances).sum(axis=(-1, -2))
    return _alpha(observed, expected, label_counts.sum(axis=-1))


def _as_matrices(flat: Floats) -> Floats:
    """Reshape flattened matrices, shape (..., labels * labels), as squares, shape (..., labels, labels)."""
    labels = int(np.sqrt(flat.shape[-1]) + 0.5)
    return flat.reshape(*flat.shape[:-1], labels, labels)


def _alpha(observed: Floats, expected: Floats, answers: Floats) -> Floats:
    """Give 1 less the observed disagreement divided by the disagreement expected by chance.

    `observed` is summed over the paired answers, `expected` over all ordered pairs of answers.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha: Floats = np.where(expected > 1e-9, 1 - observed * (answers - 1) / expected, np.nan)
    return alpha
