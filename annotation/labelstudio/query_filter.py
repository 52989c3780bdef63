"""The program that takes the queries out of the addresses in a server's log; it needs nothing but Python."""

import re
import sys
from typing import Final

_QUERY: Final = re.compile(rb"""(/[^\s?"'<>]*)\?[^\s"'<>]*""")


def without_queries(line: bytes) -> bytes:
    """Take what follows the `?` out of the addresses in a line.

    >>> without_queries(b'[INFO] "GET /user/signup/?token=FZII HTTP/1.1" 200 28997')
    b'[INFO] "GET /user/signup/ HTTP/1.1" 200 28997'
    """
    return _QUERY.sub(rb"\1", line)


if __name__ == "__main__":
    for _line in sys.stdin.buffer:
        sys.stdout.buffer.write(without_queries(_line))
        sys.stdout.buffer.flush()
