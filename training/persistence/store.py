"""The shelf of models: models are saved and never written over, and this is the only place that opens pipelines.

This is the only file that uses joblib's `dump` and `load`. To score, no pipeline is opened: see
`training/persistence/load.py`.
"""

import errno
import io
import os
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final

import joblib
import sklearn

from annotation.errors import ModelError
from annotation.io.files import sync_folder
from annotation.io.folders import temporary_folder
from training.evaluation.options import evaluation_to_json
from training.models.card import Card, card_from_json, card_to_json
from training.models.card_markdown import model_card
from training.models.card_validation import check_card
from training.models.fingerprints import fingerprints_to_lines
from training.models.training_result import TrainingResult
from training.persistence import trust
from training.persistence.arrays import check_features, to_files
from training.persistence.folder import (
    CARD,
    CHECKSUMS,
    EVALUATION,
    FILES,
    FINGERPRINTS,
    MODEL_CARD,
    PIPELINE,
    check_sizes,
    checksums,
    find_model,
    model_file_digests,
    read_files,
)

_MODULES_SINCE: Final = (0, 2)  # the version of newsstance since which modules have the names that pipelines refer to


def save(trained: TrainingResult, shelf: Path) -> tuple[Path, bool]:
    """Put a model on the shelf and trust it on this machine; gives its folder, and whether it is new.

    A model that is there already is left as it is, if it is still what training gives.

    Raises ModelError if the folder cannot be written, or holds another model of the same name.
    """
    card = trained.card
    folder = shelf / card.id
    if folder.exists():
        return folder, _check_same(trained, folder)
    try:
        with temporary_folder(folder) as temporary:
            contents = _contents(trained)
            for name, content in contents.items():
                _write(temporary / name, content)
            temporary.chmod(0o755)
            sync_folder(temporary)
            temporary.rename(folder)
            sync_folder(shelf)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST) and folder.is_dir():  # another process was faster
            return folder, _check_same(trained, folder)
        raise ModelError(f"cannot write {folder}: {error.strerror or error}") from error
    try:
        trust.trust(card.id, model_file_digests(contents))
    except ModelError as error:
        raise ModelError(f"the model is saved as {folder}, but its pipelines aren't trusted here: {error}") from error
    return folder, True


def open_pipelines(folder_or_id: str | Path, shelf: Path) -> dict[str, Any]:
    """Open a model's scikit-learn pipelines, one per question, if every file is what this machine trusts.

    They are pickles, so this runs whatever code is in them. Only those who work with a pipeline in Python need it.

    Raises ModelError if the model is not trusted, or was made by versions that this one cannot open.
    """
    folder = find_model(folder_or_id, shelf)
    contents = read_files(folder)
    _check_trust(folder, model_file_digests(contents))
    _check_versions(card_from_json(contents[CARD], f"{folder / CARD}"), folder)
    # The bytes are read once, so that what was checked is what is opened.
    try:
        pipelines: dict[str, Any] = joblib.load(io.BytesIO(contents[PIPELINE]))
    except (ImportError, LookupError, AttributeError, ValueError, EOFError, UnpicklingError) as error:
        raise ModelError(f"{folder / PIPELINE} cannot be opened: {error!r}; train it again") from error
    return pipelines


def trusts_pipelines(folder: Path) -> bool:
    """Say whether the pipelines in that folder are trusted on this machine."""
    return trust.is_trusted(model_file_digests(read_files(folder)))


def trust_model(folder: Path) -> Card:
    """Let this machine open the pipelines in that folder from now on; gives the model's card.

    Raises ModelError if the folder holds no complete model.
    """
    contents = read_files(folder)
    card = card_from_json(contents[CARD], f"{folder / CARD}")
    check_card(card, f"{folder / CARD}")
    trust.trust(folder.resolve().name, model_file_digests(contents))
    return card


