"""Names of files that newsstance would write in another format than their ending says, and of folders that look so."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from annotation.errors import DataError
from annotation.io.files import STDIO

PAGE: Final = (".html", ".htm")
_FILE_ENDINGS: Final = frozenset(
    (".pdf", ".docx", ".xlsx", ".csv", ".tsv", ".json", ".jsonl", ".parquet", ".md", ".txt", ".xml", ".zip", *PAGE)
)


def check_ending(path: str | Path, endings: Sequence[str], what: str) -> None:
    """Raise DataError if a file's name ends in something that is not written; standard output has no name.

    >>> check_ending("manual.HTML", (".html", ".md"), "the manual")
    """
    ending = Path(path).suffix.lower()
    if str(path) == STDIO or ending in endings:
        return
    way_out = "; a browser prints a page (.html) as PDF" if ending == ".pdf" and ".html" in endings else ""
    named = f"{ending!r}" if ending else "no ending"
    raise DataError(
        f"{path} has {named}, and newsstance writes {what} as {' or '.join(endings)}; name the file so{way_out}"
    )


def check_folder_name(path: str | Path, content: str) -> None:
    """Raise DataError if the name of a folder is that of a file, which whoever gave it expects.

    >>> check_folder_name("report", "a page")
    """
    ending = Path(path).suffix.lower()
    if ending in _FILE_ENDINGS and not Path(path).exists():  # what exists is judged by what it is
        raise DataError(
            f"{path} ends like a file, and this writes a folder with {content}; give a name without {ending}, such as "
            f"{Path(path).with_suffix('')}"
        )
