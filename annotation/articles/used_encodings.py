"""The files of a source read as text, and remarks about those that were in another encoding than was named."""

from collections.abc import Iterator
from pathlib import Path

from annotation.articles.occurrences import Occurrences
from annotation.articles.page_encodings import read_page
from annotation.articles.sources import PAGE_ENDINGS
from annotation.io.console import plural
from annotation.io.encodings import read_text


class UsedEncodings:
    """Reads files in the encoding that was named, and notes which were read in another one.

    A web page names its own encoding; no remark is made about it.
    """

    def __init__(self, encoding: str = "utf-8") -> None:
        self._encoding = encoding
        self._others: dict[str, Occurrences] = {}

    def read(self, path: Path) -> str:
        """Read one file; raises DataError if it is not text, or in another encoding that cannot be told."""
        if path.suffix.lower() in PAGE_ENDINGS:
            return read_page(path, self._encoding).text
        decoded = read_text(path, self._encoding)
        if decoded.encoding != self._encoding:
            self._others.setdefault(decoded.encoding, Occurrences()).add(str(path))
        return decoded.text

    def remarks(self) -> Iterator[str]:
        """Yield one remark for each encoding in which files were read, although another one was named."""
        for encoding, files in sorted(self._others.items()):
            subject = plural(files.number, "file was", "files were")
            yield f"{subject} read as {encoding}, which the bytes tell, not as {self._encoding} {files.examples_text}"