def why_pipelines_are_outdated(card: Card) -> str:
    """Say why this version cannot open a model's pipelines, whose modules had other names; empty if it can."""
    made_by = str(card.versions.get("newsstance", ""))
    if _major_and_minor(made_by) >= _MODULES_SINCE:
        return ""
    return (
        f"its pipelines were made by newsstance {made_by or 'of an unknown version'}, and {version('newsstance')} has "
        "other modules: train the model again to open them"
    )


def _major_and_minor(release: str) -> tuple[int, ...]:
    """Give the first two numbers of a version.

    >>> _major_and_minor("0.2.1") >= (0, 2), _major_and_minor("0.1.0") >= (0, 2), _major_and_minor("?") >= (0, 2)
    (True, False, False)
    """
    return tuple(int(part) for part in release.split(".")[:2] if part.isdecimal())


def _contents(trained: TrainingResult) -> dict[str, bytes]:
    """Give the content of each of a model's files, by the file's name."""
    pickled = io.BytesIO()
    joblib.dump(dict(trained.pipelines), pickled, compress=3)
    contents = {
        PIPELINE: pickled.getvalue(),
        CARD: card_to_json(trained.card).encode(),
        MODEL_CARD: model_card(trained.card, trained.evaluation).encode(),
        EVALUATION: evaluation_to_json(trained.evaluation).encode(),
        FINGERPRINTS: fingerprints_to_lines(trained.fingerprints),
        **to_files(trained.linear_models),
    }
    check_sizes(contents)
    return {**contents, CHECKSUMS: checksums(contents)}


def _check_same(trained: TrainingResult, folder: Path) -> bool:
    """Refuse a folder that has this model's name and another content; an unaltered one is trusted again.

    Gives False, since the folder is not new.
    """
    contents = read_files(folder)
    if not trust.is_trusted(model_file_digests(contents)):
        saved_card = card_from_json(contents[CARD], f"{folder / CARD}")
        check_card(saved_card, f"{folder / CARD}")
        expected = _contents(_with_origin_of(saved_card, trained))
        altered = [name for name in FILES if contents[name] != expected[name]]
        if altered:
            raise ModelError(f"{folder} has this model's name, but its {', '.join(altered)} was altered: move it away")
    trust.trust(folder.name, model_file_digests(contents))
    return False


def _with_origin_of(saved_card: Card, trained: TrainingResult) -> TrainingResult:
    """Give a model as it would be, had it been made with the date, the file and the encoder's folder of a saved one."""
    card = replace(trained.card, created=saved_card.created, data=saved_card.data)
    encoder = saved_card.settings["encoder"]
    if not encoder or not card.settings["encoder"]:
        return replace(trained, card=card)
    pipelines = deepcopy(trained.pipelines)
    for pipeline in pipelines.values():
        pipeline.set_params(parts__vectors__setting=encoder["setting"])
    return replace(trained, card=replace(card, settings={**card.settings, "encoder": encoder}), pipelines=pipelines)


def _check_trust(folder: Path, digests: Mapping[str, str]) -> None:
    if trust.is_trusted(digests):
        return
    altered = trust.altered_files(folder.resolve().name, digests)
    command = f"newsstance models trust {folder}"
    if altered:
        raise ModelError(
            f"{folder}: {', '.join(altered)} is not what this machine trusted, it was altered since; train it again, "
            f"or, if you know who changed it and why: {command}"
        )
    raise ModelError(
        f"{folder} is not trusted on this machine, and opening a pipeline runs the code in it; "
        f"if you know who made it: {command}"
    )


def _check_versions(card: Card, folder: Path) -> None:
    check_features(card, folder)
    if outdated := why_pipelines_are_outdated(card):
        raise ModelError(f"{folder / PIPELINE} is not opened: {outdated}")
    made_with, installed = card.versions["scikit-learn"], sklearn.__version__
    if made_with != installed:
        raise ModelError(
            f"{folder} was made with scikit-learn {made_with}, and here is {installed}: train it again here, "
            f"or install that version (pip install scikit-learn=={made_with})"
        )


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
