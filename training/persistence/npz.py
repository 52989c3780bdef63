"""Arrays from a file that somebody else may have made: nothing is run, and nothing is larger than expected."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

_MAX_BYTES: Final = 250_000_000  # of all arrays together; in memory they take three times as much
_FREE_BYTES: Final = 20_000_000  # that arrays may take however small their file is
_MAX_RATIO: Final = 20  # of what arrays take to what their file does; weights shrink to a half, and zeros to nothing
_ZIP_ENTRY: Final = b"PK\x01\x02"  # begins each entry of a zip's table of contents
_MAX_LOOKALIKES: Final = 50  # times that an array's own bytes may look like the beginning of an entry
_NPY_START: Final = b"\x93NUMPY\x01\x00"
_NPY_HEADER: Final = re.compile(r"\{'descr': '([^']{1,9})', 'fortran_order': False, 'shape': \(([\d, ]{0,99})\), \}\s*")
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(LookupError, ValueError, RuntimeError, OverflowError),  # a password, an unknown compression, a broken header
)


class ArrayType(NamedTuple):
    """The type that an array must have, as numpy writes it, and its shape."""

    dtype: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """The bytes that such an array takes."""
        return np.dtype(self.dtype).itemsize * int(np.prod(self.shape, dtype=object))


def to_npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Write arrays of any shape as numpy's npz; the same arrays always give the same bytes."""
    file = io.BytesIO()
    contiguous: dict[str, Any] = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    np.savez_compressed(file, **contiguous)
    return file.getvalue()


def from_npz(content: bytes, expected: Mapping[str, ArrayType]) -> dict[str, NDArray[Any]]:
    """Read exactly the arrays that are expected, each of its type and shape.

    Raises ValueError, which says why, if the content holds anything else.
    Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

    >>> content = to_npz({"a": np.arange(3.0)})
    >>> from_npz(content, {"a": ArrayType("<f8", (3,))})["a"].tolist()
    [0.0, 1.0, 2.0]
    >>> from_npz(content, {"a": ArrayType("<f8", (4,))})
    Traceback (most recent call last):
    ValueError: the array 'a' is <f8 (3,), where <f8 (4,) is expected
    """
    check_size(sum(array_type.size for array_type in expected.values()), len(content))
    if content.count(_ZIP_ENTRY) > len(expected) + _MAX_LOOKALIKES:
        raise ValueError(f"it holds more than the {len(expected)} arrays that are expected")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = sorted(archive.namelist())
            if names != sorted(f"{name}.npy" for name in expected):
                raise ValueError(f"it holds {', '.join(names)}, where {', '.join(expected)} are expected")
            return {name: _read_array(archive, name, array_type) for name, array_type in expected.items()}
    except _DAMAGE as error:
        raise ValueError(str(error) or repr(error)) from error


def check_size(size: int, file_size: int) -> None:
    """Raise ValueError if arrays would take more bytes than any model's, or far more than their file.

    >>> check_size(1_000_000_000, 1_700_000)
    Traceback (most recent call last):
    ValueError: its arrays would take 1,000,000,000 bytes (34,000,000 at most for a file of 1,700,000)
    """
    most = min(_MAX_BYTES, max(_FREE_BYTES, _MAX_RATIO * file_size))
    if size > most:
        raise ValueError(f"its arrays would take {size:,} bytes ({most:,} at most for a file of {file_size:,})")


def _read_array(archive: zipfile.ZipFile, name: str, expected: ArrayType) -> NDArray[Any]:
    """Check what an array says about itself before any memory is taken for it."""
    entry = archive.getinfo(f"{name}.npy")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others are unpacked without a limit
        raise ValueError(f"the array {name!r} is compressed in a way that numpy doesn't write")
    with archive.open(entry) as file:
        _check_header(name, expected, file)
        numbers = file.read(expected.size + 1)
    if len(numbers) != expected.size:
        more_or_fewer = "more" if len(numbers) > expected.size else "fewer"
        raise ValueError(f"the array {name!r} has {more_or_fewer} numbers than it says")
    return np.frombuffer(numbers, expected.dtype).reshape(expected.shape)


def _check_header(name: str, expected: ArrayType, file: IO[bytes]) -> None:
    """Compare an array's header with what is expected, by a pattern: numpy would parse it as Python's literals."""
    start = file.read(len(_NPY_START) + 2)
    header = file.read(int.from_bytes(start[len(_NPY_START) :], "little")).decode("latin-1")
    match = _NPY_HEADER.fullmatch(header)
    if not start.startswith(_NPY_START) or not match:
        raise ValueError(f"the array {name!r} doesn't begin with the header that numpy writes")
    dtype, shape = match[1], tuple(int(length) for length in match[2].split(",") if length.strip())
    if (dtype, shape) != (expected.dtype, expected.shape):
        raise ValueError(f"the array {name!r} is {dtype} {shape}, where {expected.dtype} {expected.shape} is expected")
