"""What is on the shelf of models, a broken one included."""

import shutil
from pathlib import Path

import pytest

from tests.examples.card import MODEL_OF_VERSION_0_1
from training.persistence.shelf import shelf_entries
from training.persistence.store import trust_model


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Three copies of a model, by their folders' names: trusted, without its pipelines, and with a broken card."""
    for name in ("c-trusted", "b-to-score-with", "a-broken"):
        shutil.copytree(MODEL_OF_VERSION_0_1, tmp_path / "models" / name)
    trust_model(tmp_path / "models" / "c-trusted")
    (tmp_path / "models" / "b-to-score-with" / "pipeline.joblib").unlink()
    (tmp_path / "models" / "a-broken" / "card.json").write_text("{}")
    return tmp_path / "models"


def test_models_are_described_in_the_order_of_their_folders_names(shelf: Path) -> None:
    broken, to_score_with, trusted = shelf_entries(shelf)
    described = {"questions": ["view"], "rows": 8, "figures": "view macro-F1 1.000 (8 sentences)"}
    assert trusted == {"model": "c-trusted", **described, "trusted": "yes"}
    assert to_score_with == {"model": "b-to-score-with", **described, "trusted": "no"}
    assert broken == {
        "model": "a-broken",
        "rows": "-",
        "trusted": "no",
        "figures": f"{shelf}/a-broken/card.json is not the card of a model: KeyError('format')",
    }


def test_an_empty_shelf_and_one_that_is_not_there_have_no_models(tmp_path: Path) -> None:
    assert shelf_entries(tmp_path) == shelf_entries(tmp_path / "nowhere") == []
