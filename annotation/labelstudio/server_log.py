"""The server's log, without what follows the `?` of an address: that of the invitation holds a token.

The lines go through a process of its own, which ends with the server: the server may run longer than newsstance.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from annotation.errors import LabelStudioError
from annotation.labelstudio import query_filter

_END_SECONDS: Final = 5.0
_WRITERS: Final[dict[Path, "subprocess.Popen[bytes]"]] = {}  # the processes that this one started, by their log


@contextmanager
def server_log(path: Path) -> Iterator[int]:
    """Yield the descriptor to which a server writes, so that the log, which only its owner can read, has no queries."""
    reading, writing = os.pipe()
    try:
        descriptor = _open_log(path)
        with open(descriptor, "wb") as log:
            os.fchmod(descriptor, 0o600)  # also of a log that an older newsstance made
            command = [sys.executable, "-I", "-S", query_filter.__file__]
            _WRITERS[path] = subprocess.Popen(
                command, stdin=reading, stdout=log, stderr=subprocess.DEVNULL, start_new_session=True
            )
        yield writing
    finally:
        os.close(reading)
        os.close(writing)


def _open_log(path: Path) -> int:
    """Open the log anew; a link is not followed, as it could lead to any file of the user's."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError as error:
        raise LabelStudioError(f"cannot write {path}: {error.strerror or error}; take it away") from error


def finish_log(path: Path) -> None:
    """Wait until the log of a server that has ended is written."""
    writer = _WRITERS.pop(path, None)
    if writer is not None:
        try:
            writer.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:  # a process that the server started still holds its output
            writer.kill()
            writer.wait()
