"""The files of a source read as text, and remarks: which were in another encoding, which pages lack lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from annotation.articles.occurrences import Occurrences
from annotation.articles.page_encodings import read_page
from annotation.articles.sources import PAGE_ENDINGS
from annotation.articles.table_markup import has_markup
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
        self._texts_with_markup = Occurrences()

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

    def note_markup(self, location: str, text: str) -> None:
        """Note whether a text file holds HTML, which is read as words."""
        if has_markup(text):
            self._texts_with_markup.add(location)

    def remarks(self) -> Iterator[str]:
        """Yield a remark for each encoding that files had although another was named, and for all else noted."""
        for encoding, files in sorted(self._others.items()):
            subject = plural(files.number, "file was", "files were")
            yield f"{subject} read as {encoding}, which the bytes tell, not as {self._encoding} {files.examples_text}"
        if number := self._pages_with_gaps.number:
            sentences = plural(self._sentences_left_out, "sentence was", "sentences were")
            yield (
                f"{sentences} taken for something beside the article and left out, in {plural(number, 'page')} "
                f"{self._pages_with_gaps.examples_text}"
            )
        if number := self._texts_with_markup.number:
            yield (
                f"{plural(number, 'text file holds', 'text files hold')} tags or entities of HTML "
                f"{self._texts_with_markup.examples_text}, which are read as words; a web page has the ending .html"
            )
