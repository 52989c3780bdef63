"""Whose pipelines this machine opens: joblib is pickle, and opening a pickle runs whatever code is in it."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from annotation.errors import ModelError
from annotation.io.files import write_text
from annotation.io.locks import locked

Digests = Mapping[str, str]


def trust_list() -> Path:
    """Where this user's trust list is."""
    given = os.environ.get("NEWSSTANCE_TRUST")
    if given:
        return Path(given)
    config = os.environ.get("XDG_CONFIG_HOME")
    return (Path(config) if config else Path.home() / ".config") / "newsstance" / "trust.json"


def files_digest(files: Digests) -> str:
    """One digest for a model's files.

    >>> files_digest({"a": "1", "b": "2"}) == files_digest({"b": "2", "a": "1"}) != files_digest({"a": "2", "b": "1"})
    True
    """
    return sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def trust(name: str, files: Digests) -> None:
    """Put a model on the list; the list is written whole, for its owner only, by one process after the other."""
    path = trust_list()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.with_name(f"{path.name}.lock")):
            listed = {**_read(), files_digest(files): {"id": name, "files": dict(files)}}
            write_text(path, json.dumps(listed, indent=1) + "\n", private=True)
    except OSError as error:
        raise ModelError(f"cannot write the trust list {path}: {error.strerror or error}") from error


def is_trusted(files: Digests) -> bool:
    """Whether exactly these files are on the list."""
    return files_digest(files) in _read()


def lists_digest(file: str, told: str) -> bool:
    """Whether some model on the list has a file of this name and digest."""
    return any(entry["files"].get(file) == told for entry in _read().values())


def altered(name: str, files: Digests) -> list[str]:
    """Name the files that differ from those once trusted under this name; none where it never was."""
    known = [entry["files"] for entry in _read().values() if entry["id"] == name]
    if not known:
        return []
    differing = [[file for file in files if files[file] != trusted.get(file)] for trusted in known]
    return min(differing, key=len)


def _read() -> dict[str, Any]:
    path = trust_list()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(
            f"cannot read the trust list {path}: {error}; move it away, and trust the models again"
        ) from error
    if not isinstance(found, dict) or not all(_entry(entry) for entry in found.values()):
        raise ModelError(f"{path} is not a trust list; move it away, and trust the models again")
    return found


def _entry(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("files"), dict) and isinstance(entry.get("id"), str)
