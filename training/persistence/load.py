"""Opening a model to score and to evaluate: only its plain arrays are read, so that nothing in it is run."""

from pathlib import Path

from training.models.card import Card, card_from_json
from training.models.card_validation import check_card
from training.models.fingerprints import fingerprints_from_lines
from training.models.model import Model
from training.persistence import trust
from training.persistence.arrays import from_files
from training.persistence.folder import (
    CARD,
    FINGERPRINTS,
    SCORING_FILES,
    file_digest,
    find_model,
    read_checked,
    read_files,
)


def open_model(folder_or_id: str | Path, shelf: Path) -> Model:
    """Open a model by its folder or its id on the shelf.

    Nothing in it is run, so it need not be trusted. Only an encoder is run, so only a trusted card may name a folder
    with an encoder.

    Raises ModelError if there is no such model, or its files are damaged or do not fit together.
    """
    folder = find_model(folder_or_id, shelf)
    contents = read_checked(folder, SCORING_FILES)
    card = _checked_card(contents[CARD], folder)
    trusted = bool(card.settings["encoder"]) and trust.lists_file(CARD, file_digest(contents[CARD]))
    linear_models = from_files(contents, card, folder, trusted=trusted)
    return Model(card, linear_models, fingerprints_from_lines(contents[FINGERPRINTS], f"{folder / FINGERPRINTS}"))


def read_card(folder: Path) -> Card:
    """Read a model's card.

    Raises ModelError if there is none, or if something is missing in it.
    """
    return _checked_card(read_files(folder, [CARD])[CARD], folder)


def _checked_card(content: bytes, folder: Path) -> Card:
    card = card_from_json(content, f"{folder / CARD}")
    check_card(card, f"{folder / CARD}")
    return card
