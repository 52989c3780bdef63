"""What training gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.models.card import Card
from training.models.fingerprints import Fingerprints
from training.models.linear import LinearModel, from_pipeline


@dataclass(frozen=True)
class TrainingResult:
    """A trained model before it is saved.

    It has the card, a scikit-learn pipeline for each question, the evaluation as `evaluation.json` holds it, and
    fingerprints of what was learned from.
    """

    card: Card
    pipelines: dict[str, Any]
    evaluation: Mapping[str, Any]
    fingerprints: Fingerprints
    mistake_texts: dict[str, str]  # the texts of the mistakes that the evaluation lists, by the sentence's name

    @property
    def linear_models(self) -> dict[str, LinearModel]:
        """The pipelines as plain arrays."""
        return {question: from_pipeline(pipeline) for question, pipeline in self.pipelines.items()}
