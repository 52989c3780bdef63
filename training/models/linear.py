"""One question's model as plain arrays: the terms of its columns, their weights, and a score per label.

This is what scores, without scikit-learn. It gives what the pipeline gives that it was taken from.
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
    """Features of one kind: what counts them, how rare each is (shape: terms), and the weight of the whole block."""

    kind: str
    vocabulary: Vocabulary | CharacterVocabulary
    rarity: Weights
    weight: float


@dataclass(frozen=True)
class LinearModel:
    """A linear model.

    `coefficients` has shape (labels, columns), and `intercepts` has one number per label. With two labels there is
    one row only, for the second label against the first, as in scikit-learn. The columns are those of the blocks in
    order, then those of the encoder's vectors.
    """

    blocks: tuple[FeatureBlock, ...]
    passage_vectors: PassageVectors | None
    classes: tuple[str, ...]  # the labels that it was trained on, in the order of its scores
    coefficients: Floats
    intercepts: Floats

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        """The kind and the term of each counted column."""
        return [(block.kind, term) for block in self.blocks for term in block.vocabulary.columns]

    def feature_matrix(self, passages: Sequence[Passage]) -> sparse.csr_matrix:
        """Turn passages into numbers, shape (passages, columns): weighted counts, then an encoder's vectors."""
        counts = self._weighted_counts(passages)
        if not self.passage_vectors:
            return counts
        return sparse.hstack([counts, sparse.csr_matrix(self._vectors(self.passage_vectors, passages))], format="csr")

    def probabilities(self, passages: Sequence[Passage], labels: Sequence[str]) -> Probabilities:
        """Give the probability of each label, shape (passages, labels), in the order of the labels given.

        A label that the model was not trained on has probability 0.
        """
        counts = self._weighted_counts(passages)
        count_coefficients, vector_coefficients = np.hsplit(self.coefficients, [counts.shape[1]])
        scores = counts @ count_coefficients.T + self.intercepts
        if self.passage_vectors:
            vectors = self._vectors(self.passage_vectors, passages).astype(np.float64)
            # `@` would add up in another order where there are more rows, and change the last bits.
            scores += np.einsum("ij,kj->ik", vectors, vector_coefficients)
        return align_labels(softmax(scores), self.classes, labels)

    def has_known_words(self, passages: Sequence[Passage]) -> Flags:
        """Say for each passage whether the model knows any word of it, one flag per passage.

        An encoder may know other words, but what the model makes of those was never seen. A model that was trained
        without words may know any.
        """
        known = next((block.vocabulary.columns for block in self.blocks if block.kind == "words"), None)
        if known is None:
            return np.ones(len(passages), dtype=bool)
        words_by_passage = (make_document(passage).lowered for passage in passages)
        return np.array(
            [any(word[0].isalnum() and word in known for word in words) for words in words_by_passage], dtype=bool
        )

    def _weighted_counts(self, passages: Sequence[Passage]) -> sparse.csr_matrix:
        tokenized = make_documents(passages)
        tables = [weigh_counts(block.vocabulary.counts(tokenized), block.rarity, block.weight) for block in self.blocks]
        return sparse.hstack(tables, format="csr")

    def _vectors(self, passage_vectors: PassageVectors, passages: Sequence[Passage]) -> Vectors32:
        vectors = passage_vectors.vectors(passages)
        width = self.coefficients.shape[1] - len(self.columns)
        if vectors.shape[1] != width:
            raise ModelError(
                f"the model has weights for {width:,} numbers of its encoder, and {passage_vectors.setting!r} gives "
                f"{vectors.shape[1]:,}: the two don't belong together; train again"
            )
        return vectors


def make_vocabulary(kind: FeatureKind, terms: Sequence[str]) -> Vocabulary | CharacterVocabulary:
    """Make what counts the terms of one kind of features."""
    return CharacterVocabulary(terms) if kind.analyzer is character_features else Vocabulary(kind.analyzer, terms)


def from_pipeline(pipeline: Any) -> LinearModel:  # noqa: ANN401 - a pipeline of scikit-learn
    """Take the arrays out of a fitted pipeline."""
    solver, parts = pipeline.named_steps["weights"], pipeline.named_steps.get("parts")
    transformers = dict(parts.transformer_list) if parts is not None else {"counts": pipeline}
    encoder = transformers.get("vectors")
    return LinearModel(
        blocks=tuple(_feature_blocks(transformers["counts"])),
        passage_vectors=encoder.passage_vectors(encoder.digest_) if encoder is not None else None,
        classes=tuple(solver.classes_.tolist()),
        coefficients=solver.coef_,
        intercepts=solver.intercept_,
    )


def _feature_blocks(counts: Any) -> Iterator[FeatureBlock]:  # noqa: ANN401
    for kind, steps in counts.named_steps["blocks"].transformer_list:
        counter, weigher = steps.named_steps["count"], steps.named_steps["weigh"]
        yield FeatureBlock(kind, counter.vocabulary_, weigher.weights_, weigher.weight)
