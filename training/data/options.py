"""How a model learns, as far as somebody can choose."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class LearningOptions:
    """What is left out or added when a model learns; `soft` None means: by shares of answers where there are any."""

    without: tuple[str, ...] = ()  # groups of features
    see_outlet: bool = False
    encoder: str = ""
    soft: bool | None = None


DEFAULT_LEARNING: Final = LearningOptions()
