"""Folders that are written completely or not at all: beside the target, whose place they then take in one step."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from annotation.errors import DataError
from annotation.io.files import atomic_write, real_path, sync_folder, write_text
from annotation.io.leftovers import lock_leftover, neighbor, remove_leftovers

_AT_WORKING_FOLDER: Final = -100  # AT_FDCWD of Linux: paths start at the working folder
_EXCHANGE: Final = 2  # RENAME_EXCHANGE of Linux
_CANNOT_EXCHANGE: Final = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)  # an old kernel, a network's disk


@contextmanager
def temporary_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target, for its owner alone; it is removed when the block ends.

    What killed runs left beside the target is removed first. Raises OSError if the folder cannot be made.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target)
    folder, lock = _locked_folder(target)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def replace_folder(folder: Path, target: Path) -> None:
    """Let a folder take the place of another, which there may be or not, in one step that needs no moment without one.

    Everything is flushed to disk first. What was at the target is gone then. Raises OSError if that is not possible;
    the target is as it was then.
    """
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    for path in (*folder.rglob("*"), folder):
        _sync(path)
    if not target.exists():
        folder.rename(target)
    elif not _exchange(folder, target):
        _replace_in_two_steps(folder, target)
    sync_folder(target.parent)


@contextmanager
def replaced_folder(target: Path, name: str | Path) -> Iterator[Path]:
    """Give an empty folder that takes the target's place when the block ends without an error.

    Raises DataError, which calls the target `name`, if it cannot be written.
    """
    try:
        with temporary_folder(target) as folder:
            yield folder
            folder.chmod(0o777 & ~_umask())
            replace_folder(folder, target)
    except OSError as error:
        raise DataError(f"cannot write {name}: {error.strerror or error}") from error


def write_files(folder: Path, contents: Mapping[str, str]) -> None:
    """Write several text files that belong together, each by its name: all of them or none.

    A folder with other files in it keeps them; there the files are written beside their places first, and renamed when
    all are complete. Raises DataError if they cannot be written.
    """
    target = real_path(folder)
    if target.is_dir() and any(path.name not in contents for path in target.iterdir()):
        with ExitStack() as files:
            opened = {name: files.enter_context(atomic_write(folder / name)) for name in contents}
            for name, file in opened.items():
                file.write(contents[name])
                file.flush()
        return
    with replaced_folder(target, folder) as new_folder:
        for name, content in contents.items():
            write_text(new_folder / name, content)


def _locked_folder(target: Path) -> tuple[Path, int]:
    """Make a temporary folder; give it with the descriptor that keeps it locked until it is closed."""
    while True:
        folder = neighbor(target)
        folder.mkdir(mode=0o700)
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:  # another process took it for a leftover before it was locked
            continue
        if lock_leftover(descriptor):
            return folder, descriptor
        os.close(descriptor)


def _exchange(folder: Path, target: Path) -> bool:
    """Exchange two folders in one step; False where the operating system or the file system knows no such step."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    paths = (_AT_WORKING_FOLDER, os.fsencode(folder), _AT_WORKING_FOLDER, os.fsencode(target))
    if rename(*paths, _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(target))


def _replace_in_two_steps(folder: Path, target: Path) -> None:
    """Put a folder in the old one's place; if that fails, the old one comes back."""
    old_folder = folder.with_suffix(".old")
    target.rename(old_folder)
    try:
        folder.rename(target)
    except OSError:
        old_folder.rename(target)
        raise
    shutil.rmtree(old_folder)


def _sync(path: Path) -> None:
    if path.is_dir():
        sync_folder(path)
        return
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _umask() -> int:
    """Give the permissions that the user's new files lack, which can only be read by setting them."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
