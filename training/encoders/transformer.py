"""An encoder as a step of a scikit-learn pipeline."""

from collections.abc import Sequence
from typing import Any

from sklearn.base import BaseEstimator, TransformerMixin

from training.encoders.passage_vectors import PassageVectors
from training.encoders.pooling import Vectors32
from training.masking.passages import Passage


class Vectors(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Turns passages into an encoder's vectors."""

    def __init__(
        self, setting: str, digest: str = "", about_target: bool = False, topics: tuple[str, ...] = ()
    ) -> None:
        self.setting = setting
        self.digest = digest
        self.about_target = about_target
        self.topics = topics

    def fit(self, passages: Sequence[Passage], y: object = None) -> "Vectors":
        """Learn nothing but which encoder it is."""
        self.digest_ = self.encoded(self.digest).open().digest
        return self

    def transform(self, passages: Sequence[Passage]) -> Vectors32:
        """Give the vectors of the very encoder that was fitted with."""
        return self.encoded(self.digest_).vectors(passages)

    def encoded(self, digest: str) -> PassageVectors:
        """Say which vectors of which encoder these are."""
        return PassageVectors(self.setting, digest, self.about_target, self.topics)

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's own type
        tags = super().__sklearn_tags__()
        tags.requires_fit = True
        return tags
