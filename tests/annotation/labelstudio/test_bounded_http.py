"""The time of a request in whole, the size of an answer, and where a request may go."""

import gzip
import json
import resource
import socket
import time

import httpx
import pytest

from annotation.errors import LabelStudioError
from annotation.labelstudio import bounded_http, transport
from annotation.labelstudio.client import Studio
from annotation.labelstudio.transport import accepts_key, http_client, response_json
from tests.examples.odd_server import Answer, OddServer, Request, always, gzip_bomb, packed, response

KEY = "0" * 40


def trickle(start: bytes) -> Answer:
    """Begin an answer, and go on with a byte at a time, for ever."""

    def answer(request: Request, connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            time.sleep(0.05)
            connection.sendall(b" ")

    return answer


def never(request: Request, connection: socket.socket) -> None:
    """Say nothing until the client goes."""
    connection.recv(1)


SLOW = {
    "hangs": never,
    "trickles its body": trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
    "trickles its head": trickle(b"HTTP/1.1 200 OK\r\nX-Long: "),
    "trickles without a length": trickle(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"),
}


@pytest.mark.parametrize("kind", SLOW)
def test_a_request_ends_in_its_time_however_the_answer_drags(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a word is said while it is waited for."""
    monkeypatch.setattr(transport, "FIRST_SECONDS", 1.0)
    monkeypatch.setattr(bounded_http, "SECONDS_BEFORE_WORD", 0.3)
    with OddServer(SLOW[kind]) as odd, Studio(odd.url, KEY) as studio:
        began = time.monotonic()
        with pytest.raises(LabelStudioError) as refused:
            studio.whoami()
        assert 0.9 < time.monotonic() - began < 2
    assert str(refused.value) == (
        f"Label Studio at {odd.url} did not answer in time (no whole answer within 1 s); it may still be at work: wait "
        "a little, then run the same command again (nothing is sent twice)"
    )
    assert capsys.readouterr().err == f"no whole answer from {odd.url} for 0 s; waiting up to 1 s in all\n"


def test_a_server_that_does_not_read_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """More is sent than fits into what lies between."""
    monkeypatch.setattr(transport, "CHANGE_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        began = time.monotonic()
        with Studio(url, KEY) as studio, pytest.raises(LabelStudioError, match="did not answer in time"):
            studio._requests.ask("POST", "api/projects/1/import", body=["x" * 30_000_000])
        assert time.monotonic() - began < 3


def test_a_gzip_bomb_is_left_alone_and_takes_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (
        OddServer(always(gzip_bomb(700))) as odd,
        Studio(odd.url, KEY) as studio,
        pytest.raises(LabelStudioError, match=r"sent more than 64 MB for one request.*check --url"),
    ):
        studio.whoami()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB


def test_a_large_body_that_is_not_packed_is_left_alone_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "MAX_ANSWER_BYTES", 1_000_000)
    with (
        OddServer(always(response(b" " * 1_000_001))) as odd,
        Studio(odd.url, KEY) as studio,
        pytest.raises(LabelStudioError, match=r"sent more than"),
    ):
        studio.whoami()


def test_a_packed_answer_is_unpacked() -> None:
    with OddServer(always(packed(b'{"email": "ann@example.org"}'))) as odd, Studio(odd.url, KEY) as studio:
        assert studio.whoami() == {"email": "ann@example.org"}


CUT = gzip.compress(b'{"email": "ann@example.org"}')[:-10]


@pytest.mark.parametrize(
    ("body", "coding", "problem"),
    [
        (b"not gzip", "gzip", "it is no gzip: Error -3 while decompressing data: incorrect header check"),
        (CUT, "gzip", "its gzip breaks off"),
        (b"", "gzip", "its gzip breaks off"),
        (b"{}", "br", "it is packed as 'br'"),
    ],
    ids=["no gzip", "cut", "empty", "another packing"],
)
def test_what_cannot_be_unpacked_is_one_line(body: bytes, coding: str, problem: str) -> None:
    content = response(body, "application/json", "200 OK", f"Content-Encoding: {coding}")
    with OddServer(always(content)) as odd, Studio(odd.url, KEY) as studio, pytest.raises(LabelStudioError) as refused:
        studio.whoami()
    assert str(refused.value).startswith(f"the answer of {odd.url} cannot be unpacked ({problem}); run the same")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_redirect_does_not_take_the_key_away(status: str) -> None:
    with OddServer(always(response(b"{}"))) as elsewhere:
        sent_on = response(b"", "text/html", status, f"Location: {elsewhere.url}/api/users/")
        with OddServer(always(sent_on)) as odd, Studio(odd.url, KEY) as studio:
            with pytest.raises(LabelStudioError) as refused:
                studio.accounts()
            with pytest.raises(LabelStudioError, match="sends us to another address"):
                studio.log_in("ann@example.org", "a password")
            assert not accepts_key(odd.url, KEY)
        assert elsewhere.requests == []
    assert str(refused.value) == (
        f"what answers at {odd.url} sends us to another address ({status[:3]}: {elsewhere.url}/api/users/), and the "
        "key goes to no other; if that is your Label Studio, give its address in --url or LABEL_STUDIO_URL"
    )


def test_a_client_speaks_to_its_own_server_only() -> None:
    with OddServer(always(response(b"{}"))) as elsewhere, http_client("http://127.0.0.1:9") as http:
        with pytest.raises(httpx.UnsupportedProtocol, match="it is another server"):
            http.get(elsewhere.url)
        assert elsewhere.requests == []


def test_no_proxy_stands_between_this_machine_and_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the local server's token would go through it."""
    with OddServer(always(response(b"{}"))) as proxy, OddServer(always(response(b"{}"))) as odd:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("all_proxy", proxy.url)
        assert accepts_key(odd.url, KEY)
        assert (len(odd.requests), proxy.requests) == (1, [])


def test_another_server_is_reached_through_the_users_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with OddServer(always(response(b'{"email": "ann@example.org"}'))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        with Studio("http://labels.example.org", KEY) as studio:
            assert studio.whoami() == {"email": "ann@example.org"}
        assert proxy.requests[0].line == "GET http://labels.example.org/api/current-user/whoami HTTP/1.1"


def test_half_a_character_becomes_a_question_mark() -> None:
    """Nothing that we write could hold it; whole pairs stay."""
    content = httpx.Response(200, content=rb'{"text": "a\ud800b \ud83d\ude00"}')
    assert json.dumps(response_json("", content), ensure_ascii=False) == '{"text": "a?b 😀"}'
