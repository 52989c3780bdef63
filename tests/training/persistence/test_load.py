"""Opening a model to score, also one that an earlier version of newsstance trained."""

from pathlib import Path

import numpy as np

from tests.examples.card import MODEL_OF_VERSION_0_1
from training.masking.passages import Passage
from training.persistence.load import open_model, read_card


def test_a_model_of_version_0_1_still_scores_as_it_did(tmp_path: Path) -> None:
    """The expected probabilities are those that version 0.1.0 gave."""
    model = open_model(MODEL_OF_VERSION_0_1, tmp_path)
    assert model.card.versions["newsstance"] == "0.1.0"
    assert model.card.question("view").labels == ("con", "pro")
    probabilities = model.probabilities("view", [Passage("Zoe praised it."), Passage("Yan blamed Zoe.")])
    np.testing.assert_allclose(probabilities, [[0.000178, 0.999822], [0.99858, 0.00142]], rtol=0, atol=1e-6)
    assert model.fingerprints.has_text("Ann praised it.")
    assert model.fingerprints.has_article("Ann")
    assert not model.fingerprints.has_text("Zoe praised it.")


def test_the_card_of_version_0_1_is_read_with_the_id_of_its_folder() -> None:
    assert read_card(MODEL_OF_VERSION_0_1).id == MODEL_OF_VERSION_0_1.name
