"""What a user can choose about how a model learns."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class LearningOptions:
    """What is left out or added when a model learns.

    `soft` decides whether shares of answers are learned in place of gold labels; None means that they are learned
    where the rows have them.
    """

    without: tuple[str, ...] = ()  # the groups of features that are left out
    see_outlet: bool = False
    encoder: str = ""
    soft: bool | None = None


DEFAULT_LEARNING: Final = LearningOptions()
