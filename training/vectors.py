"""An encoder as a step of a scikit-learn pipeline."""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from training.encoders import Encoder, open_encoder
from training.passages import Passage
from training.token_vectors import Vectors32


class Vectors(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Turns passages into an encoder's vectors.

    Only the encoder's name and digest are stored with a model, never its weights. NEWSSTANCE_ENCODER names the same
    encoder where it stands elsewhere than on the machine that trained.
    """

    def __init__(
        self, setting: str, digest: str = "", about_target: bool = False, topics: tuple[str, ...] = ()
    ) -> None:
        self.setting = setting
        self.digest = digest
        self.about_target = about_target
        self.topics = topics

    def fit(self, passages: Sequence[Passage], y: object = None) -> "Vectors":
        """Learn nothing but which encoder it is."""
        self.digest_ = self._open(self.digest).digest
        return self

    def transform(self, passages: Sequence[Passage]) -> Vectors32:
        """Give the vectors of the very encoder that was fitted with."""
        encoder = self._open(self.digest_)
        found = encoder.vectors(passages, about_target=self.about_target)
        return self._by_topic(passages, found, encoder) if self.topics else found

    def _by_topic(self, passages: Sequence[Passage], found: Vectors32, encoder: Encoder) -> Vectors32:
        """Add each topic's own columns: that it is the topic, and the sentence's vector under it."""
        sentence = found[:, : encoder.bands * encoder.dimensions].reshape(len(found), encoder.bands, -1).mean(axis=1)
        of = np.array([one.topic for one in passages], dtype=object)
        marks = [(of == topic).astype(np.float32)[:, None] for topic in self.topics]
        return np.hstack([found, *marks, *(mark * sentence for mark in marks)])

    def _open(self, digest: str) -> Encoder:
        return open_encoder(os.environ.get("NEWSSTANCE_ENCODER") or self.setting, digest)

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's own type
        tags = super().__sklearn_tags__()
        tags.requires_fit = True
        return tags
