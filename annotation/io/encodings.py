"""Text files in any encoding, decoded exactly and with their line ends unchanged."""

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from annotation.errors import DataError
from annotation.io.files import STDIO
from annotation.io.inputs import open_input

_BYTE_ORDER_MARK: Final = "\ufeff"
_DEFAULT: Final = "utf-8"
_NAME_IT: Final = "name the encoding it is in, such as --encoding cp1252 or --encoding latin-1"
_SAVE_AS_UTF_8: Final = "save it again as UTF-8 (spreadsheets call that CSV UTF-8)"
_BINARY_SIGNATURES: Final = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "compressed (gzip)",
    b"PAR1": "a Parquet file",
}


class UndecodableLine(DataError):
    """The error of a line that cannot be decoded; `text` is what can be read of it, for who must know where it ends."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.text = text


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Read a text file. Line ends stay as they are; a byte order mark at the start is removed.

    Raises DataError if the file cannot be read, is not text, or is not in this encoding.
    """
    codec = codec_name(encoding)
    with _open_binary(path) as file:
        content = file.read()
    _refuse_binary(content, str(path), codec)
    try:
        return content.decode(codec).removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line_number = content.count(b"\n", 0, error.start) + 1
        raise DataError(_not_encoded(f"{path}:{line_number}", error, _NAME_IT)) from error


def read_lines(path: str | Path, name: str, encoding: str | None = None) -> Iterator[str]:
    """Stream the lines of a text file, cut at line feeds only, as JSON lines and CSV require.

    Args:
        path: The file; `-` is standard input.
        name: What messages call the file.
        encoding: The file's encoding; None is UTF-8, and tells that the verb has no option to name another.

    Raises:
        DataError: The file cannot be read, is not text, or has a line that is not in this encoding.
    """
    for line in lines_or_errors(path, name, encoding):
        if isinstance(line, DataError):
            raise line
        yield line


def lines_or_errors(path: str | Path, name: str, encoding: str | None = None) -> Iterator[str | DataError]:
    """Stream the lines of a text file as `read_lines` does, but yield the error of a line that cannot be decoded.

    So a reader can skip that line and go on. Encodings such as UTF-16, in which a line feed is more than one byte,
    cannot go on after an error: they raise it.
    """
    codec = codec_name(encoding or _DEFAULT)
    with _open_binary(path) as file:
        if _is_wide(codec):
            yield from _wide_lines(file, name, codec)
        else:
            yield from _narrow_lines(file, name, codec, _SAVE_AS_UTF_8 if encoding is None else _NAME_IT)


def codec_name(encoding: str) -> str:
    """Return Python's own name of an encoding; raises DataError if Python has no text encoding of that name.

    >>> codec_name("UTF8"), codec_name("latin-1")
    ('utf-8', 'iso8859-1')
    """
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)  # base64 and similar codecs are found too, but they do not encode text
    except (LookupError, ValueError) as error:
        raise DataError(f"no encoding is called {encoding!r}; try utf-8, latin-1 or cp1252") from error
    return "utf-8" if codec.name == "utf-8-sig" else codec.name


def _not_encoded(location: str, error: UnicodeDecodeError, advice: str) -> str:
    """Write the message for a file that is not in the encoding it was read in."""
    byte = error.object[error.start]
    return f"{location} is not {error.encoding}: byte 0x{byte:02x} at position {error.start}; {advice}"


def _narrow_lines(file: IO[bytes], name: str, codec: str, advice: str) -> Iterator[str | DataError]:
    """Yield the lines of an encoding in which a line feed is one byte, such as UTF-8."""
    for number, line in enumerate(file, start=1):
        if number == 1:
            _refuse_binary(line, name, codec)
        try:
            text = line.decode(codec)
        except UnicodeDecodeError as error:
            yield UndecodableLine(_not_encoded(f"{name}:{number}", error, advice), line.decode(codec, "replace"))
            continue
        yield text.removeprefix(_BYTE_ORDER_MARK) if number == 1 else text


def _wide_lines(file: IO[bytes], name: str, codec: str) -> Iterator[str]:
    """Yield the lines of an encoding in which a line feed is more than one byte, such as UTF-16."""
    try:
        with io.TextIOWrapper(file, codec, newline="\n") as lines:
            yield from lines
    except UnicodeError as error:
        raise DataError(f"{name} is not {codec}: {error}; name the encoding it is in with --encoding") from error


def _is_wide(codec: str) -> bool:
    return "\n".encode(codec) != b"\n"


def _refuse_binary(content: bytes, name: str, codec: str) -> None:
    file_type = next((kind for signature, kind in _BINARY_SIGNATURES.items() if content.startswith(signature)), None)
    if file_type:
        raise DataError(f"{name} is {file_type}, not text")
    if b"\0" in content and not _is_wide(codec):
        is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        advice = "; it looks like --encoding utf-16" if is_utf16 else ""
        raise DataError(f"{name} is not a text file (it has NUL bytes){advice}")


@contextmanager
def _open_binary(path: str | Path) -> Iterator[IO[bytes]]:
    if str(path) == STDIO:
        with open(sys.stdin.fileno(), "rb", closefd=False) as file:
            yield file
        return
    try:
        with open_input(path) as file:
            yield file
    except FileNotFoundError as error:
        raise DataError(f"there is no file {path}") from error
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from error
