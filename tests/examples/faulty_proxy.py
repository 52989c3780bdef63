"""A proxy in front of a real Label Studio that spoils one request of many, in one of the ways that networks do."""

import socket
import time
from collections.abc import Callable
from threading import Event, Timer
from typing import Final

from tests.examples.odd_server import OddServer, Request, gzip_bomb, response

Spoil = Callable[["FaultyProxy", Request, socket.socket], None]
PAGE: Final = b"\n\n<!doctype html>\n<html><head><title>Bad \x1b[31mGateway</title></head><body>Oops</body></html>"
LATE_SECONDS: Final = 1.0  # until the server gets a request whose client has gone


class FaultyProxy(OddServer):
    """Passes every request on but one, the `nth` that comes after `spoil_next`."""

    def __init__(self, upstream_port: int) -> None:
        super().__init__(self._handle)
        self._upstream_port = upstream_port
        self._spoil: Spoil | None = None
        self._left = 0
        self.spoiled = ""  # the line of the request that was spoiled
        self.ended = Event()  # set when nothing hangs any more

    def spoil_next(self, kind: str, nth: int) -> None:
        """Spoil the nth request from now on."""
        self.requests.clear()
        self.ended.clear()
        self._spoil, self._left, self.spoiled = FAULTS[kind], nth, ""

    def pass_all(self) -> None:
        """Spoil nothing more, and let go of what hangs."""
        self._spoil = None
        self.ended.set()

    def forward(self, request: Request) -> bytes:
        """The server's whole response to a request."""
        head = request.head.replace(b"Connection: keep-alive\r\n", b"")
        with socket.create_connection(("127.0.0.1", self._upstream_port)) as upstream:
            upstream.sendall(head.removesuffix(b"\r\n") + b"Connection: close\r\n\r\n" + request.body)
            return b"".join(iter(lambda: upstream.recv(65536), b""))

    def _handle(self, request: Request, connection: socket.socket) -> None:
        self._left -= 1
        if self._spoil is not None and self._left == 0:
            self.spoiled = request.line
            self._spoil(self, request, connection)
        else:
            connection.sendall(self.forward(request))


def _instead(content: bytes) -> Spoil:
    """Let the server do its work, and answer something else."""

    def spoil(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
        proxy.forward(request)
        connection.sendall(content)

    return spoil


def _without_the_server(content: bytes) -> Spoil:
    """Answer something in the server's place."""
    return lambda proxy, request, connection: connection.sendall(content)


def _drop_before(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    connection.close()


def _drop_after(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    proxy.forward(request)
    connection.close()


def _late(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    Timer(LATE_SECONDS, proxy.forward, [request]).start()
    connection.close()


def _delay(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    time.sleep(LATE_SECONDS)
    connection.sendall(proxy.forward(request))


def _twice(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    proxy.forward(request)
    connection.sendall(proxy.forward(request))


def _truncate(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    head, _, body = proxy.forward(request).partition(b"\r\n\r\n")
    connection.sendall(head + b"\r\n\r\n" + body[: len(body) // 2])


def _hang(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    proxy.forward(request)
    proxy.ended.wait(600)


def _trickle(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    proxy.forward(request)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while not proxy.ended.wait(0.2):
        connection.sendall(b" ")


def _trickled_head(proxy: FaultyProxy, request: Request, connection: socket.socket) -> None:
    proxy.forward(request)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not proxy.ended.wait(0.2):
        connection.sendall(b"x")


FAULTS: Final[dict[str, Spoil]] = {
    "dropped before": _drop_before,
    "dropped after": _drop_after,
    "late": _late,
    "delayed": _delay,
    "twice": _twice,
    "truncated": _truncate,
    "hanging": _hang,
    "trickling": _trickle,
    "trickling head": _trickled_head,
    "500": _without_the_server(response(PAGE, "text/html", "500 Internal Server Error")),
    "502": _without_the_server(response(PAGE, "text/html", "502 Bad Gateway")),
    "502 after": _instead(response(PAGE, "text/html", "502 Bad Gateway")),
    "a page": _instead(response(b"<html>Log in</html>", "text/html")),
    "empty": _instead(response(b"")),
    "no UTF-8": _instead(response(b'{"results": ["\xff"], "tasks": ["\xff"]}')),
    "no gzip": _instead(response(b"not gzip", "application/json", "200 OK", "Content-Encoding: gzip")),
    "a gzip bomb": lambda proxy, request, connection: _instead(gzip_bomb(200))(proxy, request, connection),
    "redirected": _instead(response(b"", "text/html", "302 Found", "Location: http://127.0.0.1:9/elsewhere")),
    "garbage": _instead(b"\x00\x01\x02 garbage\r\n\r\n"),
    "null": _instead(response(b"null")),
    "a list": _instead(response(b"[]")),
    "a list of numbers": _instead(response(b"[1, 2]")),
    "an empty object": _instead(response(b"{}")),
    "wrong kinds": _instead(
        response(b'{"id": "x", "email": 7, "results": {}, "tasks": [7], "total": -1, "task_ids": [true], "next": 3}')
    ),
    "deep": _instead(response(b"[" * 100_000 + b"]" * 100_000)),
    "a long number": _instead(response(b'{"id": ' + b"9" * 5000 + b"}")),
    "a large number": _instead(response(b'{"id": 1e400, "total": ' + b"9" * 400 + b', "tasks": [], "results": []}')),
}
