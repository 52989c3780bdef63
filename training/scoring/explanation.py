"""Why this label: what each word of a sentence adds to it, and what else a model saw adds.

The models are linear and their weights add up, so this is no estimate: all that is told, with what is left untold and
the label's start, is the score by which the label stands above the mean of all labels.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from exports.statistics.arrays import Floats
from training.features.attitude import words_with_attitude
from training.features.ngrams import character_ngrams
from training.features.tone import signed_words
from training.masking.passages import MASKS, Passage
from training.models.linear import LinearModel
from training.scoring.feature_words import words_in_feature
from training.syntax.tokens import Document, make_document

MAX_REASONS: Final = 6  # words and other reasons
MAX_STRONGEST: Final = 8  # words, and features of other kinds
ENCODER: Final = "encoder"
_MIN_CONTRIBUTION: Final = 0.005
_GROUP_OF_KIND: Final = {
    "cues": "speech",
    "sources": "speech",
    "earlier": "context",
    "later": "context",
    "standing": "context",
}

Reasons = dict[str, float]


class Explainer:
    """Takes one question's model apart."""

    def __init__(self, plain: LinearModel) -> None:
        self._plain = plain
        self.columns = plain.columns
        self.rare = np.concatenate([block.rarity for block in plain.blocks])

    def weights(self, label: str) -> Floats:
        """Give what each column adds to a label's score, over the mean of all labels."""
        coefs = self._plain.coefficients
        coefs = np.vstack([-coefs[0], coefs[0]]) / 2 if len(coefs) == 1 else coefs - coefs.mean(axis=0)
        found: Floats = coefs[self._plain.classes.index(label)]
        return found

    def reasons(self, passages: Sequence[Passage], labels: Sequence[str]) -> Iterator[Reasons]:
        """Give what adds to each passage's label and what speaks against it, by word or kind of feature."""
        table = self._plain.feature_matrix(passages)
        weights = {label: self.weights(label) for label in set(labels)}
        for row, (passage, label) in enumerate(zip(passages, labels, strict=True)):
            start, end = table.indptr[row : row + 2]
            columns = table.indices[start:end]
            adds = table.data[start:end] * weights[label][columns]
            yield self._told(make_document(passage), columns.tolist(), adds.tolist())

    def strongest(self, label: str, most: int = MAX_STRONGEST) -> list[str]:
        """Name the words and pairs that speak most for a label where they stand, then features of other kinds."""
        adds = self.weights(label)[: len(self.columns)] * self.rare
        words = [at for at, (kind, _) in enumerate(self.columns) if kind == "words"]
        others = [at for at, (kind, _) in enumerate(self.columns) if kind != "words" and kind[:10] != "characters"]
        best = [
            at for group in (words, others) for at in sorted(group, key=lambda at: (-adds[at], self.columns[at]))[:most]
        ]
        return [_column_name(*self.columns[at]) for at in best if adds[at] > 0]

    def _told(self, found: Document, columns: Sequence[int], adds: Sequence[float]) -> Reasons:
        bearers = _WordShares(found)
        told: defaultdict[str, float] = defaultdict(float)
        for column, value in zip(columns, adds, strict=True):
            kind, term = self.columns[column] if column < len(self.columns) else (ENCODER, "")
            for word, share in bearers.shares(kind, term).items():
                told[word] += value * share
        return dict(told)


def format_reasons(reasons: Mapping[str, float], most: int = MAX_REASONS) -> str:
    """Write the strongest reasons, those that speak for the label first.

    >>> format_reasons({"brave": 0.5, "not": -0.25, "of": 0.001})
    'brave +0.50, not -0.25'
    """
    strong = sorted(reasons, key=lambda name: (-abs(reasons[name]), name))[:most]
    told = sorted((name for name in strong if abs(reasons[name]) >= _MIN_CONTRIBUTION), key=lambda name: -reasons[name])
    return ", ".join(f"{name} {reasons[name]:+.2f}" for name in told)


class _WordShares:
    """Says which words of a sentence a feature stands for; gathered once, however many features there are."""

    def __init__(self, found: Document) -> None:
        self._found = found
        self._words = {word for word in found.lowered if word[0].isalnum() or word in MASKS}

    def shares(self, kind: str, term: str) -> dict[str, float]:
        """Give each word's share in a feature; else say what kind of feature it is."""
        if kind == "tone":
            found: Mapping[str, int] = self._toned.get("+" if "+" in term else "-" if "-" in term else "", {})
        elif kind == "characters":
            found = self._by_piece.get(term, {})
        elif kind == "attitude":
            found = words_with_attitude(self._found, term)
        else:
            found = Counter(
                word for word in words_in_feature(kind, term, self._found.passage.target_name) if word in self._words
            )
        total = sum(found.values())
        return (
            {word: times / total for word, times in found.items()} if total else {_GROUP_OF_KIND.get(kind, kind): 1.0}
        )

    @cached_property
    def _by_piece(self) -> Mapping[str, Counter[str]]:
        by: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word, times in Counter(self._found.lowered).items():
            if word in self._words and word not in MASKS:
                for piece in character_ngrams(word):
                    by[piece][word] += times
        return by

    @cached_property
    def _toned(self) -> Mapping[str, Counter[str]]:
        by: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for at, sign in signed_words(self._found.lowered):
            by[sign[0]][self._found.lowered[at]] += 1
        return by


def _column_name(kind: str, term: str) -> str:
    return term if kind == "words" else f"{kind}: {term}"
