"""File locks. The operating system releases a lock when its process ends, so that no crash leaves one behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotation.errors import DataError


@contextmanager
def locked(path: Path, *, busy_message: str = "") -> Iterator[None]:
    """Hold a lock on a file, which is created if it does not exist.

    While another process holds the lock, wait for it; with a `busy_message`, raise DataError with that text at once.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy_message else 0))
        except BlockingIOError as error:
            raise DataError(busy_message) from error
        yield
    finally:
        os.close(descriptor)


def lock_now(descriptor: int) -> None:
    """Lock an open file or folder until its descriptor is closed.

    Raises BlockingIOError if another process holds the lock, and another OSError where the file system has no locks.
    """
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
