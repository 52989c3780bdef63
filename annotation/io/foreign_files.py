"""Files that newsstance does not read, such as PDFs and addresses: what they are, and what to do with them instead."""

import re
from pathlib import Path
from typing import Final, NamedTuple

from annotation.errors import DataError
from annotation.io.inputs import open_input


class ForeignKind(NamedTuple):
    """A kind of file that is not read: how messages call it, and what to do with it."""

    name: str
    advice: str
    has_no_rows: bool = False  # what it holds can be no table


_PDF: Final = ForeignKind("a PDF", "take its text out (pdftotext FILE.pdf FILE.txt), read it over, and give that", True)
_DOCUMENT: Final = ForeignKind("an office document", "save it as plain text in UTF-8 (.txt), and give that", True)
_SPREADSHEET: Final = ForeignKind("a spreadsheet", "save its sheet as CSV (UTF-8), and give that")
_OFFICE: Final = ForeignKind(
    "an office document or a spreadsheet", "save it as plain text in UTF-8 (.txt) or as CSV (UTF-8), and give that"
)
_BOOK: Final = ForeignKind("an e-book", "save its text in UTF-8 (.txt), one file for each article, and give that", True)
_ARCHIVE: Final = ForeignKind("an archive", "unpack it, and give the folder")
_ZIP: Final = ForeignKind(
    "an office document or an archive (ZIP)",
    "save a document as plain text (.txt) and a spreadsheet as CSV, or unpack the archive, and give that",
)
_COMPRESSED: Final = ForeignKind("compressed (gzip)", "unpack it (gunzip FILE), and give the file that was in it")
_PICTURE: Final = "take out the words that it shows (OCR), read them over, and give them as text (.txt)"
_JSON: Final = ForeignKind(
    "JSON, but not JSON lines", "write each object in a line of its own (jq -c '.[]' FILE.json > FILE.jsonl)"
)
_STATISTICS: Final = ForeignKind(
    "a statistics program's file", "save it there as CSV (UTF-8) or Parquet, and give that"
)
_PARQUET: Final = ForeignKind("a Parquet file", "rename it to .parquet")
_BY_ENDING: Final = {
    ".pdf": _PDF,
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".pages"), _DOCUMENT),
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".ods", ".numbers"), _SPREADSHEET),
    **dict.fromkeys((".epub", ".mobi"), _BOOK),
    **dict.fromkeys((".zip", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".zst"), _ARCHIVE),
    ".gz": _COMPRESSED,
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp", ".heic"), ForeignKind("a picture", _PICTURE, True)
    ),
    ".json": _JSON,
    **dict.fromkeys((".ndjson", ".jl"), ForeignKind("JSON lines by another name", "rename it to .jsonl")),
    **dict.fromkeys((".tsv", ".tab"), ForeignKind("a table with tabs", "rename it to .csv: tabs are read there")),
    **dict.fromkeys((".rda", ".rds", ".sav", ".dta", ".feather", ".arrow", ".pkl"), _STATISTICS),
}
_BY_SIGNATURE: Final = {
    b"%PDF": _PDF,
    rb"{\rtf": _DOCUMENT,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _OFFICE,  # of Office before 2007
    b"\x89PNG": ForeignKind("a PNG picture", _PICTURE, True),
    b"\xff\xd8\xff": ForeignKind("a JPEG picture", _PICTURE, True),
    b"GIF8": ForeignKind("a GIF picture", _PICTURE, True),
    b"\x1f\x8b": _COMPRESSED,
    b"PAR1": _PARQUET,
    b"SQLite format 3\0": ForeignKind("a database", "write its table as CSV (UTF-8), and give that"),
}
_ZIP_SIGNATURE: Final = b"PK\x03\x04"
_IN_ZIP: Final = {  # what stands in a ZIP file, and what that makes it
    b"word/": _DOCUMENT,
    b"opendocument.text": _DOCUMENT,
    b"xl/": _SPREADSHEET,
    b"opendocument.spreadsheet": _SPREADSHEET,
    b"application/epub+zip": _BOOK,
}
_BYTES_LOOKED_AT: Final = 10_000
_ADDRESS: Final = re.compile(r"(https?|ftp|file):/+(?=[^/])", re.IGNORECASE)


def foreign_kind(path: str | Path, content: bytes = b"") -> ForeignKind | None:
    r"""Say what kind of file a name's ending or its first bytes tell; None for one that may be read.

    >>> foreign_kind("news.docx").name, foreign_kind("news.txt", b"%PDF-1.7\n").name, foreign_kind("news.txt")
    ('an office document', 'a PDF', None)
    """
    if content.startswith(_ZIP_SIGNATURE):
        return next((kind for name, kind in _IN_ZIP.items() if name in content), _ZIP)
    by_signature = (kind for signature, kind in _BY_SIGNATURE.items() if content.startswith(signature))
    return next(by_signature, None) or _BY_ENDING.get(Path(path).suffix.lower())


def refuse_foreign_content(path: Path) -> None:
    """Raise DataError if a file begins as one that is not read, whatever its name is."""
    try:
        with open_input(path) as file:
            content = file.read(_BYTES_LOOKED_AT)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from error
    if kind := foreign_kind("", content):
        raise DataError(f"{path} is {kind.name}, which newsstance does not read; {kind.advice}")


def whole_address(path: str | Path) -> str:
    """Write a path as it is, but an address with both of its slashes, of which a path has lost one.

    >>> whole_address(Path("https://example.org/a.csv")), whole_address(Path("news//a.csv"))
    ('https://example.org/a.csv', 'news/a.csv')
    """
    address = _ADDRESS.match(str(path))
    return f"{address[1]}://{str(path)[address.end() :]}" if address else str(path)


def refuse_foreign(path: str | Path, *, is_table: bool = False) -> None:
    """Raise DataError for an address, or for a file with an ending that is not read.

    `is_table` tells that a table is needed, for which the text of a document is no help.
    """
    if _ADDRESS.match(str(path)):
        raise DataError(
            f"{whole_address(path)} is an address, and newsstance reads files; save what is there, and give the file"
        )
    if kind := foreign_kind(path):
        advice = "a table is needed (.jsonl, .csv, .parquet)" if is_table and kind.has_no_rows else kind.advice
        raise DataError(f"{path} is {kind.name}, which newsstance does not read; {advice}")
