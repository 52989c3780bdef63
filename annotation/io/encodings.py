"""Text in, from files in any encoding: decoded exactly, with line ends as they are; or told plainly why not."""

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from annotation.errors import DataError
from annotation.io.files import STDIO

_BOM: Final = "\ufeff"
_MAGIC: Final = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "compressed (gzip)",
    b"PAR1": "a Parquet file",
}


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Read a text file: line ends stay as they are, a byte order mark at the start is no part of it."""
    codec = codec_name(encoding)
    with _readable(path) as file:
        content = file.read()
    _refuse_binary(content, str(path), codec)
    try:
        return content.decode(codec).removeprefix(_BOM)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(not_encoded(f"{path}:{line}", error)) from error


def read_lines(path: str | Path, name: str, encoding: str = "utf-8") -> Iterator[str]:
    """Stream the lines of a text file, cut at line feeds only, the way JSON lines and CSV want them."""
    for line in lines_or_errors(path, name, encoding):
        if isinstance(line, DataError):
            raise line
        yield line


def lines_or_errors(path: str | Path, name: str, encoding: str = "utf-8") -> Iterator[str | DataError]:
    """Stream the lines likewise; one that isn't in its encoding comes as the error that it is."""
    codec = codec_name(encoding)
    with _readable(path) as file:
        lines = _wide_lines(file, name, codec) if _is_wide(codec) else _narrow_lines(file, name, codec)
        yield from lines


def codec_name(encoding: str) -> str:
    """Give an encoding's one name in Python.

    >>> codec_name("UTF8"), codec_name("latin-1")
    ('utf-8', 'iso8859-1')
    """
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)  # base64 and its like are codecs too, but none of text
    except (LookupError, ValueError) as error:
        raise DataError(f"no encoding is called {encoding!r}; try utf-8, latin-1 or cp1252") from error
    return "utf-8" if codec.name == "utf-8-sig" else codec.name


def not_encoded(where: str, error: UnicodeDecodeError) -> str:
    """Say that a file isn't in the encoding it was read in, and what to do."""
    byte = error.object[error.start]
    return (
        f"{where} is not {error.encoding}: byte 0x{byte:02x} at position {error.start}; "
        "name the encoding it is in, such as --encoding cp1252 or --encoding latin-1"
    )


def _narrow_lines(file: IO[bytes], name: str, codec: str) -> Iterator[str | DataError]:
    for number, line in enumerate(file, start=1):
        if number == 1:
            _refuse_binary(line, name, codec)
        try:
            text = line.decode(codec)
        except UnicodeDecodeError as error:
            yield DataError(not_encoded(f"{name}:{number}", error))
            continue
        yield text.removeprefix(_BOM) if number == 1 else text


def _wide_lines(file: IO[bytes], name: str, codec: str) -> Iterator[str]:
    """Give the lines of an encoding in which a line feed is more than its byte, such as UTF-16."""
    try:
        with io.TextIOWrapper(file, codec, newline="\n") as lines:
            yield from lines
    except UnicodeError as error:
        raise DataError(f"{name} is not {codec}: {error}") from error


def _is_wide(codec: str) -> bool:
    return "\n".encode(codec) != b"\n"


def _refuse_binary(content: bytes, name: str, codec: str) -> None:
    kind = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    if kind:
        raise DataError(f"{name} is {kind}, not text")
    if b"\0" in content and not _is_wide(codec):
        wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        way_out = "; it looks like --encoding utf-16" if wide else ""
        raise DataError(f"{name} is not a text file (it has NUL bytes){way_out}")


@contextmanager
def _readable(path: str | Path) -> Iterator[IO[bytes]]:
    if str(path) == STDIO:
        with open(sys.stdin.fileno(), "rb", closefd=False) as file:
            yield file
        return
    try:
        with Path(path).open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise DataError(f"there is no file {path}") from error
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from error
