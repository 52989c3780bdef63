"""Cutting texts into word pieces: the only file that uses the tokenizers package."""

from pathlib import Path
from typing import Final, NamedTuple

from tokenizers import Tokenizer

from annotation.errors import ConfigError
from annotation.text.targets import Span

_CHARACTERS_PER_PIECE: Final = 40  # of a text, so many characters for each word piece of the limit are looked at


class TokenizedText(NamedTuple):
    """The ids of a text's word pieces, and the span of code points that each piece stands for."""

    ids: list[int]
    offsets: list[Span]


class WordPieceTokenizer:
    """The tokenizer that an encoder was trained with, read from its `tokenizer.json`.

    Raises ConfigError if the file is no tokenizer.
    """

    def __init__(self, path: Path, limit: int, *, special: bool) -> None:
        self._path = path
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(limit)
        except Exception as error:  # the package raises nothing more particular
            raise ConfigError(f"{path} is no tokenizer: {str(error).splitlines()[0]}") from error
        self._limit = limit
        self._special = special

    def tokenize(self, text: str) -> TokenizedText:
        """Cut a text into at most `limit` word pieces; the rest of the text is dropped.

        Raises ConfigError if the tokenizer contradicts itself.
        """
        beginning = text[: self._limit * _CHARACTERS_PER_PIECE]
        valid = beginning.encode(errors="replace").decode()  # half of a surrogate pair becomes "?"
        try:
            encoding = self._tokenizer.encode(valid, add_special_tokens=self._special)
        except Exception as error:  # a piece that the tokenizer names and doesn't have, say
            raise ConfigError(f"{self._path} can't cut a text: {str(error).splitlines()[0]}") from error
        return TokenizedText(encoding.ids, encoding.offsets)

    def piece_id(self, piece: str) -> int | None:
        """Give a word piece's id, or None if the tokenizer does not know the piece."""
        piece_id: int | None = self._tokenizer.token_to_id(piece)
        return piece_id

    def __len__(self) -> int:
        """Count the ids up to the highest one, including ids that no piece has."""
        return 1 + max(self._tokenizer.get_vocab().values(), default=-1)
