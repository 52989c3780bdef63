"""An encoder as a step of a scikit-learn pipeline."""

from collections.abc import Sequence
from typing import Any

from sklearn.base import BaseEstimator, TransformerMixin

from training.encoders.passage_vectors import PassageVectors
from training.encoders.pooling import Vectors32
from training.masking.passages import Passage


class EncoderTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Turns passages into an encoder's vectors."""

    def __init__(
        self, setting: str, digest: str = "", about_target: bool = False, topics: tuple[str, ...] = ()
    ) -> None:
        self.setting = setting
        self.digest = digest
        self.about_target = about_target
        self.topics = topics

    def fit(self, passages: Sequence[Passage], y: object = None) -> "EncoderTransformer":
        """Learn nothing but the digest of the encoder, so that no other encoder is ever used."""
        self.digest_ = self.passage_vectors(self.digest).open().digest
        return self

    def transform(self, passages: Sequence[Passage]) -> Vectors32:
        """Give the vectors, one row per passage, of the same encoder as at `fit`."""
        return self.passage_vectors(self.digest_).vectors(passages)

    def passage_vectors(self, digest: str) -> PassageVectors:
        """Describe the vectors that this step gives, for the encoder with that digest."""
        return PassageVectors(self.setting, digest, self.about_target, self.topics)

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's own type
        tags = super().__sklearn_tags__()
        tags.requires_fit = True
        return tags
