"""Cutting texts into word pieces: the only file that uses the tokenizers package."""

from pathlib import Path
from typing import Final, NamedTuple

from tokenizers import Tokenizer

from annotation.errors import ConfigError
from annotation.text.targets import Span

_LETTERS: Final = 40  # a text is cut at so many characters for each piece an encoder sees: more are never needed


class TokenizedText(NamedTuple):
    """A text's pieces by number, and the code points each stands for."""

    ids: list[int]
    offsets: list[Span]


class WordPieces:
    """A tokenizer, as its encoder was trained with it."""

    def __init__(self, path: Path, limit: int, *, special: bool) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the package raises nothing more particular
            raise ConfigError(f"{path} is no tokenizer: {str(error).splitlines()[0]}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(limit)
        self._limit = limit
        self._special = special

    def cut(self, text: str) -> TokenizedText:
        """Cut a text; what is beyond the limit is left away."""
        begun = text[: self._limit * _LETTERS].encode(errors="replace").decode()  # half a pair of code units: "?"
        found = self._tokenizer.encode(begun, add_special_tokens=self._special)
        return TokenizedText(found.ids, found.offsets)

    def number(self, piece: str) -> int | None:
        """Give a piece's number, None where there is no such piece."""
        found: int | None = self._tokenizer.token_to_id(piece)
        return found

    def __len__(self) -> int:
        """Count the numbers that pieces have, those between them that no piece has included."""
        return 1 + max(self._tokenizer.get_vocab().values(), default=-1)
