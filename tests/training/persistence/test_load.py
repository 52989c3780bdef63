"""Opening a model to score, also one that an earlier version of newsstance trained."""

from pathlib import Path

import pytest

from annotation.errors import ModelError
from tests.conftest import Once
from tests.examples.card import MODEL_OF_VERSION_0_1
from tests.examples.eight_sentences import eight_sentence_model
from training.features.registry import FEATURES_VERSION
from training.masking.passages import Passage
from training.persistence.load import open_model, read_card


def test_a_model_whose_features_are_others_is_refused_in_one_line_that_says_to_train_again(tmp_path: Path) -> None:
    """Its weights would be those of other columns: what counts as speech has changed since."""
    with pytest.raises(ModelError) as refused:
        open_model(MODEL_OF_VERSION_0_1, tmp_path)
    assert str(refused.value) == (
        f"{MODEL_OF_VERSION_0_1} was made by another version of newsstance, with features of version '7 afa5aba6' "
        f"instead of {FEATURES_VERSION!r}: train it again"
    )


def test_a_model_is_opened_with_its_labels_and_what_it_has_seen(once: Once, tmp_path: Path) -> None:
    model = open_model(Path(once(eight_sentence_model)), tmp_path)
    assert model.card.question("view").labels == ("con", "pro")
    probabilities = model.probabilities("view", [Passage("Zoe praised it."), Passage("Yan blamed Zoe.")])
    assert probabilities.argmax(axis=1).tolist() == [1, 0]
    assert model.fingerprints.has_text("Ann praised it.")
    assert model.fingerprints.has_article("Ann")
    assert not model.fingerprints.has_text("Zoe praised it.")


def test_the_card_of_version_0_1_is_read_with_the_id_of_its_folder() -> None:
    assert read_card(MODEL_OF_VERSION_0_1).id == MODEL_OF_VERSION_0_1.name
