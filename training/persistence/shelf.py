"""What is on the shelf of models: what each answers, how well, and whether its pipelines are trusted here."""

from contextlib import suppress
from pathlib import Path
from typing import TypedDict

from annotation.errors import ModelError
from training.models.card import Card
from training.models.card_markdown import question_headline
from training.persistence.folder import model_folders
from training.persistence.load import read_card
from training.persistence.store import trusts_pipelines


class _EntryOfAnyModel(TypedDict):
    model: str


class ShelfEntry(_EntryOfAnyModel, total=False):
    """One model as `newsstance models list --json` prints it."""

    questions: list[str]
    rows: int | str  # "-": the model cannot be read
    trusted: str  # "yes" or "no"
    figures: str


def shelf_entries(shelf: Path) -> list[ShelfEntry]:
    """Describe the models on a shelf, sorted by their folders' names; a broken one has the error as its figures."""
    return [_entry(folder) for folder in model_folders(shelf)]


def _entry(folder: Path) -> ShelfEntry:
    try:
        entry = _described(read_card(folder), folder)
    except ModelError as error:
        return {"model": folder.name, "rows": "-", "trusted": "no", "figures": str(error)}
    with suppress(ModelError):  # pipelines may be missing: they are not needed to score
        entry["trusted"] = "yes" if trusts_pipelines(folder) else "no"
    return entry


def _described(card: Card, folder: Path) -> ShelfEntry:
    return {
        "model": folder.name,
        "questions": [question.name for question in card.questions],
        "rows": card.data["rows"],
        "trusted": "no",
        "figures": ", ".join(question_headline(question) for question in card.questions),
    }
