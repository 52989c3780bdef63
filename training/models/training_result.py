"""What training gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.models.card import Card
from training.models.fingerprints import Fingerprints
from training.models.linear import LinearModel, from_pipeline


@dataclass(frozen=True)
class TrainingResult:
    """What training gives: the card, the pipelines it describes, how good they are, and what they learned from."""

    card: Card
    pipelines: dict[str, Any]
    evaluation: Mapping[str, Any]
    fingerprints: Fingerprints
    texts: dict[str, str]  # of the mistakes that the evaluation lists

    @property
    def linear_models(self) -> dict[str, LinearModel]:
        """The pipelines as plain arrays."""
        return {name: from_pipeline(pipeline) for name, pipeline in self.pipelines.items()}
