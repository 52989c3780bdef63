"""A hub of encoders imitated on this machine, and a table of known encoders that are on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from socket import socket

import pytest

from tests.examples.encoders import encoder, static
from tests.examples.odd_server import Answer, OddServer, Request, response
from training.encoders import known_encoders
from training.encoders.known_encoders import KnownEncoder, find_known

REVISION = "0123456789abcdef0123456789abcdef01234567"
GRAPH, TABLE = (
    f"/somebody/tiny/resolve/{REVISION}/onnx/model.onnx",
    f"/somebody/flat/resolve/{REVISION}/model.safetensors",
)


def published(folder: Path) -> dict[str, bytes]:
    """Make two encoders, and give what the hub has of them by its address; they are known here as `tiny` and `flat`."""
    graph, table = encoder(folder / "tiny", file="onnx/model.onnx", limit=None), static(folder / "flat")
    contents = {
        GRAPH: (graph / "onnx" / "model.onnx").read_bytes(),
        GRAPH.replace("onnx/model.onnx", "tokenizer.json"): (graph / "tokenizer.json").read_bytes(),
        TABLE: (table / "model.safetensors").read_bytes(),
        TABLE.replace("model.safetensors", "tokenizer.json"): (table / "tokenizer.json").read_bytes(),
    }
    (folder / "known.toml").write_text(
        '[without_encoder]\n"NewsMTSC rw" = 0.5\n'
        + _entry("tiny", "encoder", ("onnx/model.onnx", "tokenizer.json"), contents, "word_pieces = 8")
        + _entry("flat", "static", ("model.safetensors", "tokenizer.json"), contents, "normalize = true")
    )
    return contents


def know(folder: Path, monkeypatch: pytest.MonkeyPatch) -> KnownEncoder:
    """Know the encoders of that folder's table in place of the shipped ones; gives `tiny`."""
    monkeypatch.setattr(known_encoders, "TABLE", folder / "known.toml")
    known_encoders.known_encoders.cache_clear()
    known_encoders.bench_without_encoder.cache_clear()
    tiny = find_known("tiny")
    assert tiny is not None
    return tiny


@contextmanager
def serving(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> Iterator[OddServer]:
    """Let a server be the hub."""
    with OddServer(answer) as server:
        monkeypatch.setenv("HF_ENDPOINT", f"{server.url}/")
        yield server


def content(contents: Mapping[str, bytes], request: Request) -> bytes:
    """Give the whole response of a hub that has these contents, or the rest of a file that was asked for."""
    body = contents.get(address(request))
    if body is None:
        return response(b"Entry not found", "text/plain", "404 Not Found")
    start = range_start(request)
    if not start:
        return response(body)
    part = f"Content-Range: bytes {start}-{len(body) - 1}/{len(body)}"
    return response(body[start:], "application/octet-stream", "206 Partial Content", part)


def hub(contents: Mapping[str, bytes]) -> Answer:
    """Answer as the hub does."""

    def answer(request: Request, connection: socket) -> None:
        connection.sendall(content(contents, request))

    return answer


def address(request: Request) -> str:
    """The path that was asked for."""
    return request.line.split(" ")[1]


def range_start(request: Request) -> int:
    """The byte from which a file was asked for."""
    lines = request.head.decode().lower().split("\r\n")
    return next((int(line.removeprefix("range: bytes=")[:-1]) for line in lines if line.startswith("range:")), 0)


def _entry(name: str, kind: str, paths: tuple[str, ...], contents: Mapping[str, bytes], setting: str) -> str:
    lines = [
        f'[[encoders]]\nname = "{name}"\nkind = "{kind}"\nabout = "a test"\nrepository = "somebody/{name}"',
        f'revision = "{REVISION}"\nlicense = "MIT"\nlanguages = "English"\ndimensions = 2\n{setting}',
    ]
    for path in paths:
        body = contents[f"/somebody/{name}/resolve/{REVISION}/{path}"]
        lines.append(f'[[encoders.files]]\npath = "{path}"\nname = "{Path(path).name}"\nbytes = {len(body)}')
        lines.append(f'sha256 = "{sha256(body).hexdigest()}"')
    return "\n".join(lines) + "\n"
