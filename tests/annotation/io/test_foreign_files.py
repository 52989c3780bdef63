"""What is given in place of an article or a table is named, with what to do instead."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from annotation.articles.articles import read_articles
from annotation.errors import DataError
from annotation.tables.read import read_rows
from annotation.tables.schema import ARTICLES


def zipped(*names: str, mimetype: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x" * 100)  # at one time, so that tests have one name
    return packed.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")
ODT = zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text")
EPUB = zipped("content.opf", mimetype="application/epub+zip")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
TAKE_TEXT = "take its text out (pdftotext FILE.pdf FILE.txt), read it over, and give that"
AS_TEXT = "save it as plain text in UTF-8 (.txt), and give that"
AS_CSV = "save its sheet as CSV (UTF-8), and give that"


def refusal(path: Path, content: bytes = b"") -> str:
    if content:
        path.write_bytes(content)
    with pytest.raises(DataError) as error:
        list(read_articles([str(path)]))
    return str(error.value).removeprefix(f"{path.parent}/")


@pytest.mark.parametrize(
    ("name", "content", "kind", "advice"),
    [
        ("a.pdf", PDF, "a PDF", TAKE_TEXT),
        ("a.docx", DOCX, "an office document", AS_TEXT),
        ("a.doc", OLE, "an office document", AS_TEXT),
        ("a.odt", ODT, "an office document", AS_TEXT),
        ("a.rtf", rb"{\rtf1 He won.}", "an office document", AS_TEXT),
        ("a.xlsx", XLSX, "a spreadsheet", AS_CSV),
        ("a.xls", OLE, "a spreadsheet", AS_CSV),
        ("a.epub", EPUB, "an e-book", "save its text in UTF-8 (.txt), one file for each article, and give that"),
        ("a.zip", zipped("a.txt"), "an archive", "unpack it, and give the folder"),
        (
            "a.json",
            b'[{"id": 1}]',
            "JSON, but not JSON lines",
            "write each object in a line of its own (jq -c '.[]' FILE.json > FILE.jsonl)",
        ),
        ("a.tsv", b"id\ttext\n", "a table with tabs", "rename it to .csv: tabs are read there"),
        ("a.ndjson", b"{}\n", "JSON lines by another name", "rename it to .jsonl"),
        ("a", DOCX, "an office document", AS_TEXT),
        ("a.bin", PDF, "a PDF", TAKE_TEXT),
    ],
)
def test_a_foreign_file_says_what_to_do_instead(
    tmp_path: Path, name: str, content: bytes, kind: str, advice: str
) -> None:
    assert refusal(tmp_path / name, content) == f"{name} is {kind}, which newsstance does not read; {advice}"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (PDF, f"is a PDF, not text; {TAKE_TEXT}"),
        (DOCX, f"is an office document, not text; {AS_TEXT}"),
        (rb"{\rtf1\ansi He won.}", f"is an office document, not text; {AS_TEXT}"),
        (
            OLE,
            "is an office document or a spreadsheet, not text; save it as plain text in UTF-8 (.txt) or as CSV "
            "(UTF-8), and give that",
        ),
        (
            gzip.compress(b"x", mtime=0),
            "is compressed (gzip), not text; unpack it (gunzip FILE), and give the file that was in it",
        ),
    ],
)
def test_a_false_ending_is_seen_through(tmp_path: Path, content: bytes, line: str) -> None:
    assert refusal(tmp_path / "a.txt", content) == f"a.txt {line}"


def test_a_spreadsheet_that_is_called_csv_is_no_csv(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(XLSX)
    with pytest.raises(DataError, match=r"a\.csv is an? .*(spreadsheet|office document).*, not text; save "):
        list(read_rows(tmp_path / "a.csv", ARTICLES))


@pytest.mark.parametrize(
    "address", ["https://example.org/news/1", "http://example.org/a.csv", "ftp://example.org/a.txt"]
)
def test_an_address_is_shown_with_all_its_slashes(address: str) -> None:
    line = f"{address} is an address, and newsstance reads files; save what is there, and give the file"
    with pytest.raises(DataError) as error:
        list(read_articles([address]))
    assert str(error.value) == line
    with pytest.raises(DataError) as error:
        list(read_rows(Path(address), ARTICLES))
    assert str(error.value) == line


def test_a_folder_of_foreign_files_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.docx").write_bytes(DOCX)
    assert refusal(folder) == (
        f"there are no articles (.txt .md .html) in the folder {folder}; it holds 1 other file: .docx (1); {AS_TEXT}"
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            '{"id": "a", "text": "The may',
            'is not JSON: it ends in the middle (with \'a", "text": "The may\'); the line is cut off',
        ),
        (
            '{"id": "a", "n": tru\n',
            'is not JSON: it ends in the middle (with \'{"id": "a", "n": tru\'); the line is cut off',
        ),
        (
            '[\n{"id": "a"}\n]',
            "is not JSON: it ends in the middle (with '['); write each object in a line of its own (jq -c '.[]' FILE > "
            "FILE.jsonl)",
        ),
        (
            '{\n"id": "a"\n}',
            "is not JSON: it ends in the middle (with '{'); write each object in a line of its own (jq -c . FILE > "
            "FILE.jsonl)",
        ),
    ],
)
def test_json_that_is_cut_off_or_spread_over_lines(tmp_path: Path, content: str, line: str) -> None:
    assert refusal(tmp_path / "a.jsonl", content.encode()) == f"a.jsonl:1 {line}"


@pytest.mark.parametrize("name", ["answers.pdf", "answers.docx", "answers.png"])
def test_where_a_table_is_needed_its_text_is_no_help(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        DataError, match=r"which newsstance does not read; a table is needed \(\.jsonl, \.csv, \.parquet\)$"
    ):
        list(read_rows(tmp_path / name, ARTICLES))
