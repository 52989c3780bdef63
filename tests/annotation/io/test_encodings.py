"""Encodings: what the bytes tell better than the name that is given, and messages that name what was typed."""

from pathlib import Path

import pytest

from annotation.errors import DataError
from annotation.io.encodings import DecodedText, lines_or_errors, read_text

CURLY = "The mayor said: “I’m done.” Café Müller closed.\n"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "a.txt"
    path.write_bytes(content)
    return path


def lines(path: Path, encoding: str) -> list[str]:
    return [str(line).replace(f"{path.parent}/", "") for line in lines_or_errors(path, str(path), encoding)]


@pytest.mark.parametrize("name", ["latin-1", "ISO-8859-1", "cp1252"])
def test_latin_1_has_the_marks_of_windows(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, CURLY.encode("cp1252"))
    assert read_text(path, name) == DecodedText(CURLY, "cp1252" if name == "cp1252" else "windows-1252")
    assert lines(path, name) == [CURLY]


def test_latin_1_without_marks_of_windows_is_itself(tmp_path: Path) -> None:
    assert read_text(written(tmp_path, "Café".encode("latin-1")), "latin-1") == DecodedText("Café", "latin-1")


@pytest.mark.parametrize("name", ["latin-1", "cp1252", "iso-8859-15", "cp1250"])
def test_utf_8_is_read_as_such_whatever_else_is_named(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, CURLY.encode())
    assert read_text(path, name) == DecodedText(CURLY, "utf-8")
    with pytest.raises(DataError, match=rf"a\.txt:1 is not {name}; it is UTF-8: leave --encoding out$"):
        lines(path, name)


@pytest.mark.parametrize("text", [CURLY, "She left.\n"])
def test_a_file_without_nul_bytes_is_no_utf_16(tmp_path: Path, text: str) -> None:
    assert read_text(written(tmp_path, text.encode()), "utf-16") == DecodedText(text, "utf-8")


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("named", ["utf-8", "cp1252"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, name: str, named: str) -> None:
    assert read_text(written(tmp_path, ("\ufeff" + CURLY).encode(name)), named).text.removeprefix("\ufeff") == CURLY


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (CURLY.encode(), "ASCII", "a.txt:1 is not ASCII: byte 0xe2 at position 16; it is UTF-8: leave --encoding out"),
        (
            b"One.\nCaf\xe9",
            "UTF8",
            "a.txt:2 is not UTF8: byte 0xe9 at position 8; name the encoding it is in, such",
        ),
        (b"\x81\xe9", "cp1252", "a.txt:1 is not cp1252: byte 0x81 at position 0; name the encoding it is in with "),
    ],
)
def test_a_message_names_the_encoding_as_it_was_typed(tmp_path: Path, content: bytes, name: str, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(DataError) as error:
        read_text(path, name)
    assert str(error.value).replace(f"{tmp_path}/", "").startswith(message)
    last_line = lines(path, name)[-1]
    assert last_line.startswith(message.split(" at ")[0])
    assert "charmap" not in last_line


def test_half_of_a_file_in_utf_8_is_no_proof(tmp_path: Path) -> None:
    content = "Café\n".encode() + "Café".encode("latin-1")
    assert read_text(written(tmp_path, content), "latin-1").text == "CafÃ©\nCafé"
