"""The encoding of a web page, which the page itself names."""

import re
from pathlib import Path
from typing import Final

from annotation.errors import DataError
from annotation.io.encodings import (
    DecodedText,
    byte_order,
    codec_name,
    decode_windows,
    is_utf_8,
    not_encoded,
    read_bytes,
    refuse_binary,
)

_HEAD_BYTES: Final = 16_384  # in which a page names its encoding
_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_NAMED_ENCODING: Final = re.compile(
    rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w:.+-]+)|<\?xml\s[^>]*?encoding\s*=\s*["']([\w:.+-]+)""", re.IGNORECASE
)
# What browsers take a name for: an extension of the encoding, which many pages use without saying so.
_AS_IN_BROWSERS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",  # a page in UTF-16 has a byte order mark, or could not be read so far as to find the name
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_OTHER_NAMES: Final = {
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "x-gbk": "gbk",
    "x-mac-roman": "mac-roman",
    **{f"x-cp125{digit}": f"cp125{digit}" for digit in range(9)},
}
_SEVEN_BITS: Final = ("iso2022", "hz")  # encodings in which every text looks like ASCII


def read_page(path: Path, encoding: str) -> DecodedText:
    """Read a web page in the encoding of its byte order mark, or the one that it names itself, or else in `encoding`.

    A page that holds letters in UTF-8 is in UTF-8, whatever it says: programs that save pages change the letters and
    forget the name. Raises DataError if the page cannot be read, is not text, or is in none of these encodings.
    """
    content = read_bytes(path)
    fallback = codec_name(encoding)
    certain_codec = byte_order(content)
    refuse_binary(content, str(path), certain_codec or fallback)
    page_codec = named_encoding(content)
    if not (certain_codec or page_codec.startswith(_SEVEN_BITS)) and is_utf_8(content):
        certain_codec = "utf-8"
    candidates = [certain_codec] if certain_codec else [codec for codec in (page_codec, fallback) if codec]
    errors: list[UnicodeDecodeError] = []
    for codec in candidates:
        try:
            return DecodedText(_decode(content, codec), codec)
        except UnicodeDecodeError as error:
            errors.append(error)
    line_number = content.count(b"\n", 0, errors[0].start) + 1
    location, advice = f"{path}:{line_number}", ""
    if page_codec:
        location, advice = f"{location} names its own encoding and", "name the right one with --encoding"
    raise DataError(not_encoded(location, page_codec or encoding, errors[0], advice)) from errors[0]


def _decode(content: bytes, codec: str) -> str:
    text = decode_windows(content) if codec in ("cp1252", "iso8859-1") else content.decode(codec)
    return text.removeprefix("\ufeff")


def named_encoding(content: bytes) -> str:
    """Give Python's name of the encoding that a page names in its head; empty if it names none that there is.

    >>> named_encoding(b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">')
    'cp1252'
    >>> named_encoding(b"<!-- <meta charset=koi8-r> --><p>Hi.")
    ''
    """
    match = _NAMED_ENCODING.search(_COMMENT.sub(b"", content[:_HEAD_BYTES]))
    if not match:
        return ""
    name = (match[1] or match[2]).decode("ascii").lower()
    try:
        codec = codec_name(_OTHER_NAMES.get(name, name))
    except DataError:
        return ""
    return _AS_IN_BROWSERS.get(codec, codec)
