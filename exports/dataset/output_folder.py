"""A folder that is written whole or not at all, and replaces only what an earlier export wrote."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from annotation.errors import DataError
from annotation.io.files import real_path, write_text
from annotation.io.folders import replaced_folder
from annotation.io.json_text import read_json

LIST_FILE: Final = "export.json"
_MADE_BY: Final = "newsstance export"


@contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into, which takes the place of `folder` when the block ends without an error.

    Raises DataError if `folder` can't be written, or if it holds anything but an earlier export, as it was written:
    other files are somebody's work.
    """
    target = real_path(folder)
    _refuse_unlisted_files(target, folder)
    with replaced_folder(target, folder) as new_folder:
        yield new_folder


def write_file_list(folder: Path, description: Mapping[str, Any]) -> dict[str, Any]:
    """Write the list of a folder's files with their digests, by which a later export knows that it may replace them.

    Gives what was written: the description between `made_by` and `files`.
    """
    file_list = {"made_by": _MADE_BY, **description, "files": file_digests(folder)}
    write_text(folder / LIST_FILE, json.dumps(file_list, indent=2, ensure_ascii=False) + "\n")
    return file_list


def file_digests(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file below a folder, except the list of files itself, by path below the folder."""
    paths = sorted(path for path in folder.rglob("*") if not path.is_dir() and path != folder / LIST_FILE)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _refuse_unlisted_files(target: Path, folder: Path) -> None:
    """Raise DataError if the target holds files that no export wrote; `folder` is the target as the user wrote it."""
    if not target.exists():
        return
    if not target.is_dir():
        raise DataError(f"cannot write {folder}: it is a file; name a folder")
    if not any(target.iterdir()):
        return
    listed = _listed_digests(target)
    if listed is None:
        raise DataError(f"{folder} is a folder with files that no export wrote; name a new or empty one")
    present = file_digests(target)
    added = sorted(present.keys() - listed.keys())
    changed = sorted(name for name in present.keys() & listed.keys() if present[name] != listed[name])
    if added or changed:
        problem = f"{added[0]}, which no export wrote" if added else f"{changed[0]}, which was changed since"
        raise DataError(f"{folder} is an earlier export that holds {problem}; move that away, or name another folder")


def _listed_digests(target: Path) -> dict[str, str] | None:
    """Read the digests that an earlier export listed; None where there is no such list."""
    try:
        file_list = read_json(target / LIST_FILE)
        return dict(file_list["files"]) if file_list["made_by"] == _MADE_BY else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
