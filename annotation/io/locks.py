"""Locks on files: held by a living process only, so that no crash leaves one behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotation.errors import DataError


@contextmanager
def locked(path: Path, *, busy: str = "") -> Iterator[None]:
    """Keep every other process out that locks the same file: wait for it, or refuse at once with the words `busy`."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0))
        except BlockingIOError as error:
            raise DataError(busy) from error
        yield
    finally:
        os.close(handle)
