"""Arrays from strangers: nothing is unpacked beyond what is expected."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping

import numpy as np
import pytest

from training.persistence.npz import ArrayType, from_npz, to_npz


def header(dtype: str, shape: str) -> bytes:
    """Begin an array that says anything of itself."""
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def zipped(content: bytes, compression: int = zipfile.ZIP_DEFLATED, times: int = 1) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for number in range(times):
            archive.writestr("a.npy" if not number else f"{number}", content)
    return file.getvalue()


THREE = {"a": ArrayType("<f8", (3,))}


NUMBERS = np.arange(3.0).tobytes()


BOMBS: Mapping[str, tuple[bytes, str]] = {
    "says that it is huge": (
        zipped(header("<f8", "(1000000000000,)")),
        r"is <f8 \(1000000000000,\), where <f8 \(3,\) is",
    ),
    "is larger than it says": (zipped(header("<f8", "(3,)") + bytes(10**8)), "has more numbers than it says"),
    "is smaller than it says": (zipped(header("<f8", "(3,)") + NUMBERS[:9]), "has fewer numbers than it says"),
    "is nothing": (zipped(b""), "doesn't begin with the header that numpy writes"),
    "has a header that is code": (
        zipped(header("<f8", "__import__('os')")),
        "doesn't begin with the header that numpy writes",
    ),
    "is packed in a way without bounds": (
        zipped(header("<f8", "(3,)") + NUMBERS, zipfile.ZIP_BZIP2),
        "compressed in a way that numpy doesn't write",
    ),
    "comes with a thousand others": (zipped(b"", times=1000), "more than the 1 arrays that are expected"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_nothing_is_unpacked_beyond_what_is_expected(case: str) -> None:
    content, message = BOMBS[case]
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=message):
            from_npz(content, THREE)
        assert tracemalloc.get_traced_memory()[1] < 10**7
    finally:
        tracemalloc.stop()


def test_the_bounds_hold_for_what_is_expected_too() -> None:
    with pytest.raises(ValueError, match=r"would take 8,000,000,000 bytes \(20,000,000 at most for a file of 0\)"):
        from_npz(b"", {"a": ArrayType("<f8", (10**5, 10**4))})


def test_an_array_that_was_damaged_inside_is_noticed() -> None:
    content = bytearray(to_npz({"a": np.random.default_rng(0).random(1000)}))
    content[2000] ^= 1
    with pytest.raises(ValueError, match=r"CRC|invalid|Error"):
        from_npz(bytes(content), {"a": ArrayType("<f8", (1000,))})


def test_a_small_file_can_not_become_a_gigabyte() -> None:
    content = to_npz({"a": np.zeros((100, 60_000), "<f4")})
    assert len(content) < 100_000
    with pytest.raises(
        ValueError, match=r"would take 24,000,000 bytes \(20,000,000 at most for a file of \d\d,\d\d\d\)"
    ):
        from_npz(content, {"a": ArrayType("<f4", (100, 60_000))})
