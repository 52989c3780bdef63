"""Getting an encoder from a hub that is imitated on this machine: whole and the right one, or not at all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from socket import socket

import pytest

from annotation.errors import ConfigError
from tests.examples.hub import GRAPH, address, content, hub, know, published, range_start, serving
from tests.examples.odd_server import Answer, OddServer, Request, response
from training.encoders import known_encoders
from training.encoders.hub import TRIES, download
from training.encoders.known_encoders import KnownEncoder

pytestmark = pytest.mark.usefixtures("own_cache")
NAMES = ["model.onnx", "sentence_bert_config.json", "tokenizer.json"]


@pytest.fixture
def contents(tmp_path: Path) -> dict[str, bytes]:
    return published(tmp_path)


@pytest.fixture
def tiny(contents: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnownEncoder]:
    yield know(tmp_path, monkeypatch)
    known_encoders.known_encoders.cache_clear()
    known_encoders.bench_without_encoder.cache_clear()


def kept(tiny: KnownEncoder) -> list[str]:
    """What is in the folder of downloaded encoders, leftovers among it."""
    return sorted(path.name for path in tiny.folder.parent.rglob("*") if path.is_file())


def refused(answer: Answer, tiny: KnownEncoder, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """Let a hub answer so; gives the one line that is said, and how often the hub was asked."""
    with serving(answer, monkeypatch) as server, pytest.raises(ConfigError) as refusal:
        download(tiny)
    line = str(refusal.value)
    assert "\n" not in line
    assert kept(tiny) == []
    return line.replace(server.url, "HUB"), len(server.requests)


def test_all_files_are_put_into_the_cache_once(
    tiny: KnownEncoder, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(hub(contents), monkeypatch) as server:
        assert download(tiny) == (tiny.folder, True)
        assert kept(tiny) == NAMES
        assert (tiny.folder / "model.onnx").read_bytes() == contents[GRAPH]
        assert download(tiny) == (tiny.folder, False)
        assert len(server.requests) == 2
        (tiny.folder / "tokenizer.json").write_bytes(b"x" * (tiny.folder / "tokenizer.json").stat().st_size)
        assert download(tiny) == (tiny.folder, True)  # of the same size, and no longer the pinned one
    assert tiny.damaged_file() == ""


@pytest.mark.parametrize("resumes", [True, False])
def test_half_a_download_is_repeated(
    resumes: bool, tiny: KnownEncoder, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From where it broke off, or from its beginning where the hub sends only whole files."""

    def breaks_once(request: Request, connection: socket) -> None:
        whole = content(contents, request)
        if address(request) == GRAPH and not range_start(request):
            whole = whole[: len(whole) // 2] if len(server.requests) == 1 or resumes else whole
        elif not resumes:
            whole = response(contents[address(request)])
        connection.sendall(whole)

    with serving(breaks_once, monkeypatch) as server:
        download(tiny)
    assert kept(tiny) == NAMES
    assert tiny.damaged_file() == ""
    assert [bool(range_start(request)) for request in server.requests] == [False, True, False]


def test_a_hub_that_always_breaks_off_is_left_after_a_few_tries(
    tiny: KnownEncoder, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(request: Request, connection: socket) -> None:
        head, _, _ = response(contents[address(request)]).partition(b"\r\n\r\n")
        connection.sendall(head + b"\r\n\r\n" + contents[address(request)][:10])

    line, asked = refused(breaks, tiny, monkeypatch)
    size = len(contents[GRAPH])
    assert line.startswith(
        f"the hub HUB broke off somebody/tiny/onnx/model.onnx {TRIES} times, at last after 10 of {size:,} bytes ("
    )
    assert line.endswith("): nothing was kept; try again later")
    assert asked == TRIES


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("404 Not Found", "has no somebody/tiny/onnx/model.onnx at revision 01234567 (status 404)"),
        ("401 Unauthorized", "wants a login for somebody/tiny/onnx/model.onnx (status 401), and newsstance sends none"),
        ("503 Service Unavailable", "doesn't give somebody/tiny/onnx/model.onnx now (status 503)"),
        ("429 Too Many Requests", "doesn't give somebody/tiny/onnx/model.onnx now (status 429)"),
    ],
)
def test_a_hub_that_refuses(status: str, said: str, tiny: KnownEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(request: Request, connection: socket) -> None:
        connection.sendall(response(b"no", "text/plain", status))

    line, asked = refused(refuses, tiny, monkeypatch)
    assert line.startswith(f"the hub HUB {said}")
    assert asked == 1


@pytest.mark.parametrize("longer", [b"", b"more"])
def test_a_hub_that_answers_another_file(
    longer: bytes, tiny: KnownEncoder, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file is another one: the first, which is right, isn't kept either."""
    changed = {path: (body if path == GRAPH else b"x" * len(body) + longer) for path, body in contents.items()}
    line, _ = refused(hub(changed), tiny, monkeypatch)
    assert line.startswith("the hub HUB gave another file as somebody/tiny/tokenizer.json than the pinned one: ")
    assert ("it is longer" in line, "its SHA-256 is" in line) == (bool(longer), not longer)


def test_a_hub_that_is_away(tiny: KnownEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    with OddServer(hub({})) as server:
        gone = server.url
    monkeypatch.setenv("HF_ENDPOINT", gone)
    with pytest.raises(ConfigError, match=rf"cannot reach the hub {gone}: .*refused.*; look at the connection"):
        download(tiny)
    assert kept(tiny) == []


@pytest.mark.parametrize("endpoint", ["hub.example.org", "ftp://hub.example.org", "https://", "https://hub:x"])
def test_an_address_that_is_none(endpoint: str, tiny: KnownEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    with pytest.raises(ConfigError, match=f"HF_ENDPOINT is '{endpoint}', which is no address of a hub"):
        download(tiny)


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "nonsense://proxy"), ("HTTP_PROXY", "http://proxy:x"), ("SSL_CERT_FILE", "nowhere.pem")],
)
def test_a_proxy_or_certificates_that_cannot_be_used(
    name: str, value: str, tiny: KnownEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=r"cannot use .* HTTPS_PROXY .* SSL_CERT_FILE .*: "):
        download(tiny)
    assert kept(tiny) == []


def test_a_login_in_the_address_is_not_printed(tiny: KnownEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://ann:secret@hub.example.org")
    with pytest.raises(ConfigError, match="holds a login") as refusal:
        download(tiny)
    assert "secret" not in str(refusal.value)


def test_files_come_from_another_host_too_and_no_token_goes_to_any(
    tiny: KnownEncoder, contents: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password secret\ndefault login ann password secret\n")
    (tmp_path / "netrc").chmod(0o600)
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with OddServer(hub(contents)) as elsewhere:

        def sends_on(request: Request, connection: socket) -> None:
            to = f"Location: {elsewhere.url.replace('127.0.0.1', 'localhost')}{address(request)}"
            connection.sendall(response(b"", "text/plain", "302 Found", to))

        with serving(sends_on, monkeypatch) as server:
            download(tiny)
    assert kept(tiny) == NAMES
    heads = [request.head.lower() for request in (*server.requests, *elsewhere.requests)]
    assert len(heads) == 4
    assert all(b"secret" not in head and b"authorization" not in head and b"cookie" not in head for head in heads)


def test_a_hub_that_sends_on_forever(tiny: KnownEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def sends_on(request: Request, connection: socket) -> None:
        connection.sendall(response(b"", "text/plain", "302 Found", f"Location: {address(request)}"))

    line, asked = refused(sends_on, tiny, monkeypatch)
    assert line.startswith("cannot get somebody/tiny/onnx/model.onnx from HUB: Exceeded maximum allowed redirects")
    assert asked < 10


def test_a_download_that_is_killed_leaves_nothing_that_counts(
    tiny: KnownEncoder, contents: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hangs(request: Request, connection: socket) -> None:
        connection.sendall(response(contents[address(request)])[:-10])
        time.sleep(20)

    program = (
        "from pathlib import Path; from training.encoders import known_encoders\n"
        f"known_encoders.TABLE = Path({str(tmp_path / 'known.toml')!r})\n"
        "from training.encoders.hub import download; download(known_encoders.find_known('tiny'))"
    )
    with serving(hangs, monkeypatch) as server:
        process = subprocess.Popen([sys.executable, "-c", program], env=dict(os.environ), stderr=subprocess.DEVNULL)
        while not server.requests or not any(path.suffix == ".part" for path in tiny.folder.parent.iterdir()):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not tiny.folder.exists()
    assert not tiny.is_here
    with serving(hub(contents), monkeypatch):
        download(tiny)
    assert kept(tiny) == NAMES
    assert [path.name for path in tiny.folder.parent.iterdir()] == [tiny.folder.name]
