"""Pages in several encodings in one folder: each names its own, and bytes that are UTF-8 are UTF-8."""

from pathlib import Path

import pytest

from annotation.articles.articles import read_articles
from annotation.articles.page_encodings import read_page
from annotation.errors import DataError

WORDS = "“Café Müller” closed."
AFTER_ANOTHER = '<meta name="x"><meta charset="{}"/>'
HTTP_EQUIV = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={}">'


def page(name: str, head: str = '<meta charset="{}">') -> str:
    return (
        f"<html><head>{head.format(name)}<title>t</title></head><body><article><p>{WORDS}</p></article></body></html>"
    )


def read(folder: Path, content: bytes, encoding: str = "utf-8") -> str:
    path = folder / "a.html"
    path.write_bytes(content)
    return read_page(path, encoding).text


@pytest.mark.parametrize(
    "head", ['<meta charset="{}">', "<meta charset={} >", HTTP_EQUIV, '<meta name="x"><meta charset="{}"/>']
)
@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("windows-1252", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("x-cp1250", "cp1250"),
        ("utf-8", "utf-8"),
        ("utf-16", "utf-8"),
        ("windows-1252", "utf-8"),
        ("iso-8859-1", "utf-16"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(tmp_path: Path, head: str, name: str, codec: str) -> None:
    assert read(tmp_path, page(name, head).encode(codec), "cp437") == page(name, head)


def test_the_declaration_of_xml_counts_too(tmp_path: Path) -> None:
    source = f"<?xml version='1.0' encoding='windows-1252'?>{page('', '')}"
    assert read(tmp_path, source.encode("cp1252")) == source


def test_letters_in_seven_bits_are_no_ascii(tmp_path: Path) -> None:
    source = "<meta charset=iso-2022-jp><p>市長は辞任した。"
    assert read(tmp_path, source.encode("iso-2022-jp")) == source


@pytest.mark.parametrize("head", ["", "<meta charset='klingon'>", "<!-- <meta charset=utf-8> -->"])
def test_a_page_that_names_none_is_read_in_the_encoding_that_is_named(tmp_path: Path, head: str) -> None:
    assert read(tmp_path, page("", head).encode("cp1252"), "latin-1") == page("", head)
    with pytest.raises(
        DataError, match=r"a\.html:1 is not utf-8: byte 0x93 at position \d+; name the encoding it is in"
    ):
        read(tmp_path, page("", head).encode("cp1252"))


def test_a_page_that_names_the_wrong_one_is_named(tmp_path: Path) -> None:
    content = page("utf-8").encode("cp1252")
    with pytest.raises(DataError, match=r"a\.html:1 names its own encoding and is not utf-8: byte 0x93 .*--encoding$"):
        read(tmp_path, content)
    assert read(tmp_path, content, "cp1252") == page("utf-8")


def test_a_folder_may_hold_several_encodings(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page("utf-8").encode())
    (tmp_path / "b.html").write_bytes(page("windows-1252").encode("cp1252"))
    (tmp_path / "c.txt").write_bytes(WORDS.encode())
    (tmp_path / "d.txt").write_bytes(WORDS.encode("cp1252"))
    remarks: list[str] = []
    articles = list(read_articles([tmp_path], encoding="cp1252", report_remark=remarks.append))
    assert [article.text for article in articles] == [WORDS] * 4
    assert remarks == [f"1 file was read as utf-8, which the bytes tell, not as cp1252 ({tmp_path}/c.txt)"]
    with pytest.raises(DataError, match=r"d\.txt:1 is not utf-8"):
        list(read_articles([tmp_path]))
