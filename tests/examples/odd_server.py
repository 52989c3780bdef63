"""A server that answers as a test wants it to, over real sockets, and keeps what it was sent."""

import gzip
import socketserver
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from io import BufferedIOBase
from socket import socket
from threading import Thread


@dataclass(frozen=True)
class Request:
    """A request as it came: the line with method and address, the whole head, and the body."""

    line: str
    head: bytes
    body: bytes


Answer = Callable[[Request, socket], None]  # writes to the connection, which is closed afterwards


@dataclass
class OddServer:
    """Answers each request by a function, in a thread of its own; `requests` has all that came."""

    answer: Answer
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> "OddServer":
        odd = self

        class Handler(socketserver.StreamRequestHandler):
            """One connection with one request."""

            def handle(self) -> None:
                """Read the request, keep it, answer it."""
                with suppress(OSError):  # the client has gone
                    request = read_request(self.rfile)
                    if request is not None:
                        odd.requests.append(request)
                        odd.answer(request, self.request)

        class Server(socketserver.ThreadingTCPServer):
            """Leaves hanging connections to themselves when it ends."""

            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"


def read_request(stream: BufferedIOBase) -> Request | None:
    """Read a request; None if the connection was closed without one."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline(65536)
        if not line:
            return None
        head += line
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    return Request(head.partition(b"\r\n")[0].decode("latin-1"), head, stream.read(length))


def response(body: bytes, kind: str = "application/json", status: str = "200 OK", *headers: str) -> bytes:
    """A whole response."""
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close")
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def always(content: bytes) -> Answer:
    """Answer everything with the same bytes."""
    return lambda request, connection: connection.sendall(content)


def packed(body: bytes) -> bytes:
    """A response with a body in gzip."""
    return response(gzip.compress(body), "application/json", "200 OK", "Content-Encoding: gzip")


@cache
def gzip_bomb(megabytes: int) -> bytes:
    """A response of about a kilobyte for each megabyte that it unpacks to: a JSON list with nothing but spaces."""
    packer = zlib.compressobj(9, wbits=31)
    spaces = b" " * 2**20
    parts = [packer.compress(b"["), *(packer.compress(spaces) for _ in range(megabytes)), packer.compress(b"]")]
    body = b"".join([*parts, packer.flush()])
    return response(body, "application/json", "200 OK", "Content-Encoding: gzip")
