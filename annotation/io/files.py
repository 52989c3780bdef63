"""Files written whole or not at all: beside, fsync, rename."""

import codecs
import errno
import io
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from annotation.errors import DataError

STDIO = "-"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


@contextmanager
def atomic_write(path: str | Path, *, binary: bool = False, private: bool = False) -> Iterator[IO[Any]]:
    """Open `path` for writing; it appears complete when the block ends, and stays as it was if the block fails.

    `-` is standard output. A private file is readable by its owner only, from the first byte on; another one
    keeps the rights of the file it replaces. A link is followed: the file it points to is replaced.
    """
    if str(path) == STDIO:
        if sys.stdout is None:
            raise DataError("cannot write standard output: it is closed; name a file with -o")
        if isinstance(sys.stdout, io.TextIOWrapper) and codecs.lookup(sys.stdout.encoding).name != "utf-8":
            sys.stdout.reconfigure(encoding="utf-8")  # our tables are UTF-8, whatever the terminal's locale
        with full_disk_reported("standard output"):
            yield sys.stdout.buffer if binary else sys.stdout
            sys.stdout.flush()
        return
    target = Path(path).resolve()
    if target.is_dir():
        raise DataError(f"cannot write {path}: it is a folder; name a file")
    if target.exists() and not target.is_file():  # /dev/null, a pipe: nothing to rename onto
        with full_disk_reported(path), _open(target, binary=binary) as file:
            yield file
        return
    with full_disk_reported(path), _replacing(target, private=private) as beside, _open(beside, binary=binary) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write_text(path: str | Path, text: str, *, private: bool = False) -> None:
    """Write a text file whole or not at all."""
    with atomic_write(path, private=private) as file:
        file.write(text)


def make_folder(path: Path) -> None:
    """Make a folder that is to be written into, or say why there can be none, before any work is done for it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise DataError(f"cannot write {path}: it, or what should be its folder, is a file") from error
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror or error}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise DataError(f"cannot write {path}: {os.strerror(errno.EACCES)}")


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open(path: Path, *, binary: bool) -> IO[Any]:
    return path.open("wb") if binary else path.open("w", encoding="utf-8", newline="")


@contextmanager
def full_disk_reported(path: str | Path) -> Iterator[None]:
    """Make a full disk one line for the user; other failures inside the block are not ours to explain."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DataError(f"cannot write {path}: {error.strerror}") from error


@contextmanager
def _replacing(target: Path, *, private: bool) -> Iterator[Path]:
    """Give an empty file in the same folder, so that the rename stays within one file system."""
    beside = target.with_name(f".{target.name[:50]}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _create(beside, target, private=private)
    except (FileExistsError, NotADirectoryError) as error:
        raise DataError(f"cannot write {target}: what should be its folder is a file") from error
    except OSError as error:
        raise DataError(f"cannot write {target}: {error.strerror or error}") from error
    try:
        yield beside
        beside.replace(target)
        sync_folder(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def _create(beside: Path, target: Path, *, private: bool) -> None:
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600 if private else 0o666))
    if target.exists() and not private:
        beside.chmod(stat.S_IMODE(target.stat().st_mode))
