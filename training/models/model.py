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
    """An opened model: its card, the linear model of each question, and fingerprints of what they learned from."""

    card: Card
    linear_models: Mapping[str, LinearModel]
    fingerprints: Fingerprints

    @property
    def sees_outlet(self) -> bool:
        """Whether the model sees the names of a sentence's own outlet and author."""
        return bool(self.card.settings["see_outlet"])

    def probabilities(self, question: str, passages: Sequence[Passage]) -> Probabilities:
        """Give the probability of each label, shape (passages, labels), in the order of the card's labels."""
        return self.linear_models[question].probabilities(passages, self.card.question(question).labels)

    def has_known_words(self, question: str, passages: Sequence[Passage]) -> Flags:
        """Say whether the model knows any word of each passage, one flag per passage.

        Where it knows none, its probabilities rest on the intercepts alone.
        """
        return self.linear_models[question].has_known_words(passages)
