"""Opening a model to score and to judge: from its plain arrays, which run nothing, whoever made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.learning.probabilities import Chances
from training.masking.passages import Passage
from training.models.card import Card, from_json
from training.models.card_validation import check
from training.models.fingerprints import Seen, from_lines
from training.models.linear import Plain
from training.persistence import trust
from training.persistence.arrays import from_files
from training.persistence.folder import CARD, SCORING, SEEN, digest, find, read, read_checked


@dataclass(frozen=True)
class Model:
    """An opened model: its card, the plain arrays of each question, and what they learned from."""

    card: Card
    plains: Mapping[str, Plain]
    seen: Seen

    @property
    def sees_outlet(self) -> bool:
        """Whether it sees a sentence's own outlet and author named."""
        return bool(self.card.settings["see_outlet"])

    def chances(self, question: str, passages: Sequence[Passage]) -> Chances:
        """Give the chance of each label, columns in the order of the card's labels."""
        return self.plains[question].chances(passages, self.card.question(question).labels)

    def knows(self, question: str, passages: Sequence[Passage]) -> NDArray[np.bool_]:
        """Whether the model knows any word of each passage: what it says of others is no more than how it starts."""
        return self.plains[question].knows(passages)


def open_model(which: str | Path, shelf: Path) -> Model:
    """Open a model by its folder or its id on the shelf; nothing in it is run, so it needs no trust.

    An encoder is run, so a card that isn't trusted can't say which folder it is in.
    """
    folder = find(which, shelf)
    contents = read_checked(folder, SCORING)
    card = _card(contents[CARD], folder)
    trusted = bool(card.settings["encoder"]) and trust.lists(CARD, digest(contents[CARD]))
    plains = from_files(contents, card, folder, trusted=trusted)
    return Model(card, plains, from_lines(contents[SEEN], f"{folder / SEEN}"))


def read_card(folder: Path) -> Card:
    """Read a model's card."""
    return _card(read(folder, [CARD])[CARD], folder)


def _card(content: bytes, folder: Path) -> Card:
    card = from_json(content, f"{folder / CARD}")
    check(card, f"{folder / CARD}")
    return card
