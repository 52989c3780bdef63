"""The server's log, without what follows the `?` of an address: that of the invitation holds a token.

The lines go through a process of its own, which ends with the server: the server may run longer than newsstance.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_QUERY: Final = re.compile(rb"""(/[^\s?"'<>]*)\?[^\s"'<>]*""")
_END_SECONDS: Final = 5.0
_WRITERS: Final[dict[Path, "subprocess.Popen[bytes]"]] = {}  # the processes that this one started, by their log


def without_queries(line: bytes) -> bytes:
    """Take the queries out of the addresses in a line.

    >>> without_queries(b'[INFO] "GET /user/signup/?token=FZII HTTP/1.1" 200 28997')
    b'[INFO] "GET /user/signup/ HTTP/1.1" 200 28997'
    """
    return _QUERY.sub(rb"\1", line)


@contextmanager
def server_log(path: Path) -> Iterator[int]:
    """Yield the descriptor to which a server writes, so that the log, which only its owner can read, has no queries."""
    reading, writing = os.pipe()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "wb") as log:
            os.fchmod(descriptor, 0o600)  # also of a log that an older newsstance made
            command = [sys.executable, "-I", "-S", __file__]
            _WRITERS[path] = subprocess.Popen(command, stdin=reading, stdout=log, start_new_session=True)
        yield writing
    finally:
        os.close(reading)
        os.close(writing)


def finish_log(path: Path) -> None:
    """Wait until the log of a server that has ended is written."""
    writer = _WRITERS.pop(path, None)
    if writer is not None:
        try:
            writer.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:  # a process that the server started still holds its output
            writer.kill()
            writer.wait()


if __name__ == "__main__":
    for _line in sys.stdin.buffer:
        sys.stdout.buffer.write(without_queries(_line))
        sys.stdout.buffer.flush()
