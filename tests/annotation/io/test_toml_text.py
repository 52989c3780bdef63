"""TOML that somebody else may have written."""

from pathlib import Path

import pytest

from annotation.io.toml_text import parse_toml, read_toml


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("seed = 1\nname =", "it is not TOML: Invalid value (at end of document)"),
        ("name = " + "[" * 5_000, "it is not TOML: nested too deeply"),
        ("name = " + "[" * 200 + "]" * 200, "it is nested too deeply (more than 100 levels)"),
        ("a" + ".a" * 100_000 + " = 1", "it is nested too deeply (a key of more than 100 parts)"),
        ("seed = " + "9" * 5_000, "it is not TOML: Exceeds the limit (4300 digits) for integer string conversion"),
        ("seed = 9223372036854775808", "it holds a whole number beyond 64 bits"),
    ],
)
def test_what_no_reader_can_use_is_one_clear_error(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r"^it ") as error:
        parse_toml(text)
    assert str(error.value).startswith(reason)


def test_a_byte_order_mark_is_allowed_and_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b'\xef\xbb\xbfname = "Z\xc3\xbcrich"\n')
    assert read_toml(path) == {"name": "Zürich"}
    path.write_bytes(b'name = 1\ncity = "Z\xfcrich"\n')
    with pytest.raises(ValueError, match=r"it is not UTF-8 text \(byte 18, in line 2\)"):
        read_toml(path)
