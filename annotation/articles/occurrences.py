"""What happened to several articles: how often, and the first few of them as examples."""

from dataclasses import dataclass, field
from typing import Final

_MAX_EXAMPLES: Final = 3  # in a remark; a month of news could have thousands


@dataclass
class Occurrences:
    """The number of articles that something is true of, and the first few of them as examples."""

    number: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        """Count one more article."""
        self.number += 1
        if len(self.examples) < _MAX_EXAMPLES:
            self.examples.append(example)

    @property
    def examples_text(self) -> str:
        """The examples in parentheses, with an ellipsis if there are more articles than examples."""
        ellipsis = ", …" if self.number > len(self.examples) else ""
        return f"({', '.join(self.examples)}{ellipsis})"
