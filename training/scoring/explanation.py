"""Explains a label: what each word of a sentence adds to its score, and what the model's other features add.

The models are linear, so the parts of a score add up exactly: all contributions, those too small to be shown too, and
the label's intercept together are how far the label's score is above the mean score of all labels. A sentence's words
and the groups of features are kept apart: a sentence may hold the word "speech".
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from exports.statistics.arrays import Floats
from training.features.attitude import words_with_attitude
from training.features.ngrams import character_ngrams
from training.features.tone import signed_words
from training.masking.passages import MASKS, Passage
from training.models.linear import LinearModel
from training.scoring.feature_words import words_in_feature
from training.scoring.group_names import ENCODER, plain_group_name
from training.syntax.tokens import Document, make_document

MAX_REASONS: Final = 6  # reasons for the label of one sentence
MAX_STRONGEST: Final = 8  # words, and as many features of other kinds
_MIN_CONTRIBUTION: Final = 0.005
_MASK_NAMES: Final = {mask: f"({mask.strip('<>')})" for mask in MASKS}  # as they are shown: no word has parentheses


class Reason(NamedTuple):
    """What adds to a score: a word or phrase of the sentence, or a group of features that no word bears."""

    name: str
    is_group: bool = False


Reasons = dict[Reason, float]  # what each adds to a label's score


class Explainer:
    """Explains the labels of one question by the coefficients of its model."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self.columns = model.columns
        self.rarity = np.concatenate([block.rarity for block in model.blocks])

    def weights(self, label: str) -> Floats:
        """Give what each column adds to a label's score above the mean of all labels, shape (columns,)."""
        coefficients = self._model.coefficients
        if len(coefficients) == 1:
            centered = np.vstack([-coefficients[0], coefficients[0]]) / 2
        else:
            centered = coefficients - coefficients.mean(axis=0)
        weights: Floats = centered[self._model.classes.index(label)]
        return weights

    def reasons(self, passages: Sequence[Passage], labels: Sequence[str]) -> Iterator[Reasons]:
        """Give, for each passage and its label, what adds to the label's score or takes from it."""
        feature_matrix = self._model.feature_matrix(passages)
        weights = {label: self.weights(label) for label in set(labels)}
        for row, (passage, label) in enumerate(zip(passages, labels, strict=True)):
            start, end = feature_matrix.indptr[row : row + 2]
            columns = feature_matrix.indices[start:end]
            contributions = feature_matrix.data[start:end] * weights[label][columns]
            yield self._reasons(make_document(passage), columns.tolist(), contributions.tolist())

    def strongest(self, label: str, limit: int = MAX_STRONGEST) -> list[str]:
        """Name the words and word pairs that speak most for a label, then the features of other kinds that do.

        Each of the two lists has at most `limit` names. Pieces of words are left out, as they say little by themselves.
        """
        weights = self.weights(label)[: len(self.columns)] * self.rarity
        words = [index for index, (kind, _) in enumerate(self.columns) if kind == "words"]
        features = [
            index
            for index, (kind, _) in enumerate(self.columns)
            if kind != "words" and not kind.startswith("characters")
        ]
        strongest = [
            index
            for group in (words, features)
            for index in sorted(group, key=lambda index: (-weights[index], self.columns[index]))[:limit]
        ]
        return [_column_name(*self.columns[index]) for index in strongest if weights[index] > 0]

    def _reasons(self, document: Document, columns: Sequence[int], contributions: Sequence[float]) -> Reasons:
        word_shares = _WordShares(document)
        reasons: defaultdict[Reason, float] = defaultdict(float)
        pairs: list[tuple[Reason, Mapping[Reason, float], float]] = []
        for column, contribution in zip(columns, contributions, strict=True):
            kind, term = self.columns[column] if column < len(self.columns) else (ENCODER, "")
            shares = word_shares.shares(kind, term)
            if kind == "words" and len(shares) > 1:
                pairs.append((Reason(term), shares, contribution))
                continue
            for reason, share in shares.items():
                reasons[reason] += contribution * share
        return _with_phrases(reasons, pairs)


def _with_phrases(
    words: Mapping[Reason, float], pairs: Sequence[tuple[Reason, Mapping[Reason, float], float]]
) -> Reasons:
    """Add pairs of words: one that says more than either word is a phrase of its own, others are their words' part."""
    reasons: defaultdict[Reason, float] = defaultdict(float, words)
    for phrase, shares, contribution in pairs:
        says_more = all(abs(contribution) > abs(words.get(word, 0.0)) for word in shares)
        for reason, share in ({phrase: 1.0} if says_more else shares).items():
            reasons[reason] += contribution * share
    return dict(reasons)


def format_reasons(reasons: Mapping[Reason, float], limit: int = MAX_REASONS) -> str:
    """Write the strongest reasons: words that speak for the label first, then groups of features, in brackets.

    >>> format_reasons({Reason("brave"): 0.5, Reason("not"): -0.25, Reason("of"): 0.001, Reason("tone", True): 0.75})
    'brave +0.50, not -0.25, [tone] +0.75'
    """
    strongest = sorted(reasons, key=lambda reason: (-abs(reasons[reason]), reason))[:limit]
    visible = [reason for reason in strongest if abs(reasons[reason]) >= _MIN_CONTRIBUTION]
    visible.sort(key=lambda reason: (reason.is_group, -reasons[reason]))
    return ", ".join(f"{_written(reason)} {reasons[reason]:+.2f}" for reason in visible)


def _written(reason: Reason) -> str:
    if reason.is_group:
        return f"[{reason.name}]"
    return " ".join(_MASK_NAMES.get(word, word) for word in reason.name.split(" "))


class _WordShares:
    """Divides a feature among the words of a sentence; the words are counted once, however many features there are."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._words = {word for word in document.lowered if word[0].isalnum() or word in MASKS}

    def shares(self, kind: str, term: str) -> dict[Reason, float]:
        """Give each word's share (0 to 1) in a feature; where no word bears it, its group has all of it."""
        counts = self._word_counts(kind, term)
        total = sum(counts.values())
        if not total:
            return {Reason(plain_group_name(kind), is_group=True): 1.0}
        return {Reason(word): count / total for word, count in counts.items()}

    def _word_counts(self, kind: str, term: str) -> Mapping[str, int]:
        if kind == "tone":
            return self._words_by_sign.get("+" if "+" in term else "-" if "-" in term else "", {})
        if kind == "characters":
            return self._words_by_ngram.get(term, {})
        if kind == "attitude":
            return words_with_attitude(self._document, term)
        words = words_in_feature(kind, term, self._document.passage.target_name)
        return Counter(word for word in words if word in self._words)

    @cached_property
    def _words_by_ngram(self) -> Mapping[str, Counter[str]]:
        words_by_ngram: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word, count in Counter(self._document.lowered).items():
            if word in self._words and word not in MASKS:
                for ngram in character_ngrams(word):
                    words_by_ngram[ngram][word] += count
        return words_by_ngram

    @cached_property
    def _words_by_sign(self) -> Mapping[str, Counter[str]]:
        words_by_sign: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for position, sign in signed_words(self._document.lowered):
            words_by_sign[sign[0]][self._document.lowered[position]] += 1
        return words_by_sign


def _column_name(kind: str, term: str) -> str:
    return term if kind == "words" else f"{kind}: {term}"
