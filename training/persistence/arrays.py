"""A model's plain arrays as files: `terms.json` says what the columns are, `weights.npz` holds the numbers.

Both can be read with a few lines of anything that reads JSON and numpy's arrays. Neither can hold code.
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
from training.models.linear import FeatureBlock, LinearModel, make_vocabulary
from training.persistence.folder import REMEDY, TERMS, WEIGHTS
from training.persistence.npz import ArrayType, check_size, from_npz, to_npz
from training.persistence.terms import ColumnSpec, terms_from_json, terms_to_json

_LARGEST_WEIGHT: Final = 1e9  # real weights are far below, and sums of these must stay finite
Arrays = Mapping[str, NDArray[Any]]


def to_files(models: Mapping[str, LinearModel]) -> dict[str, bytes]:
    """Write the models of all questions, in the card's order; gives the content of each file by its name.

    In `weights.npz`, question number Q has the arrays `Q.coefs` (shape: labels, columns), `Q.starts` (the intercept
    of each label), and for each block number B `Q.rare.B` (how rare each term of the block is).

    Raises ModelError if the arrays are larger than any that `from_files` reads.
    """
    arrays = {
        name: array for index, model in enumerate(models.values()) for name, array in _arrays(index, model).items()
    }
    weights = to_npz(arrays)
    try:
        check_size(sum(array.nbytes for array in arrays.values()), len(weights))
    except ValueError as error:
        raise ModelError(
            f"the model's {WEIGHTS} could never be opened again: {error}; learn from fewer sentences, or leave out a "
            "group of features (--without characters)"
        ) from error
    return {TERMS: terms_to_json(models), WEIGHTS: weights}


def from_files(
    contents: Mapping[str, bytes], card: Card, folder: Path, *, trusted: bool = False
) -> dict[str, LinearModel]:
    """Read the models that a card describes.

    Args:
        contents: the content of each file, by its name.
        card: the model's card.
        folder: where the files are, for errors.
        trusted: whether the card may name a folder that an encoder is run from.

    Raises ModelError, in one line that says what and where, if the files and the card do not fit together.
    """
    check_features(card, folder)
    file = TERMS
    try:
        specs = list(terms_from_json(contents[TERMS], card).values())
        file = WEIGHTS
        expected = {
            name: array_type for index, spec in enumerate(specs) for name, array_type in _expected(index, spec).items()
        }
        arrays = from_npz(contents[WEIGHTS], expected)
        _check_numbers(arrays)
    except ValueError as error:
        raise ModelError(f"{folder / file} can't be used: {error}; {REMEDY}") from error
    return {
        question.name: _linear_model(index, spec, arrays, _passage_vectors(question, card, trusted))
        for index, (question, spec) in enumerate(zip(card.questions, specs, strict=True))
    }


def check_features(card: Card, folder: Path) -> None:
    """Refuse a model whose features are not those of this version: its weights would be those of other columns.

    Raises ModelError, which names both versions of the features.
    """
    features = card.settings["features"]
    if features != FEATURES_VERSION:
        raise ModelError(
            f"{folder} was made by another version of newsstance, with features of version {features!r} instead of "
            f"{FEATURES_VERSION!r}: train it again"
        )


def _arrays(question_index: int, model: LinearModel) -> dict[str, NDArray[Any]]:
    rarities = {f"{question_index}.rare.{number}": block.rarity for number, block in enumerate(model.blocks)}
    return {
        f"{question_index}.coefs": model.coefficients.astype("<f4"),
        f"{question_index}.starts": model.intercepts,
        **rarities,
    }


def _expected(question_index: int, spec: ColumnSpec) -> dict[str, ArrayType]:
    rows = 1 if len(spec.classes) == 2 else len(spec.classes)
    rarities = {
        f"{question_index}.rare.{number}": ArrayType("<f4", (len(block.terms),))
        for number, block in enumerate(spec.blocks)
    }
    return {
        f"{question_index}.coefs": ArrayType("<f4", (rows, spec.width)),
        f"{question_index}.starts": ArrayType("<f8", (rows,)),
        **rarities,
    }


def _check_numbers(arrays: Arrays) -> None:
    for name, array in arrays.items():
        if not np.isfinite(array).all() or (np.abs(array) > _LARGEST_WEIGHT).any():
            raise ValueError(
                f"the array {name!r} holds numbers that are not finite, or larger than any model's "
                f"({_LARGEST_WEIGHT:,.0f} at most)"
            )
        if ".rare." in name and (array <= 0).any():
            raise ValueError(f"the array {name!r} holds a weight that is not above 0")


def _linear_model(
    question_index: int, spec: ColumnSpec, arrays: Arrays, passage_vectors: PassageVectors | None
) -> LinearModel:
    blocks = tuple(
        FeatureBlock(
            block.name,
            make_vocabulary(block.kind, block.terms),
            arrays[f"{question_index}.rare.{number}"],
            block.weight,
        )
        for number, block in enumerate(spec.blocks)
    )
    coefficients = arrays[f"{question_index}.coefs"].astype(float)
    return LinearModel(blocks, passage_vectors, spec.classes, coefficients, arrays[f"{question_index}.starts"])


def _passage_vectors(question: QuestionCard, card: Card, trusted: bool) -> PassageVectors | None:
    encoder = card.settings["encoder"]
    if not encoder:
        return None
    return PassageVectors(encoder["setting"], encoder["digest"], question.about_target, question.topics, trusted)
