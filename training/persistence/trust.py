"""The models whose pipelines this machine opens: joblib is pickle, and opening a pickle runs whatever code is in it."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, TypedDict, TypeGuard

from annotation.errors import ModelError
from annotation.io.files import write_text
from annotation.io.json_text import read_json
from annotation.io.locks import locked
from annotation.io.shapes import has_shape
from annotation.io.user_folder import user_folder

_MAX_BYTES: Final = 64_000_000  # a model on the list has some 1,000
Digests = Mapping[str, str]  # the SHA-256 of each of a model's files, by the file's name


class TrustedModel(TypedDict):
    """One model on the trust list: its id, and the digest of each of its files."""

    id: str
    files: dict[str, str]


def trust_list() -> Path:
    """Give the path of this user's trust list: NEWSSTANCE_TRUST, else a file in the user's own settings folder."""
    from_environment = os.environ.get("NEWSSTANCE_TRUST")
    if from_environment:
        return Path(from_environment)
    return user_folder() / "trust.json"


def files_digest(files: Digests) -> str:
    """Give one digest for all of a model's files.

    >>> files_digest({"a": "1", "b": "2"}) == files_digest({"b": "2", "a": "1"}) != files_digest({"a": "2", "b": "1"})
    True
    """
    return sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def trust(model_id: str, files: Digests) -> None:
    """Put a model on the list, which only its owner can read; another process that does so waits for this one.

    Raises ModelError if the list cannot be read or written.
    """
    path = trust_list()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.with_name(f"{path.name}.lock")):
            models = {**read_trust_list(), files_digest(files): {"id": model_id, "files": dict(files)}}
            write_text(path, json.dumps(models, indent=1) + "\n", private=True)
    except OSError as error:
        raise ModelError(f"cannot write the trust list {path}: {error.strerror or error}") from error


def is_trusted(files: Digests) -> bool:
    """Say whether exactly these files are on the list."""
    return files_digest(files) in read_trust_list()


def lists_file(name: str, digest: str) -> bool:
    """Say whether any model on the list has a file with this name and digest."""
    return any(model["files"].get(name) == digest for model in read_trust_list().values())


def altered_files(model_id: str, files: Digests) -> list[str]:
    """Name the files that differ from those that were once trusted under this id; none if the id was never trusted."""
    versions = [model["files"] for model in read_trust_list().values() if model["id"] == model_id]
    if not versions:
        return []
    differences = [[name for name in files if files[name] != version.get(name)] for version in versions]
    return min(differences, key=len)


def read_trust_list() -> dict[str, TrustedModel]:
    """Read the list: each trusted model, by the digest of its files.

    Raises ModelError if the file is no trust list.
    """
    path = trust_list()
    try:
        models = read_json(path, _MAX_BYTES)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(
            f"cannot read the trust list {path}: {error}; move it away, and trust the models again"
        ) from error
    if not isinstance(models, dict) or not all(_is_trusted_model(model) for model in models.values()):
        raise ModelError(f"{path} is not a trust list; move it away, and trust the models again")
    return models


def _is_trusted_model(model: object) -> TypeGuard[TrustedModel]:
    return has_shape(model, TrustedModel)
