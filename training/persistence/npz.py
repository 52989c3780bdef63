"""Arrays from a file that somebody else may have made: nothing is run, and nothing is larger than was foreseen."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

_MOST: Final = 1_000_000_000  # bytes of all arrays
_ENTRY: Final = b"PK\x01\x02"  # begins each entry of a zip's table of contents
_CHANCE: Final = 50  # times that an array's own bytes may look like that
_START: Final = b"\x93NUMPY\x01\x00"
_HEADER: Final = re.compile(r"\{'descr': '([^']{1,9})', 'fortran_order': False, 'shape': \(([\d, ]{0,99})\), \}\s*")
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(LookupError, ValueError, RuntimeError, OverflowError),  # a password, an unknown compression, a broken header
)


class Expected(NamedTuple):
    """What an array must be."""

    dtype: str
    shape: tuple[int, ...]


def to_npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Write arrays as numpy's npz, the same ones always as the same bytes."""
    file = io.BytesIO()
    named: dict[str, Any] = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    np.savez_compressed(file, **named)
    return file.getvalue()


def from_npz(content: bytes, expected: Mapping[str, Expected]) -> dict[str, NDArray[Any]]:
    """Read exactly the arrays that are expected, each of its type and shape, or raise a ValueError that says why.

    >>> content = to_npz({"a": np.arange(3.0)})
    >>> from_npz(content, {"a": Expected("<f8", (3,))})["a"].tolist()
    [0.0, 1.0, 2.0]
    >>> from_npz(content, {"a": Expected("<f8", (4,))})
    Traceback (most recent call last):
    ValueError: the array 'a' is <f8 (3,), where <f8 (4,) is expected
    """
    size = sum(np.dtype(one.dtype).itemsize * int(np.prod(one.shape, dtype=object)) for one in expected.values())
    if size > _MOST:
        raise ValueError(f"its arrays would take {size:,} bytes ({_MOST:,} at most)")
    if content.count(_ENTRY) > len(expected) + _CHANCE:
        raise ValueError(f"it holds more than the {len(expected)} arrays that are expected")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = sorted(archive.namelist())
            if names != sorted(f"{name}.npy" for name in expected):
                raise ValueError(f"it holds {', '.join(names)}, where {', '.join(expected)} are expected")
            return {name: _array(archive, name, one) for name, one in expected.items()}
    except _DAMAGE as error:
        raise ValueError(str(error) or repr(error)) from error


def _array(archive: zipfile.ZipFile, name: str, one: Expected) -> NDArray[Any]:
    """Look at what an array says of itself before any room is made for it."""
    entry = archive.getinfo(f"{name}.npy")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others are unpacked without a limit
        raise ValueError(f"the array {name!r} is compressed in a way that numpy doesn't write")
    with archive.open(entry) as file:
        _check_header(name, one, file)
        size = np.dtype(one.dtype).itemsize * int(np.prod(one.shape))
        found = file.read(size + 1)
    if len(found) != size:
        raise ValueError(f"the array {name!r} has {'more' if len(found) > size else 'fewer'} numbers than it says")
    return np.frombuffer(found, one.dtype).reshape(one.shape)


def _check_header(name: str, one: Expected, file: IO[bytes]) -> None:
    """Compare what an array says of itself; numpy would evaluate it as Python's own literals."""
    start = file.read(len(_START) + 2)
    told = file.read(int.from_bytes(start[len(_START) :], "little")).decode("latin-1")
    found = _HEADER.fullmatch(told)
    if not start.startswith(_START) or not found:
        raise ValueError(f"the array {name!r} doesn't begin as numpy writes it")
    shape = tuple(int(size) for size in found[2].split(",") if size.strip())
    if (found[1], shape) != one:
        raise ValueError(f"the array {name!r} is {found[1]} {shape}, where {one.dtype} {one.shape} is expected")
