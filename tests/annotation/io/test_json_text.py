"""JSON that somebody else may have written."""

from pathlib import Path

import pytest

from annotation.io.json_text import parse_json, read_json


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"a": 1,\n "b"}', "it is not JSON: Expecting ':' delimiter at line 2, character 5"),
        ("[" * 100_000, "it is not JSON: nested too deeply"),
        ("[" * 500 + "]" * 500, "it is nested too deeply (more than 100 levels)"),
        ("9" * 5_000, "it holds a number of thousands of digits"),
        ("[9223372036854775808]", "it holds a whole number beyond 64 bits"),
        ("[1e400]", "it holds a number that is not finite"),
        ("[123.45e400]", "it holds a number that is not finite"),
        ("[NaN]", "it holds NaN, which is not a number in JSON"),
        ('{"\\ud800": 1}', "it holds \\ud800, half of a character; write the character itself"),
        (b'{"a":\n"\xff"}', "it is not UTF-8 text: byte 0xff in line 2"),
        ("", "it is not JSON: it is empty"),
    ],
)
def test_what_no_reader_can_use_is_one_clear_error(content: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=r"^it ") as error:
        parse_json(content)
    assert str(error.value) == reason


def test_ordinary_json_is_read_as_it_is() -> None:
    content = '{"größe": [1, -2.5e3, true, null, "\\ud83d\\ude00 \\\\ud800"], "id": 9223372036854775807}'
    value = {"größe": [1, -2500.0, True, None, "😀 \\ud800"], "id": 9223372036854775807}
    assert parse_json(content) == value
    assert parse_json(b"\xef\xbb\xbf" + content.encode()) == value
    assert parse_json("[" * 100 + "]" * 100)


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # a file of holes takes no room
    with pytest.raises(ValueError, match=r"it is larger than any such file \(4,000,000 bytes at most\)"):
        read_json(path)


def test_halves_of_characters_are_let_through_where_that_is_asked() -> None:
    for content in (b'"half \xed\xa0\xbd"', '"half \\ud83d"'):
        assert parse_json(content, surrogates=True) == "half \ud83d"
        with pytest.raises(ValueError, match=r"^it "):
            parse_json(content)
