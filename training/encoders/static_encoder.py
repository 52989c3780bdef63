"""A static table of word-piece vectors in model2vec's format: a look-up and a mean, thousands of sentences a second."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors import SafetensorError, safe_open

from annotation.errors import ConfigError
from training.encoders.files import EncoderFiles
from training.encoders.pooling import PieceVectors
from training.encoders.tokenizer import WordPieceTokenizer

_UNKNOWN_PIECES: Final = ("[UNK]", "<unk>", "[PAD]", "<pad>")


class StaticTable:
    """One vector for each word piece.

    Some tables share a vector among several pieces (`mapping`), and some weigh the pieces (`weights`).
    Raises ConfigError if the file is no such table, or belongs to another tokenizer.
    """

    def __init__(self, files: EncoderFiles) -> None:
        self._tokenizer = WordPieceTokenizer(files.tokenizer, files.limit, special=False)
        arrays = _read_arrays(files.weights)
        if "embeddings" not in arrays or arrays["embeddings"].ndim != 2:
            raise ConfigError(
                f"{files.weights} is no static table: it has {', '.join(sorted(arrays)) or 'nothing'}, not 'embeddings'"
            )
        self._table = arrays["embeddings"]
        self._mapping = arrays.get("mapping")
        self._weights = arrays.get("weights")
        self._check_sizes(files.weights)
        self._unknown_ids = {self._tokenizer.piece_id(piece) for piece in _UNKNOWN_PIECES}
        self.bands = 1
        self.dimensions = int(self._table.shape[1])

    def piece_vectors(self, texts: Sequence[str]) -> Iterator[PieceVectors]:
        """Look up the vectors of each text's known word pieces."""
        return map(self._look_up, texts)

    def _look_up(self, text: str) -> PieceVectors:
        tokenized = self._tokenizer.tokenize(text)
        known = [index for index, piece_id in enumerate(tokenized.ids) if piece_id not in self._unknown_ids]
        ids = np.array([tokenized.ids[index] for index in known], dtype=np.int64)
        rows = self._table[ids if self._mapping is None else self._mapping[ids]].astype(np.float32)
        if self._weights is not None:
            rows = rows * self._weights[ids][:, None].astype(np.float32)
        return PieceVectors(rows[None], [tokenized.offsets[index] for index in known])

    def _check_sizes(self, path: Path) -> None:
        """Refuse a table that another tokenizer belongs to: it would fail in the middle of a text."""
        pieces = len(self._tokenizer)
        by_piece = [array for array in (self._mapping, self._weights) if array is not None]
        if self._mapping is None:
            by_piece.append(self._table)
        shortest = min(map(len, by_piece))
        beyond = self._mapping is not None and len(self._mapping) and int(self._mapping.max()) >= len(self._table)
        if shortest < pieces or beyond:
            raise ConfigError(
                f"{path} has {shortest:,} vectors for the {pieces:,} word pieces of its tokenizer.json: "
                "the two files don't belong together"
            )


def _read_arrays(path: Path) -> dict[str, Any]:
    try:
        with safe_open(path, framework="numpy") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    except (SafetensorError, OSError, TypeError) as error:
        raise ConfigError(f"cannot read {path}: {str(error).splitlines()[0]}") from error
