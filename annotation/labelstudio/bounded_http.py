"""HTTP with bounds: a time for each request in whole, and a size that an answer may unpack to.

The time limits of httpx hold between two bytes, so an answer that trickles would never end; and a few kilobytes of
gzip can unpack to gigabytes.
"""

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any, Final
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from annotation.labelstudio.addresses import is_loopback

CONNECT_SECONDS: Final = 10.0
MAX_ANSWER_BYTES: Final = 64 * 1024 * 1024  # the largest page of answers that was ever seen has 3 MB
SECONDS_BEFORE_WORD: Final = 10.0
SECONDS_BETWEEN_WORDS: Final = 60.0
_BYTES_PER_WRITE: Final = 64 * 1024
_GZIP_OR_ZLIB: Final = 32 + zlib.MAX_WBITS


class AnswerTooLarge(httpx.TransportError):
    """An answer has more bytes than any answer of Label Studio."""


class _Clock:
    """How long one request may take, and when to say that it takes long."""

    def __init__(self, seconds: float, say: Callable[[float, float], None]) -> None:
        self._say = say
        self._started = time.monotonic()
        self._deadline = self._started + seconds
        self._next_word = self._started + SECONDS_BEFORE_WORD

    def remaining(self) -> float:
        """The seconds seconds_left; raises ReadTimeout if none are."""
        seconds_left = self._deadline - time.monotonic()
        if seconds_left <= 0:
            raise httpcore.ReadTimeout(f"no whole answer within {self._deadline - self._started:.0f} s")
        return seconds_left

    def seconds(self) -> float:
        """How long to wait for the next byte: until the time is over or a word is due."""
        seconds_left = self.remaining()
        now = self._deadline - seconds_left
        if now >= self._next_word:
            self._next_word = now + SECONDS_BETWEEN_WORDS
            self._say(now - self._started, self._deadline - self._started)
        return min(self._deadline, self._next_word) - now


class _TimedStream(httpcore.NetworkStream):
    """A connection on which every wait is bounded by the clock of the request."""

    def __init__(self, stream: httpcore.NetworkStream, clock: _Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            seconds = self._clock.seconds()
            try:
                return self._stream.read(max_bytes, seconds)
            except httpcore.ReadTimeout:
                continue  # the clock says whether the time is over or a word is due

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _BYTES_PER_WRITE):
            self._stream.write(buffer[start : start + _BYTES_PER_WRITE], self._clock.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        encrypted = self._stream.start_tls(ssl_context, server_hostname, min(CONNECT_SECONDS, self._clock.remaining()))
        return _TimedStream(encrypted, self._clock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the type that httpcore gives it
        return self._stream.get_extra_info(info)


class _TimedBackend(httpcore.NetworkBackend):
    """Opens connections whose waits are bounded by the clock."""

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = min(CONNECT_SECONDS, self._clock.remaining())
        return _TimedStream(self._backend.connect_tcp(host, port, seconds, local_address, socket_options), self._clock)


class BoundedTransport(httpx.BaseTransport):
    """The transport of an `httpx.Client` that speaks to one server, with a connection for each request.

    No connection is used again: a server may close it just then, and nobody knows whether the request arrived.

    The `read` timeout of a request is the time for the whole of it. Requests to another server are refused, so that
    no redirect takes the key away. To this machine no proxy is used.
    """

    def __init__(self, url: str, say: Callable[[float, float], None]) -> None:
        """Prepare requests to the server at a URL.

        Args:
            url: the server's address.
            say: called with the seconds waited so far and the seconds that the request may take, if it takes long.
        """
        self._url = httpx.URL(url)
        self._say = say
        self._context = httpx.create_ssl_context() if self._url.scheme == "https" else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the whole answer, within the request's time."""
        if _origin(request.url) != _origin(self._url):
            raise httpx.UnsupportedProtocol(f"a request to {request.url.host} was not sent: it is another server")
        clock = _Clock(float(request.extensions["timeout"]["read"]), self._say)
        with _in_terms_of_httpx(), _connection_pool(self._url, self._context, _TimedBackend(clock)) as pool:
            answer = pool.handle_request(_for_httpcore(request))
            try:
                headers = httpx.Headers(answer.headers)
                coding = headers.pop("content-encoding", "identity").strip().lower()
                headers.pop("content-length", None)  # of the packed body
                headers.pop("transfer-encoding", None)
                body = b"".join(_unpacked(_checked_stream(answer), coding))
            finally:
                answer.close()
        return httpx.Response(answer.status, headers=headers, content=body)


def _connection_pool(
    url: httpx.URL, context: SSLContext | None, backend: httpcore.NetworkBackend
) -> httpcore.ConnectionPool:
    proxy = "" if is_loopback(url.host) or proxy_bypass(url.host) else getproxies().get(url.scheme, "")
    options: Any = {"ssl_context": context, "network_backend": backend, "max_keepalive_connections": 0}
    if not proxy:
        return httpcore.ConnectionPool(**options)
    address = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
    login = (address.username, address.password) if address.username else None
    return httpcore.HTTPProxy(str(address.copy_with(userinfo=b"")), proxy_auth=login, **options)


def _for_httpcore(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.read(),
    )


def _checked_stream(answer: httpcore.Response) -> Iterator[bytes]:
    """The bytes of a body as they come; raises AnswerTooLarge when there are too many."""
    total = 0
    for chunk in answer.iter_stream():
        total += len(chunk)
        if total > MAX_ANSWER_BYTES:
            raise AnswerTooLarge("too many bytes")
        yield chunk


def _unpacked(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """The body without its content coding, unpacked no further than the largest answer."""
    if coding in ("identity", ""):
        yield from chunks
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise httpx.DecodingError(f"it is packed as {coding[:40]!r}")
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    total = 0
    try:
        for chunk in chunks:
            unpacked = unpacker.decompress(chunk, MAX_ANSWER_BYTES + 1 - total)
            total += len(unpacked)
            if total > MAX_ANSWER_BYTES:
                raise AnswerTooLarge("too many bytes")
            yield unpacked
    except zlib.error as error:
        raise httpx.DecodingError(f"it is no {coding}: {error}") from error
    if not unpacker.eof:
        raise httpx.DecodingError(f"its {coding} breaks off")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


@contextmanager
def _in_terms_of_httpx() -> Iterator[None]:
    """Turn errors of httpcore into those of httpx."""
    try:
        yield
    except httpcore.ConnectTimeout as error:
        raise httpx.ConnectTimeout(f"no connection within {CONNECT_SECONDS:.0f} s") from error
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error) or "a part of the request could not be sent") from error
    except (httpcore.ConnectError, httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
        raise httpx.ConnectError(str(error)) from error
    except httpcore.NetworkError as error:
        raise httpx.ReadError(str(error)) from error
    except httpcore.ProtocolError as error:
        raise httpx.RemoteProtocolError(str(error)) from error
