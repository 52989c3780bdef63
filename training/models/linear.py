"""One question's model as plain arrays: terms in order, what each weighs, and a score per label; no scikit-learn.

This is what scores. It gives what the pipeline it was taken from would give.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from annotation.errors import ModelError
from exports.statistics.arrays import Flags, Floats
from training.encoders.passage_vectors import PassageVectors
from training.encoders.pooling import Vectors32
from training.features.ngrams import character_features
from training.features.registry import FeatureKind
from training.learning.probabilities import Probabilities, align_labels, softmax
from training.masking.passages import Passage
from training.syntax.tokens import make_document, make_documents
from training.vectorize.vocabulary import CharacterVocabulary, Vocabulary, Weights, weigh_counts


@dataclass(frozen=True)
class FeatureBlock:
    """Features of one kind: what finds them, how rare each is, and what they weigh together."""

    kind: str
    vocabulary: Vocabulary | CharacterVocabulary
    rare: Weights
    weight: float


@dataclass(frozen=True)
class LinearModel:
    """A linear model; with two classes one row of coefficients, the second against the first, else one for each."""

    blocks: tuple[FeatureBlock, ...]
    encoded: PassageVectors | None
    classes: tuple[str, ...]
    coefs: Floats  # the blocks' columns, then those of the encoder's vectors
    starts: Floats

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        """The kind and the term of each counted column."""
        return [(block.kind, term) for block in self.blocks for term in block.vocabulary.columns]

    def table(self, passages: Sequence[Passage]) -> sparse.csr_matrix:
        """Turn passages into numbers, a row each: what is counted, then an encoder's vectors."""
        counted = self._counted(passages)
        if not self.encoded:
            return counted
        return sparse.hstack([counted, sparse.csr_matrix(self._vectors(self.encoded, passages))], format="csr")

    def probabilities(self, passages: Sequence[Passage], labels: Sequence[str]) -> Probabilities:
        """Give the probability of each label, one column per label in the order asked for; one never seen has none."""
        counted = self._counted(passages)
        of_counts, of_vectors = np.hsplit(self.coefs, [counted.shape[1]])
        scores = counted @ of_counts.T + self.starts
        if self.encoded:
            vectors = self._vectors(self.encoded, passages).astype(np.float64)
            scores += np.einsum("ij,kj->ik", vectors, of_vectors)  # `@` sums otherwise when there are other rows
        return align_labels(softmax(scores), self.classes, labels)

    def knows(self, passages: Sequence[Passage]) -> Flags:
        """Whether any word of each passage is known; a model without words may know any.

        An encoder may know others, but of those nobody has seen what the model makes of them.
        """
        words = next((block.vocabulary.columns for block in self.blocks if block.kind == "words"), None)
        if words is None:
            return np.ones(len(passages), dtype=bool)
        seen = (make_document(one).lowered for one in passages)
        return np.array([any(word[0].isalnum() and word in words for word in lowered) for lowered in seen], dtype=bool)

    def _counted(self, passages: Sequence[Passage]) -> sparse.csr_matrix:
        found = make_documents(passages)
        tables = [weigh_counts(block.vocabulary.counts(found), block.rare, block.weight) for block in self.blocks]
        return sparse.hstack(tables, format="csr")

    def _vectors(self, encoded: PassageVectors, passages: Sequence[Passage]) -> Vectors32:
        found = encoded.vectors(passages)
        wanted = self.coefs.shape[1] - len(self.columns)
        if found.shape[1] != wanted:
            raise ModelError(
                f"the model has weights for {wanted:,} numbers of its encoder, and {encoded.setting!r} gives "
                f"{found.shape[1]:,}: the two don't belong together; train again"
            )
        return found


def vocabulary(kind: FeatureKind, terms: Sequence[str]) -> Vocabulary | CharacterVocabulary:
    """Give what counts a kind's terms."""
    return CharacterVocabulary(terms) if kind.analyzer is character_features else Vocabulary(kind.analyzer, terms)


def from_pipeline(pipeline: Any) -> LinearModel:  # noqa: ANN401 - a pipeline of scikit-learn
    """Take the arrays out of a fitted pipeline."""
    solver, parts = pipeline.named_steps["weights"], pipeline.named_steps.get("parts")
    both = dict(parts.transformer_list) if parts is not None else {"counts": pipeline}
    vectors = both.get("vectors")
    return LinearModel(
        blocks=tuple(_blocks(both["counts"])),
        encoded=vectors.encoded(vectors.digest_) if vectors is not None else None,
        classes=tuple(solver.classes_.tolist()),
        coefs=solver.coef_,
        starts=solver.intercept_,
    )


def _blocks(counted: Any) -> Iterator[FeatureBlock]:  # noqa: ANN401
    for name, steps in counted.named_steps["blocks"].transformer_list:
        count, weigh = steps.named_steps["count"], steps.named_steps["weigh"]
        yield FeatureBlock(name, count.vocabulary_, weigh.weights_, weigh.weight)
