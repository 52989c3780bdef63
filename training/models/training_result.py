"""What training gives."""

from dataclasses import dataclass
from typing import Any

from training.models.card import Card
from training.models.fingerprints import Seen
from training.models.linear import Plain, plain


@dataclass(frozen=True)
class Trained:
    """What training gives: the card, the pipelines it describes, how good they are, and what they learned from."""

    card: Card
    pipelines: dict[str, Any]
    evaluation: dict[str, Any]
    seen: Seen
    texts: dict[str, str]  # of the mistakes that the evaluation lists

    @property
    def plains(self) -> dict[str, Plain]:
        """The pipelines as plain arrays."""
        return {name: plain(pipeline) for name, pipeline in self.pipelines.items()}
