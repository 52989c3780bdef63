"""Opening files that somebody else may have made: a pipe nobody writes into or an endless file holds nobody up."""

import errno
import os
import select
import stat
from pathlib import Path
from typing import IO, Final

from annotation.io.parsed_values import MAX_BYTES

_PATIENCE: Final = 10.0  # seconds that a program has to begin writing into a pipe


def open_input(path: str | Path, *, patience: float = _PATIENCE) -> IO[bytes]:
    """Open a file for reading bytes.

    Raises OSError if it cannot be read, or if it is a pipe into which no program writes within `patience` seconds: to
    open one as usual would wait for ever.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if stat.S_ISFIFO(mode) and not select.select([descriptor], [], [], patience)[0]:
            reason = f"it is a pipe, and nothing wrote into it for {patience:g} seconds"
            raise TimeoutError(errno.ETIMEDOUT, reason, str(path))
        os.set_blocking(descriptor, True)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_small_file(path: str | Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a file that is small unless somebody made it to do harm, such as settings.

    Raises OSError if it cannot be read, and ValueError if it is larger than that.
    """
    with open_input(path) as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise ValueError(f"it is larger than any such file ({max_bytes:,} bytes at most)")
    return content
