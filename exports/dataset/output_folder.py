"""A folder written whole or not at all, that replaces only what an earlier export wrote."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from annotation.errors import DataError
from annotation.io.files import sync_folder, write_text

LIST: Final = "export.json"
_MADE_BY: Final = "newsstance export"


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into; it takes the place of `folder` when the block ends without an error.

    A folder that holds anything but an earlier export, as it was written, is refused: it is somebody's work.
    """
    target = folder.resolve()
    _refuse_others(target, folder)
    beside = target.with_name(f".{target.name[:50]}.{secrets.token_hex(4)}.part")
    try:
        beside.mkdir(parents=True)
    except OSError as error:
        raise DataError(f"cannot write {folder}: {error.strerror or error}") from error
    try:
        yield beside
        _put(beside, target, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_list(folder: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    """Write the list of a folder's files with their digests: by it an export knows its own again."""
    listed = {"made_by": _MADE_BY, **about, "files": listed_digests(folder)}
    write_text(folder / LIST, json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
    return listed


def listed_digests(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file below a folder but the list itself."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir() and path != folder / LIST)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _refuse_others(target: Path, named: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise DataError(f"cannot write {named}: it is a file; name a folder")
    if not any(target.iterdir()):
        return
    known = _known(target)
    if known is None:
        raise DataError(f"{named} is a folder with files that no export wrote; name a new or empty one")
    there = listed_digests(target)
    added = sorted(there.keys() - known.keys())
    changed = sorted(name for name in there.keys() & known.keys() if there[name] != known[name])
    if added or changed:
        what = f"{added[0]}, which no export wrote" if added else f"{changed[0]}, which was changed since"
        raise DataError(f"{named} is an earlier export that holds {what}; move that away, or name another folder")


def _known(target: Path) -> dict[str, str] | None:
    try:
        listed = json.loads((target / LIST).read_text(encoding="utf-8"))
        return dict(listed["files"]) if listed["made_by"] == _MADE_BY else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _put(beside: Path, target: Path, named: Path) -> None:
    try:
        for path in (beside, *beside.rglob("*")):
            _sync(path)
        _swap(beside, target)
    except OSError as error:
        raise DataError(f"cannot write {named}: {error.strerror or error}") from error


def _sync(path: Path) -> None:
    if path.is_dir():
        sync_folder(path)
        return
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _swap(beside: Path, target: Path) -> None:
    """Put the new folder in the old one's place; if that fails, the old one comes back."""
    old = beside.with_suffix(".old")
    replaced = target.exists()
    if replaced:
        target.rename(old)
    try:
        beside.rename(target)
    except OSError:
        if replaced:
            old.rename(target)
        raise
    sync_folder(target.parent)
    if replaced:
        shutil.rmtree(old)
