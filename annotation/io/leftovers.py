"""Temporary files and folders beside what is written, and those that killed runs left there.

Whoever writes one holds a lock on it, which the operating system releases when the process ends, however it ends. So
what is not locked is nobody's any more, and the next run that writes the same file removes it.
"""

import os
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from annotation.io.locks import lock_now

_NAME_LENGTH: Final = 50  # letters of the name that a temporary neighbor repeats; a name may have 255 bytes in all
_ENDINGS: Final = r"\.[0-9a-f]{8}\.(part|old)"


def neighbor(target: Path) -> Path:
    """Name a new temporary file or folder beside a file or folder, where a rename to it is atomic."""
    return target.with_name(f"{_name_start(target)}.{secrets.token_hex(4)}.part")


def lock_leftover(descriptor: int) -> bool:
    """Mark an open temporary file or folder as being written, for as long as the descriptor stays open.

    Gives False if another process took it for a leftover, and removes it: then it must be made anew.
    """
    try:
        lock_now(descriptor)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: nothing can be locked there, so nothing is ever taken for a leftover
    return os.fstat(descriptor).st_nlink > 0


def remove_leftovers(target: Path) -> None:
    """Remove the temporary neighbors of a file or folder that no process is writing any more."""
    names = re.compile(re.escape(_name_start(target)) + _ENDINGS)
    with suppress(OSError):  # they are in nobody's way
        for path in [Path(entry) for entry in os.scandir(target.parent) if names.fullmatch(entry.name)]:
            _remove_unlocked(path)


def _name_start(target: Path) -> str:
    return f".{target.name[:_NAME_LENGTH]}"


def _remove_unlocked(path: Path) -> None:
    with suppress(OSError):  # another process removes it too, or still writes it, or it isn't ours
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            lock_now(descriptor)
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        finally:
            os.close(descriptor)
