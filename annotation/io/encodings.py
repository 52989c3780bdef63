"""Text files in any encoding, decoded exactly and with their line ends unchanged.

Three things are known better than by the name that is given: a byte order mark says what it stands in; bytes that are
not ASCII but valid UTF-8 are UTF-8, as no text of an older encoding looks like that; and what is called latin-1 is
windows-1252, as in browsers, where it has the curly marks that latin-1 lacks.
"""

import codecs
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, NamedTuple

from annotation.errors import DataError
from annotation.io.files import STDIO
from annotation.io.inputs import open_input

_BYTE_ORDER_MARK: Final = "\ufeff"
_DEFAULT: Final = "utf-8"
_NAME_IT: Final = "name the encoding it is in, such as --encoding cp1252 (Windows)"
_NAME_ANOTHER: Final = "name the encoding it is in with --encoding"
_IS_UTF_8: Final = "it is UTF-8: leave --encoding out"
_SAVE_AS_UTF_8: Final = "save it again as UTF-8 (spreadsheets call that CSV UTF-8)"
_LATIN_1: Final = "iso8859-1"
_WINDOWS: Final = "cp1252"
_WINDOWS_NAME: Final = "windows-1252"  # what users know it by
_MARKS_OF_WINDOWS: Final = re.compile(rb"[\x80-\x9f]")  # control characters in latin-1
_ONE_BYTE_CODEC: Final = re.compile(r"iso8859-\d+|cp125\d|cp437|cp85\d|mac[-_]\w+|koi8[-_]\w")
_BYTE_ORDER_MARKS: Final = {
    codecs.BOM_UTF8: _DEFAULT,
    codecs.BOM_UTF32_LE: "utf-32",  # it begins as the mark of UTF-16 does
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BINARY_SIGNATURES: Final = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "compressed (gzip)",
    b"PAR1": "a Parquet file",
}


class DecodedText(NamedTuple):
    """The text of a file, and the encoding that it was read in."""

    text: str
    encoding: str


def read_text(path: Path, encoding: str = _DEFAULT) -> DecodedText:
    """Read a text file. Line ends stay as they are; a byte order mark at the start is removed.

    Raises DataError if the file cannot be read, is not text, or is not in this encoding.
    """
    codec = codec_name(encoding)
    content = read_bytes(path)
    if (certain_codec := byte_order(content)) and not codec.startswith(certain_codec):
        codec = encoding = certain_codec
    refuse_binary(content, str(path), codec)
    if _is_utf_8_after_all(content, codec):
        return DecodedText(_decoded(content, _DEFAULT), _DEFAULT)
    try:
        used = _WINDOWS_NAME if codec == _LATIN_1 and _MARKS_OF_WINDOWS.search(content) else encoding
        return DecodedText(_decoded(content, codec), used)
    except UnicodeDecodeError as error:
        line_number = content.count(b"\n", 0, error.start) + 1
        raise DataError(not_encoded(f"{path}:{line_number}", encoding, error)) from error


def read_bytes(path: Path) -> bytes:
    """Read a whole file; raises DataError if it cannot be read."""
    with _open_binary(path) as file:
        return file.read()


def byte_order(content: bytes) -> str:
    r"""Name the encoding that a byte order mark tells; empty if there is none.

    >>> byte_order(b"\xff\xfeH\0i\0"), byte_order(b"Hi")
    ('utf-16', '')
    """
    return next((codec for mark, codec in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "")


def is_utf_8(content: bytes) -> bool:
    """Whether bytes hold letters beyond ASCII and all of them are UTF-8, which is no accident.

    >>> is_utf_8("Café".encode()), is_utf_8("Café".encode("latin-1")), is_utf_8(b"Hi")
    (True, False, False)
    """
    if content.isascii():
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_utf_8_after_all(content: bytes, codec: str) -> bool:
    """Whether a file is UTF-8 although another encoding was named; UTF-16 has a NUL byte in each letter of English."""
    if _is_wide(codec):
        return b"\0" not in content and (content.isascii() or is_utf_8(content))
    return bool(_ONE_BYTE_CODEC.fullmatch(codec)) and is_utf_8(content)


def decode_windows(content: bytes) -> str:
    r"""Decode windows-1252 as browsers do: the five bytes without a character become control characters.

    >>> decode_windows(b"\x93Caf\xe9\x94\x81")
    '“Café”\x81'
    """
    return content.decode(_WINDOWS, _CONTROL_CHARACTERS)


def _as_control_characters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


_CONTROL_CHARACTERS: Final = "newsstance.control_characters"
codecs.register_error(_CONTROL_CHARACTERS, _as_control_characters)


def _decoded(content: bytes, codec: str) -> str:
    text = decode_windows(content) if codec == _LATIN_1 else content.decode(codec)
    return text.removeprefix(_BYTE_ORDER_MARK)


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
            yield from _narrow_lines(file, name, codec, encoding)


def codec_name(encoding: str) -> str:
    """Return Python's own name of an encoding; raises DataError if Python has no text encoding of that name.

    >>> codec_name("UTF8"), codec_name("latin-1")
    ('utf-8', 'iso8859-1')
    """
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)  # base64 and similar codecs are found too, but they do not encode text
    except (LookupError, ValueError) as error:
        raise DataError(f"no encoding is called {encoding!r}; try utf-8 or cp1252") from error
    return "utf-8" if codec.name == "utf-8-sig" else codec.name


def not_encoded(location: str, encoding: str, error: UnicodeDecodeError, advice: str = "") -> str:
    """Write the message for bytes that are not in the encoding that was named; without advice, find some."""
    byte = error.object[error.start]
    if not advice:
        is_default = codec_name(encoding) == _DEFAULT
        advice = _NAME_IT if is_default else _IS_UTF_8 if is_utf_8(error.object) else _NAME_ANOTHER
    return f"{location} is not {encoding}: byte 0x{byte:02x} at position {error.start}; {advice}"


def _narrow_lines(file: IO[bytes], name: str, codec: str, encoding: str | None) -> Iterator[str | DataError]:
    """Yield the lines of an encoding in which a line feed is one byte, such as UTF-8."""
    may_be_utf_8 = bool(_ONE_BYTE_CODEC.fullmatch(codec))
    for number, line in enumerate(file, start=1):
        if number == 1:
            refuse_binary(line, name, codec)
        if may_be_utf_8 and not line.isascii():
            may_be_utf_8 = False
            if is_utf_8(line):
                raise DataError(f"{name}:{number} is not {encoding}; {_IS_UTF_8}")
        try:
            text = _decoded(line, codec) if number == 1 or codec == _LATIN_1 else line.decode(codec)
        except UnicodeDecodeError as error:
            advice = _SAVE_AS_UTF_8 if encoding is None else ""
            yield DataError(not_encoded(f"{name}:{number}", encoding or _DEFAULT, error, advice))
            continue
        yield text


def _wide_lines(file: IO[bytes], name: str, codec: str) -> Iterator[str]:
    """Yield the lines of an encoding in which a line feed is more than one byte, such as UTF-16."""
    try:
        with io.TextIOWrapper(file, codec, newline="\n") as lines:
            yield from lines
    except UnicodeError as error:
        raise DataError(f"{name} is not {codec}: {error}; name the encoding it is in with --encoding") from error


def _is_wide(codec: str) -> bool:
    return "\n".encode(codec) != b"\n"


def refuse_binary(content: bytes, name: str, codec: str) -> None:
    """Raise DataError if bytes are evidently no text."""
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
