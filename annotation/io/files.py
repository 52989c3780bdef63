"""Files that are written completely or not at all: as a temporary file beside the target, which is then renamed."""

import codecs
import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from annotation.errors import DataError
from annotation.io.leftovers import lock_leftover, neighbor, remove_leftovers

STDIO = "-"
_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


@contextmanager
def atomic_write(path: str | Path, *, binary: bool = False, private: bool = False) -> Iterator[IO[Any]]:
    """Open a file for writing; it appears complete when the block ends, and is unchanged if the block fails.

    Args:
        path: The file; `-` is standard output. Of a symbolic link, the file it points to is replaced.
        binary: Whether bytes are written; otherwise text in UTF-8, with line ends as they are.
        private: Whether only the owner may read the file, from its first byte on; otherwise a file that is replaced
            keeps its permissions.

    Raises:
        DataError: The file cannot be written.
    """
    if str(path) == STDIO:
        if sys.stdout is None:
            raise DataError("cannot write standard output: it is closed; name a file with -o")
        if isinstance(sys.stdout, io.TextIOWrapper) and codecs.lookup(sys.stdout.encoding).name != "utf-8":
            sys.stdout.reconfigure(encoding="utf-8")  # our tables are UTF-8 whatever the terminal's locale is
        with disk_errors_reported("standard output"):
            yield sys.stdout.buffer if binary else sys.stdout
            sys.stdout.flush()
        return
    target = real_path(path)
    if target.is_dir():
        raise DataError(f"cannot write {path}: it is a folder; name a file")
    if target.exists() and not target.is_file():  # /dev/null or a pipe cannot be replaced by a rename
        with disk_errors_reported(path), _open(target, binary=binary) as file:
            yield file
        return
    with (
        disk_errors_reported(path),
        _replacing(target, private=private) as temporary,
        _open(temporary, binary=binary) as file,
    ):
        yield file
        file.flush()
        os.fsync(file.fileno())


def real_path(path: str | Path) -> Path:
    """Follow a path's symbolic links; raises DataError if they lead in a circle."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise DataError(f"cannot write {path}: it is a symbolic link that leads to itself")
    return target


def write_text(path: str | Path, text: str, *, private: bool = False) -> None:
    """Write a text file completely or not at all; raises DataError if it cannot be written."""
    with atomic_write(path, private=private) as file:
        file.write(text)


def make_folder(path: Path) -> None:
    """Make a folder for output; raises DataError if it cannot be made or written into, before any work is done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise DataError(f"cannot write {path}: this path, or a folder on it, is a file; name another folder") from error
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror or error}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise DataError(f"cannot write {path}: {os.strerror(errno.EACCES)}")


def check_folder(path: Path) -> None:
    """Raise DataError if a folder for output cannot be made or written into, before any work is done; make nothing."""
    place = path
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise DataError(f"cannot write {path}: this path, or a folder on it, is a file; name another folder")
    if not os.access(place, os.W_OK | os.X_OK):
        raise DataError(f"cannot write {path}: {os.strerror(errno.EACCES)}")


def sync_folder(folder: Path) -> None:
    """Flush a folder to disk, so that a rename inside it survives a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path, *, binary: bool) -> IO[Any]:
    return path.open("wb") if binary else path.open("w", encoding="utf-8", newline="")


@contextmanager
def disk_errors_reported(path: str | Path) -> Iterator[None]:
    """Raise DataError if the disk is full or broken; other errors of the block are passed on unchanged."""
    try:
        yield
    except OSError as error:
        if error.errno not in _DISK_ERRORS:
            raise
        raise DataError(f"cannot write {path}: {error.strerror}") from error


@contextmanager
def _replacing(target: Path, *, private: bool) -> Iterator[Path]:
    """Yield an empty file in the target's folder, and rename it to the target when the block ends.

    The same folder is on the same file system, where a rename is atomic.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(target)
        temporary, lock = _create(target, private=private)
    except (FileExistsError, NotADirectoryError) as error:
        raise DataError(f"cannot write {target}: the folder it should be in is a file; name another path") from error
    except OSError as error:
        raise DataError(f"cannot write {target}: {error.strerror or error}") from error
    try:
        yield temporary
        temporary.replace(target)
        sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
        os.close(lock)


def _create(target: Path, *, private: bool) -> tuple[Path, int]:
    """Create a temporary file; give it with the descriptor that keeps it locked until it is closed."""
    while True:
        temporary = neighbor(target)
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600 if private else 0o666)
        if lock_leftover(descriptor):
            break
        os.close(descriptor)
    if target.exists() and not private:
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    return temporary, descriptor
