"""The card of a model."""

from dataclasses import replace

import pytest

from annotation.errors import ModelError
from tests.examples.card import CARD, VIEW
from training.models.card import EncoderRecord, card_from_json, card_to_json
from training.models.card_markdown import model_card


def test_a_card_survives_the_disk() -> None:
    assert card_from_json(card_to_json(CARD), "card.json") == CARD


def test_the_id_changes_with_what_decides_the_weights_and_not_with_date_or_file_name() -> None:
    assert replace(CARD, created="2027-01-01", data={"source": "x", "rows": 4}).id == CARD.id
    changed = [
        replace(CARD, seed=1),
        replace(CARD, settings={}),
        replace(CARD, versions={}),
        replace(CARD, codebook=None),
        replace(CARD, questions=(replace(VIEW, digest="e"),)),
    ]
    assert len({card.id for card in (CARD, *changed)}) == 6


def test_the_id_hangs_on_which_encoder_it_was_and_not_on_where_it_stood() -> None:
    encoders: list[EncoderRecord] = [
        {"setting": setting, "digest": digest} for setting, digest in (("/a/e", "1"), ("~/e", "1"), ("/a/e", "2"))
    ]
    first, moved, another = (replace(CARD, settings={**CARD.settings, "encoder": encoder}).id for encoder in encoders)
    assert first == moved != another
    assert CARD.id not in (first, another)


def test_the_model_card_names_an_encoder_and_not_the_folders_it_stood_in() -> None:
    """It is what people publish."""
    encoder: EncoderRecord = {"setting": "/home/ann/private/tiny", "digest": "0123456789abcdef"}
    text = model_card(replace(CARD, settings={**CARD.settings, "encoder": encoder}))
    assert "Encoder: tiny, digest 0123456789ab." in text
    assert "private" not in text


def test_the_id_is_fit_for_a_folder_whatever_the_question_is_called() -> None:
    odd = replace(CARD, questions=(replace(VIEW, name="../Whose view?"), replace(VIEW, name="x" * 200)))
    assert odd.id.startswith("whose_view-xxx")
    assert len(odd.id) <= 57


def test_what_the_card_does_not_know_is_refused() -> None:
    with pytest.raises(ModelError, match=r"card\.json is not the card of a model: TypeError"):
        card_from_json(card_to_json(CARD).replace('"seed"', '"sede"'), "card.json")


def test_the_model_card_names_labels_that_are_never_answered_and_what_is_missing() -> None:
    text = model_card(CARD)
    for line in (
        "Codebook b 2 (digest 0123456789ab)",
        "Learned from 3 sentences of 2 groups, since not every sentence names its article: pro 3, con 0.",
        "Left out: 1 both (not trained on).",
        "Never answered: both, con.",
        "About a target: answered only where a sentence has one.",
        "Answered only where asked is yes.",
        "No figures: too few.",
    ):
        assert line in text


def test_a_label_learned_from_shares_alone_is_answered() -> None:
    shared = replace(VIEW, strongest={"pro": ("good",), "con": ("bad",)})
    assert "Never answered: both.\n" in model_card(replace(CARD, questions=(shared,)))
