"""The files of a source read as text, and remarks: which were in another encoding, which pages lack lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from annotation.articles.occurrences import Occurrences
from annotation.articles.page_encodings import read_page
from annotation.articles.sources import PAGE_ENDINGS
from annotation.io.console import plural
from annotation.io.encodings import read_text

_MAX_SHOWN: Final = 40  # code points of a sentence that was left out


class FileReader:
    """Reads files in the encoding that was named, and notes which were read in another one, and what is left out.

    A web page names its own encoding; no remark is made about it.
    """

    def __init__(self, encoding: str = "utf-8") -> None:
        self._encoding = encoding
        self._others: dict[str, Occurrences] = {}
        self._pages_with_gaps = Occurrences()
        self._sentences_left_out = 0

    def read(self, path: Path) -> str:
        """Read one file; raises DataError if it is not text, or in another encoding that cannot be told."""
        if path.suffix.lower() in PAGE_ENDINGS:
            return read_page(path, self._encoding).text
        decoded = read_text(path, self._encoding)
        if decoded.encoding != self._encoding:
            self._others.setdefault(decoded.encoding, Occurrences()).add(str(path))
        return decoded.text

    def note_left_out(self, location: str, sentences: Sequence[str]) -> None:
        """Note the sentences of a page that stand among its article's and were not taken for its text."""
        if sentences:
            beginning = sentences[0] if len(sentences[0]) <= _MAX_SHOWN else f"{sentences[0][:_MAX_SHOWN]}…"
            self._pages_with_gaps.add(f"{location}: {beginning}")
            self._sentences_left_out += len(sentences)

    def remarks(self) -> Iterator[str]:
        """Yield one remark for each encoding in which files were read although another was named, and one for gaps."""
        for encoding, files in sorted(self._others.items()):
            subject = plural(files.number, "file was", "files were")
            yield f"{subject} read as {encoding}, which the bytes tell, not as {self._encoding} {files.examples_text}"
        if number := self._pages_with_gaps.number:
            sentences = plural(self._sentences_left_out, "sentence was", "sentences were")
            yield (
                f"{sentences} taken for something beside the article and left out, in {plural(number, 'page')} "
                f"{self._pages_with_gaps.examples_text}"
            )
