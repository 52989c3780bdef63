"""Opening a model to score and to judge: from its plain arrays, which run nothing, whoever made it."""

from pathlib import Path

from training.models.card import Card, card_from_json
from training.models.card_validation import check_card
from training.models.fingerprints import from_lines
from training.models.model import Model
from training.persistence import trust
from training.persistence.arrays import from_files
from training.persistence.folder import CARD, SCORING, SEEN, file_digest, find_model, read_checked, read_files


def open_model(which: str | Path, shelf: Path) -> Model:
    """Open a model by its folder or its id on the shelf; nothing in it is run, so it needs no trust.

    An encoder is run, so a card that isn't trusted can't say which folder it is in.
    """
    folder = find_model(which, shelf)
    contents = read_checked(folder, SCORING)
    card = _card(contents[CARD], folder)
    trusted = bool(card.settings["encoder"]) and trust.lists_digest(CARD, file_digest(contents[CARD]))
    plains = from_files(contents, card, folder, trusted=trusted)
    return Model(card, plains, from_lines(contents[SEEN], f"{folder / SEEN}"))


def read_card(folder: Path) -> Card:
    """Read a model's card."""
    return _card(read_files(folder, [CARD])[CARD], folder)


def _card(content: bytes, folder: Path) -> Card:
    card = card_from_json(content, f"{folder / CARD}")
    check_card(card, f"{folder / CARD}")
    return card
