"""The encoders that are known by name: the table `known_encoders.toml`, and where each of them is on this machine."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Final

from training.encoders.cache import encoders_folder
from training.encoders.settings import DEFAULT_PIECES

TABLE: Final = Path(__file__).with_name("known_encoders.toml")
_REVISION_LETTERS: Final = 8  # of a revision, in a folder's name


@dataclass(frozen=True)
class HubFile:
    """A file of an encoder: its path on the hub, its name here, and what makes it the right file."""

    path: str
    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class KnownEncoder:
    """An encoder on the hub at one revision; its files can only be the ones with these digests."""

    name: str
    kind: str  # "static" or "encoder", as in EncoderFiles
    about: str
    repository: str
    revision: str
    license: str
    languages: str
    dimensions: int
    files: tuple[HubFile, ...]
    word_pieces: int | None = None
    normalize: bool = False
    sentences_per_second: int | None = None  # on two cores; `encoders check` measures it here
    bench: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(hub_file.bytes for hub_file in self.files)

    @property
    def folder(self) -> Path:
        """Where the encoder is on this machine, or would be."""
        return encoders_folder() / f"{self.name}-{self.revision[:_REVISION_LETTERS]}"

    @property
    def is_here(self) -> bool:
        """Whether all files are in the folder, with their sizes; the content is looked at by `damaged_file`."""
        return all(_size(self.folder / hub_file.name) == hub_file.bytes for hub_file in self.files)

    @property
    def digest(self) -> str:
        """The digest of an encoder with exactly these files and settings, as a model's card has it."""
        digests = [hub_file.sha256 for hub_file in self.files]  # weights first, then the tokenizer
        return encoder_digest(self.kind, self.word_pieces or DEFAULT_PIECES, self.normalize, digests)

    def damaged_file(self) -> str:
        """Name the first file that is missing or isn't the right one; an empty text if all are right."""
        for hub_file in self.files:
            path = self.folder / hub_file.name
            if _size(path) != hub_file.bytes or sha256_of(path) != hub_file.sha256:
                return hub_file.name
        texts = {name: json.dumps(settings) for name, settings in self.settings().items()}
        wrong = (name for name, text in texts.items() if not _has_text(self.folder / name, text))
        return next(wrong, "")

    def settings(self) -> dict[str, dict[str, Any]]:
        """Give the JSON files that stand beside the encoder's files, by their names."""
        settings: dict[str, dict[str, Any]] = {}
        if self.word_pieces:
            settings["sentence_bert_config.json"] = {"max_seq_length": self.word_pieces}
        if self.kind == "static":
            settings["config.json"] = {"model_type": "model2vec", "normalize": self.normalize}
        return settings


@lru_cache(maxsize=1)
def known_encoders() -> tuple[KnownEncoder, ...]:
    """List the encoders of the table.

    >>> [encoder.name for encoder in known_encoders()][:2]
    ['all-MiniLM-L6-v2', 'all-mpnet-base-v2']
    """
    return tuple(
        KnownEncoder(**{**row, "files": tuple(HubFile(**hub_file) for hub_file in row["files"])})
        for row in _table()["encoders"]
    )


@lru_cache(maxsize=1)
def bench_without_encoder() -> dict[str, float]:
    """Give macro-F1 of the default model on each set of the bench."""
    return dict(_table()["without_encoder"])


def find_known(name: str) -> KnownEncoder | None:
    """Find an encoder by its name or by its repository on the hub.

    >>> find_known("sentence-transformers/all-mpnet-base-v2") is find_known("all-mpnet-base-v2")
    True
    >>> find_known("path/to/all-mpnet-base-v2") is None
    True
    """
    return next((encoder for encoder in known_encoders() if name in (encoder.name, encoder.repository)), None)


def known_by_digest(digest: str) -> KnownEncoder | None:
    """Find the known encoder that has a digest, as a model's card names it."""
    return next((encoder for encoder in known_encoders() if encoder.digest == digest), None)


def encoder_digest(kind: str, limit: int, normalized: bool, file_digests: Sequence[str]) -> str:
    """Give the SHA-256 of everything that changes an encoder's vectors; each file by its own SHA-256."""
    digest = sha256(f"{kind} {limit} {normalized}".encode())
    for file_sha256 in file_digests:
        digest.update(bytes.fromhex(file_sha256))
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """Compute a file's SHA-256."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _has_text(path: Path, text: str) -> bool:
    """Say whether a file is there and has exactly that text."""
    return path.is_file() and path.read_bytes() == text.encode()


def _size(path: Path) -> int:
    """Give a file's size, or -1 where there is no such file."""
    return path.stat().st_size if path.is_file() else -1


def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
