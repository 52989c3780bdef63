"""A static table of word-piece vectors in model2vec's format: a look-up and a mean, thousands of sentences a second."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors import SafetensorError, safe_open

from annotation.errors import ConfigError
from training.encoders.files import EncoderFiles
from training.encoders.pooling import Pieces
from training.encoders.tokenizer import WordPieces

_UNKNOWN: Final = ("[UNK]", "<unk>", "[PAD]", "<pad>")


class StaticTable:
    """One vector per word piece; some tables share a vector among pieces (`mapping`) and weigh pieces (`weights`)."""

    def __init__(self, files: EncoderFiles) -> None:
        self._cut = WordPieces(files.tokenizer, files.limit, special=False)
        found = _arrays(files.weights)
        if "embeddings" not in found or found["embeddings"].ndim != 2:
            raise ConfigError(
                f"{files.weights} is no static table: it has {', '.join(sorted(found)) or 'nothing'}, not 'embeddings'"
            )
        self._table = found["embeddings"]
        self._mapping = found.get("mapping")
        self._weights = found.get("weights")
        self._check(files.weights)
        self._unknown = {self._cut.number(piece) for piece in _UNKNOWN}
        self.bands = 1
        self.dimensions = int(self._table.shape[1])

    def pieces(self, texts: Sequence[str]) -> Iterator[Pieces]:
        """Look up the vectors of each text's known word pieces."""
        return map(self._of, texts)

    def _of(self, text: str) -> Pieces:
        cut = self._cut.cut(text)
        known = [at for at, number in enumerate(cut.ids) if number not in self._unknown]
        ids = np.array([cut.ids[at] for at in known], dtype=np.int64)
        rows = self._table[ids if self._mapping is None else self._mapping[ids]].astype(np.float32)
        if self._weights is not None:
            rows = rows * self._weights[ids][:, None].astype(np.float32)
        return Pieces(rows[None], [cut.offsets[at] for at in known])

    def _check(self, path: Path) -> None:
        """Refuse a table that another tokenizer belongs to: it would fail in the middle of a text."""
        pieces = len(self._cut)
        lists = [each for each in (self._mapping, self._weights) if each is not None]
        sizes = [len(each) for each in lists] if self._mapping is not None else [len(self._table), *map(len, lists)]
        beyond = self._mapping is not None and len(self._mapping) and int(self._mapping.max()) >= len(self._table)
        if min(sizes) < pieces or beyond:
            raise ConfigError(
                f"{path} has {min(sizes):,} vectors for the {pieces:,} word pieces of its tokenizer.json: "
                "the two files don't belong together"
            )


def _arrays(path: Path) -> dict[str, Any]:
    try:
        with safe_open(path, framework="numpy") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    except (SafetensorError, OSError, TypeError) as error:
        raise ConfigError(f"cannot read {path}: {str(error).splitlines()[0]}") from error
