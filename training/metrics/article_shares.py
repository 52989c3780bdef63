"""Whole articles: how far the shares of labels that a model finds in an article are from the true ones.

Who scores articles asks how much of each is unfavorable, so an article counts once, however long it is. Beside the
error stands that of calling everything by the most frequent label, and the area under the ROC curve (AUC): how likely a
sentence with the label gets a higher probability of it than one without. The AUC does not depend on how frequent labels
are; .5 is chance.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

from exports.statistics.arrays import Flags, Floats, Ints
from training.learning.probabilities import Probabilities
from training.metrics.intervals import mean_per_sentence, ratio_interval
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import ArticleShares, LabelShareInArticles


def article_shares(judged: JudgedSentences, probabilities: Probabilities, targets: Sequence[str]) -> ArticleShares:
    """Compare the labels' shares in each article, for each of its targets, with the true ones.

    Args:
        judged: the sentences that are judged.
        probabilities: shape (sentences, labels), in the order of the sentences' labels.
        targets: the target of each sentence; all the same where there is none.
    """
    _, target_numbers = np.unique(np.array(targets, dtype=object), return_inverse=True)
    pairs = np.stack([judged.articles, target_numbers.reshape(-1)], axis=1)
    _, first, article_of = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    article_of = article_of.reshape(-1)
    predicted = probabilities.argmax(axis=1)
    cluster_of = np.unique(judged.clusters()[1][first], return_inverse=True)[1]
    most_frequent = int(np.bincount(judged.truth).argmax())
    labels: dict[str, LabelShareInArticles] = {}
    for column, label in enumerate(judged.labels):
        truth = _shares(judged.truth == column, article_of)
        error = np.abs(_shares(predicted == column, article_of) - truth)
        constant = np.abs(float(column == most_frequent) - truth)
        labels[label] = {
            "share": float(truth.mean()),
            "error": ratio_interval(
                mean_per_sentence(error, cluster_of), judged.resamples, judged.seed, judged.resampled
            ),
            "constant_error": float(constant.mean()),
            "auc": area_under_curve(probabilities[:, column], judged.truth == column),
        }
    return {"articles": len(first), "most_frequent": judged.labels[most_frequent], "labels": labels}


def area_under_curve(scores: Floats, is_label: Flags) -> float | None:
    """Give the area under the ROC curve, from scores and flags of shape (sentences,); None without both kinds.

    >>> area_under_curve(np.array([0.9, 0.2, 0.4]), np.array([True, False, True]))
    1.0
    """
    with_label = int(is_label.sum())
    without = len(is_label) - with_label
    if not with_label or not without:
        return None
    ranks = rankdata(scores)
    return float((ranks[is_label].sum() - with_label * (with_label + 1) / 2) / (with_label * without))


def _shares(flags: Flags, article_of: Ints) -> Floats:
    """Give the share of flagged sentences in each article, from shape (sentences,) to shape (articles,)."""
    shares: Floats = np.bincount(article_of, flags.astype(float)) / np.bincount(article_of)
    return shares
