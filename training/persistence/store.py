"""The shelf of models: saved and never written over; and the one door through which pipelines are opened.

The only file that uses joblib's `dump` and `load`. To score, no pipeline is opened: see `training/persistence/load.py`.
"""

import errno
import io
import os
import shutil
import tempfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import joblib
import sklearn

from annotation.errors import ModelError
from annotation.io.files import sync_folder
from training.evaluation.options import evaluation_to_json as evaluation_json
from training.features.registry import FEATURES_VERSION
from training.models.card import Card, card_from_json, card_to_json
from training.models.card_markdown import model_card
from training.models.card_validation import check_card
from training.models.fingerprints import to_lines
from training.models.training_result import TrainingResult
from training.persistence import trust
from training.persistence.arrays import to_files
from training.persistence.folder import (
    CARD,
    EVALUATION,
    FILES,
    PIPELINE,
    READABLE,
    SEEN,
    SUMS,
    check_sizes,
    checksums,
    file_digests,
    find_model,
    read_files,
)


def save(trained: TrainingResult, shelf: Path) -> tuple[Path, bool]:
    """Put a model on the shelf and trust it here; gives its folder, and whether it is new.

    A model that is there already is left as it is, if it is still what training gives.
    """
    card = trained.card
    folder = shelf / card.id
    if folder.exists():
        return folder, _same_again(trained, folder)
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=shelf, prefix=f".{card.id}."))
    except OSError as error:
        raise ModelError(f"cannot write {folder}: {error.strerror or error}") from error
    try:
        contents = _contents(trained)
        for name, content in contents.items():
            _write(beside / name, content)
        beside.chmod(0o755)
        sync_folder(beside)
        beside.rename(folder)
        sync_folder(shelf)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):  # another process was faster
            return folder, _same_again(trained, folder)
        raise ModelError(f"cannot write {folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    try:
        trust.trust(card.id, file_digests(contents))
    except ModelError as error:
        raise ModelError(f"the model is saved as {folder}, but its pipelines aren't trusted here: {error}") from error
    return folder, True


def open_pipelines(which: str | Path, shelf: Path) -> dict[str, Any]:
    """Open a model's scikit-learn pipelines, one per question, if every file is what this machine trusts.

    They are pickles, so this runs whatever code is in them. Only who works on with a pipeline needs it.
    """
    folder = find_model(which, shelf)
    contents = read_files(folder)
    _check_trust(folder, file_digests(contents))
    _check_version(card_from_json(contents[CARD], f"{folder / CARD}"), folder)
    # What was checked is what is opened: the bytes are read once.
    try:
        found: dict[str, Any] = joblib.load(io.BytesIO(contents[PIPELINE]))
    except (ImportError, LookupError, AttributeError, ValueError, EOFError, UnpicklingError) as error:
        raise ModelError(f"{folder / PIPELINE} cannot be opened: {error!r}; train it again") from error
    return found


def trusted(folder: Path) -> bool:
    """Whether this machine would open the pipelines in that folder."""
    return trust.is_trusted(file_digests(read_files(folder)))


def trust_model(folder: Path) -> Card:
    """Let this machine open the pipelines in that folder from now on."""
    contents = read_files(folder)
    card = card_from_json(contents[CARD], f"{folder / CARD}")
    check_card(card, f"{folder / CARD}")
    trust.trust(folder.resolve().name, file_digests(contents))
    return card


def _contents(trained: TrainingResult) -> dict[str, bytes]:
    pickled = io.BytesIO()
    joblib.dump(dict(trained.pipelines), pickled, compress=3)
    card, evaluation = trained.card, trained.evaluation
    found = {
        PIPELINE: pickled.getvalue(),
        CARD: card_to_json(card).encode(),
        READABLE: model_card(card, evaluation).encode(),
        EVALUATION: evaluation_json(evaluation).encode(),
        SEEN: to_lines(trained.fingerprints),
        **to_files(trained.linear_models),
    }
    check_sizes(found)
    return {**found, SUMS: checksums(found)}


def _same_again(trained: TrainingResult, folder: Path) -> bool:
    """Refuse a folder that has this model's name and another content; a copy of it is trusted anew."""
    found = read_files(folder)
    if not trust.is_trusted(file_digests(found)):
        there = card_from_json(found[CARD], f"{folder / CARD}")
        check_card(there, f"{folder / CARD}")
        again = _contents(_as_made(trained, there))
        changed = [name for name in FILES if found[name] != again[name]]
        if changed:
            raise ModelError(f"{folder} has this model's name, but its {', '.join(changed)} was altered: move it away")
    trust.trust(folder.name, file_digests(found))
    return False


def _as_made(trained: TrainingResult, there: Card) -> TrainingResult:
    """Give a model as it would be, had it been made when and from where another one was, its encoder where it stood."""
    card = replace(trained.card, created=there.created, data=there.data)
    encoder = there.settings["encoder"]
    if not encoder or not card.settings["encoder"]:
        return replace(trained, card=card)
    pipelines = deepcopy(trained.pipelines)
    for pipeline in pipelines.values():
        pipeline.set_params(parts__vectors__setting=encoder["setting"])
    return replace(trained, card=replace(card, settings={**card.settings, "encoder": encoder}), pipelines=pipelines)


def _check_trust(folder: Path, files: Mapping[str, str]) -> None:
    if trust.is_trusted(files):
        return
    changed = trust.altered(folder.resolve().name, files)
    way = f"newsstance models trust {folder}"
    if changed:
        raise ModelError(
            f"{folder}: {', '.join(changed)} is not what this machine trusted, it was altered since; train it again, "
            f"or, if you know who changed it and why: {way}"
        )
    raise ModelError(
        f"{folder} is not trusted on this machine, and opening a pipeline runs the code in it; "
        f"if you know who made it: {way}"
    )


def _check_version(card: Card, folder: Path) -> None:
    if card.settings["features"] != FEATURES_VERSION:
        raise ModelError(
            f"{folder} was made by another version of newsstance, which saw text otherwise: train it again"
        )
    made, here = card.versions["scikit-learn"], sklearn.__version__
    if made != here:
        raise ModelError(
            f"{folder} was made with scikit-learn {made}, and here is {here}: train it again here, "
            f"or install that version (pip install scikit-learn=={made})"
        )


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
