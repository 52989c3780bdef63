"""A model's plain arrays as files: `terms.json` says what the columns are, `weights.npz` holds the numbers.

Both can be read with a few lines of anything that reads JSON and numpy's arrays; neither can hold code.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from annotation.errors import ModelError
from training.encoders.passage_vectors import PassageVectors
from training.features.registry import FEATURES_VERSION
from training.models.card import Card, QuestionCard
from training.models.linear import FeatureBlock, LinearModel, vocabulary
from training.persistence.folder import AGAIN, TERMS, WEIGHTS
from training.persistence.npz import Expected, from_npz, to_npz
from training.persistence.terms import ColumnSpec, terms_from_json, terms_to_json

_LARGEST: Final = 1e9  # of a weight; real ones stay far below, and sums of these must stay finite
Arrays = Mapping[str, NDArray[Any]]


def to_files(models: Mapping[str, LinearModel]) -> dict[str, bytes]:
    """Write the models of all questions, in the card's order."""
    arrays = {name: array for at, one in enumerate(models.values()) for name, array in _arrays(at, one).items()}
    return {TERMS: terms_to_json(models), WEIGHTS: to_npz(arrays)}


def from_files(
    contents: Mapping[str, bytes], card: Card, folder: Path, *, trusted: bool = False
) -> dict[str, LinearModel]:
    """Read the models that a card describes; whatever doesn't fit together is one line that says what and where.

    Only a trusted card may name a folder that an encoder is run from.
    """
    if card.settings["features"] != FEATURES_VERSION:
        raise ModelError(
            f"{folder} was made by another version of newsstance, which saw text otherwise: train it again"
        )
    file = TERMS
    try:
        told = list(terms_from_json(contents[TERMS], card).values())
        file = WEIGHTS
        expected = {name: one for at, columns in enumerate(told) for name, one in _expected(at, columns).items()}
        arrays = from_npz(contents[WEIGHTS], expected)
        _check(arrays)
    except ValueError as error:
        raise ModelError(f"{folder / file} can't be used: {error}; {AGAIN}") from error
    return {
        question.name: _plain(at, columns, arrays, _encoded(question, card, trusted))
        for at, (question, columns) in enumerate(zip(card.questions, told, strict=True))
    }


def _arrays(at: int, one: LinearModel) -> dict[str, NDArray[Any]]:
    rare = {f"{at}.rare.{number}": block.rare for number, block in enumerate(one.blocks)}
    return {f"{at}.coefs": one.coefs.astype("<f4"), f"{at}.starts": one.starts, **rare}


def _expected(at: int, told: ColumnSpec) -> dict[str, Expected]:
    rows = 1 if len(told.classes) == 2 else len(told.classes)
    rare = {f"{at}.rare.{number}": Expected("<f4", (len(block.terms),)) for number, block in enumerate(told.blocks)}
    return {f"{at}.coefs": Expected("<f4", (rows, told.width)), f"{at}.starts": Expected("<f8", (rows,)), **rare}


def _check(arrays: Arrays) -> None:
    for name, array in arrays.items():
        if not np.isfinite(array).all() or (np.abs(array) > _LARGEST).any():
            raise ValueError(f"the array {name!r} holds what is no number, or none that a model has")
        if ".rare." in name and (array <= 0).any():
            raise ValueError(f"the array {name!r} holds a weight that is not above 0")


def _plain(at: int, told: ColumnSpec, arrays: Arrays, encoded: PassageVectors | None) -> LinearModel:
    blocks = tuple(
        FeatureBlock(block.name, vocabulary(block.kind, block.terms), arrays[f"{at}.rare.{number}"], block.weight)
        for number, block in enumerate(told.blocks)
    )
    return LinearModel(blocks, encoded, told.classes, arrays[f"{at}.coefs"].astype(float), arrays[f"{at}.starts"])


def _encoded(question: QuestionCard, card: Card, trusted: bool) -> PassageVectors | None:
    named = card.settings["encoder"]
    if not named:
        return None
    return PassageVectors(named["setting"], named["digest"], question.about_target, question.topics, trusted)
