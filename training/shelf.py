"""Model folders: pipelines, card and model card; checked before they are opened, never written over.

The only file that uses joblib's `dump` and `load`.
"""

import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final

import joblib
import sklearn

from annotation.errors import ModelError
from annotation.files import sync_folder
from training import trust
from training.card import Card, from_json, to_json
from training.evaluation import to_json as evaluation_json
from training.features import RECIPE
from training.model import Chances, chances
from training.modelcard import model_card
from training.passages import Passage
from training.seen import Seen, from_lines, to_lines
from training.train import Trained

PIPELINE: Final = "pipeline.joblib"
CARD: Final = "card.json"
EVALUATION: Final = "evaluation.json"
SEEN: Final = "seen.txt"
FILES: Final = (PIPELINE, CARD, "MODELCARD.md", EVALUATION, SEEN)


@dataclass(frozen=True)
class Model:
    """An opened model: its card, one pipeline per question, and what they learned from."""

    card: Card
    pipelines: Mapping[str, Any]
    seen: Seen

    def chances(self, question: str, passages: Sequence[Passage]) -> Chances:
        """Give the chance of each label, columns in the order of the card's labels."""
        return chances(self.pipelines[question], passages, self.card.question(question).labels)


def save(trained: Trained, shelf: Path) -> tuple[Path, bool]:
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
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    trust.trust(card.id, _digests(contents))
    return folder, True


def open_model(which: str | Path, shelf: Path) -> Model:
    """Open a model by its folder or its id on the shelf, if every file is what this machine trusts."""
    folder = find(which, shelf)
    contents = _read(folder)
    _check_trust(folder, _digests(contents))
    card = from_json(contents[CARD], f"{folder / CARD}")
    _check_version(card, folder)
    # What was checked is what is opened: the bytes are read once.
    try:
        return Model(card, joblib.load(io.BytesIO(contents[PIPELINE])), from_lines(contents[SEEN].decode()))
    except (ImportError, LookupError, AttributeError, ValueError, EOFError, UnpicklingError) as error:
        raise ModelError(f"{folder / PIPELINE} cannot be opened: {error!r}; train it again") from error


def find(which: str | Path, shelf: Path) -> Path:
    """Find a model's folder, or name those on the shelf."""
    for folder in (Path(which), shelf / which):
        if folder.is_dir() and folder != Path():
            return folder
    names = ", ".join(folder.name for folder in folders(shelf)) or "none; newsstance train makes one"
    raise ModelError(f"there is no model {str(which)!r}, neither as a folder nor on the shelf {shelf} (there: {names})")


def folders(shelf: Path) -> list[Path]:
    """Name the models on a shelf, sorted."""
    return sorted(card.parent for card in shelf.glob(f"[!.]*/{CARD}"))


def read_evaluation(folder: Path) -> dict[str, Any]:
    """Read how good a model was found to be, which is safe to do with any folder."""
    try:
        found: dict[str, Any] = json.loads(_read(folder)[EVALUATION])
    except ValueError as error:
        raise ModelError(f"{folder / EVALUATION} is not an evaluation: {error}") from error
    return found


def read_card(folder: Path) -> Card:
    """Read a model's card, which is safe to do with any folder."""
    return from_json(_read(folder)[CARD], f"{folder / CARD}")


def trusted(folder: Path) -> bool:
    """Whether this machine would open the model in that folder."""
    return trust.is_trusted(_digests(_read(folder)))


def trust_model(folder: Path) -> Card:
    """Let this machine open the model in that folder from now on."""
    contents = _read(folder)
    card = from_json(contents[CARD], f"{folder / CARD}")
    trust.trust(folder.resolve().name, _digests(contents))
    return card


def _contents(trained: Trained) -> dict[str, bytes]:
    pickled = io.BytesIO()
    joblib.dump(dict(trained.pipelines), pickled, compress=3)
    card, evaluation = trained.card, trained.evaluation
    written = (to_json(card), model_card(card, evaluation), evaluation_json(evaluation), to_lines(trained.seen))
    return dict(zip(FILES, (pickled.getvalue(), *(text.encode() for text in written)), strict=True))


def _same_again(trained: Trained, folder: Path) -> bool:
    """Refuse a folder that has this model's name and another content; a copy of it is trusted anew."""
    found = _read(folder)
    if not trust.is_trusted(_digests(found)):
        there = from_json(found[CARD], f"{folder / CARD}")
        card = replace(trained.card, created=there.created, data=there.data)
        again = _contents(replace(trained, card=card))
        changed = [name for name in FILES if found[name] != again[name]]
        if changed:
            raise ModelError(f"{folder} has this model's name, but its {_list(changed)} was altered: move it away")
    trust.trust(folder.name, _digests(found))
    return False


def _read(folder: Path) -> dict[str, bytes]:
    contents = {}
    for name in FILES:
        try:
            contents[name] = (folder / name).read_bytes()
        except OSError as error:
            raise ModelError(
                f"{folder} is no whole model: {name}: {error.strerror or error} (a model has {_list(FILES)}); "
                "train it again, or copy it again from where it came"
            ) from error
    return contents


def _digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in contents.items()}


def _check_trust(folder: Path, files: Mapping[str, str]) -> None:
    if trust.is_trusted(files):
        return
    changed = trust.altered(folder.resolve().name, files)
    way = f"newsstance models trust {folder}"
    if changed:
        raise ModelError(
            f"{folder}: {_list(changed)} is not what this machine trusted, it was altered since; train it again, "
            f"or, if you know who changed it and why: {way}"
        )
    raise ModelError(
        f"{folder} is not trusted on this machine, and opening a model runs the code in it; "
        f"if you know who made it: {way}"
    )


def _check_version(card: Card, folder: Path) -> None:
    if card.settings["features"] != RECIPE:
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


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
