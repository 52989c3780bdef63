"""An opened model: its card, its arrays, and fingerprints of what it learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.statistics.arrays import Flags
from training.learning.probabilities import Probabilities
from training.masking.passages import Passage
from training.models.card import Card
from training.models.fingerprints import Fingerprints
from training.models.linear import LinearModel


@dataclass(frozen=True)
class Model:
    """An opened model: its card, the plain arrays of each question, and what they learned from."""

    card: Card
    linear_models: Mapping[str, LinearModel]
    fingerprints: Fingerprints

    @property
    def sees_outlet(self) -> bool:
        """Whether it sees a sentence's own outlet and author named."""
        return bool(self.card.settings["see_outlet"])

    def probabilities(self, question: str, passages: Sequence[Passage]) -> Probabilities:
        """Give the probability of each label, columns in the order of the card's labels."""
        return self.linear_models[question].probabilities(passages, self.card.question(question).labels)

    def knows(self, question: str, passages: Sequence[Passage]) -> Flags:
        """Whether the model knows any word of each passage: what it says of others is no more than how it starts."""
        return self.linear_models[question].knows(passages)
