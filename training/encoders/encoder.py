"""Encoders: what turns a sentence into numbers that stand for its meaning, by a table or by a small transformer.

An encoder is a folder, or an installed package that brings one. Nothing is downloaded, ever.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from annotation.errors import ConfigError, ModelError
from annotation.io.streams import batches
from annotation.text.targets import Span
from training.encoders import cache as vector_cache
from training.encoders.files import EncoderFiles, find_encoder
from training.encoders.pooling import Pieces, Vectors32, pool, width
from training.masking.passages import Passage
from training.syntax.speech_cues import speech_spans

RECIPE: Final = 4  # raised whenever the same encoder would give other vectors: those kept before are no longer used
EXTRA: Final = "pip install 'newsstance[embeddings]'"
_CHUNK: Final = 512  # passages between two looks at the cache
_ANYBODY: Final = "someone"  # stands for the target
_NEEDS: Final = {"static": ("safetensors", "tokenizers"), "encoder": ("onnxruntime", "tokenizers")}
T = TypeVar("T")


class _Look(NamedTuple):
    """A text as an encoder gets it, where its focus is, and what else is looked at."""

    text: str
    focus: tuple[Span, ...]
    also: tuple[tuple[Span, ...], ...] = ()


class Engine(Protocol):
    """What computes: a static table or a transformer."""

    bands: int
    dimensions: int

    def pieces(self, texts: Sequence[str]) -> Iterator[Pieces]:
        """Give the vectors of each text's word pieces."""


class Encoder:
    """An opened encoder, and the vectors it once computed."""

    def __init__(self, files: EncoderFiles, engine: Engine, digest: str, kept: vector_cache.Cache) -> None:
        self.name = files.name
        self.kind = files.kind
        self.limit = files.limit
        self.digest = digest
        self.bands = engine.bands
        self.dimensions = engine.dimensions
        self._normalized = files.normalized
        self._engine = engine
        self._kept = kept

    def width(self, *, about_target: bool) -> int:
        """Count the numbers that stand for one passage."""
        return width(self.bands, self.dimensions, 0 if about_target else 1)

    def vectors(self, passages: Sequence[Passage], *, about_target: bool) -> Vectors32:
        """Give a row of numbers per passage: the sentence in each band, then its focus and what stands around it.

        The focus is the target of a question about one, whose names are replaced: an encoder knows a lot about who is
        who. Else it is the words of speech and thought, and beside them who speaks: on whose word a sentence rests is
        told there. A text beyond `limit` word pieces is seen up to there. What it doesn't have is zeros.
        """
        found = np.zeros((len(passages), self.width(about_target=about_target)), dtype=np.float32)
        at = 0
        for chunk in batches(passages, _CHUNK):
            found[at : at + len(chunk)] = self._chunk([_looked_at(one, about_target) for one in chunk], found.shape[1])
            at += len(chunk)
        return found

    def _chunk(self, looks: Sequence[_Look], width: int) -> Vectors32:
        keys = [_key(look) for look in looks]
        known = {key: kept for key, kept in self._kept.get(keys).items() if len(kept) == 2 * width}
        missing = {key: look for key, look in zip(keys, looks, strict=True) if key not in known}
        new = dict(zip(missing, self._computed(list(missing.values())), strict=True))
        self._kept.put(new)
        known |= new
        rows = np.frombuffer(b"".join(known[key] for key in keys), dtype="<f2").reshape(len(keys), width)
        return rows.astype(np.float32)

    def _computed(self, looks: Sequence[_Look]) -> Iterator[bytes]:
        """Compute vectors; half precision, kept or not, so that a vector is the same each time."""
        found = self._engine.pieces([look.text for look in looks])
        for look, pieces in zip(looks, found, strict=True):
            vector = pool(pieces, look.focus, look.also)
            vector = _of_one_length(vector) if self._normalized else vector
            yield self._half(vector.ravel(), look.text).tobytes()

    def _half(self, vector: Vectors32, text: str) -> NDArray[np.float16]:
        """Round to half precision; what doesn't fit is infinite then, and would spoil all that is learned with it."""
        with np.errstate(over="ignore"):
            found = vector.astype("<f2")
        if not np.isfinite(found).all():
            raise ConfigError(
                f"the encoder {self.name!r} gives numbers beyond {np.finfo(np.float16).max:,.0f}, or none at all, for "
                f'{text[:40]!r}: take another export of it; a static table is scaled by "normalize": true in the '
                "config.json beside it"
            )
        return found


def open_encoder(setting: str, digest: str = "", *, installed: bool = False) -> Encoder:
    """Open the encoder that a setting names; with a digest, only if it is that very one: no other is ever run.

    With `installed` it must be an installed package, and nothing else is even looked at.
    """
    files, found = _found(setting, installed)
    if digest and digest != found:
        raise ModelError(
            f"the model was trained with another encoder (digest {digest[:12]}) than {setting!r} "
            f"(digest {found[:12]}): its vectors mean something else; name the folder or package of the "
            "encoder it was trained with, in NEWSSTANCE_ENCODER, or train again"
        )
    return _opened(files, found, vector_cache.cache_folder())


@lru_cache(maxsize=4)
def _found(setting: str, installed: bool) -> tuple[EncoderFiles, str]:
    files = find_encoder(setting, installed=installed)
    return files, files.digest


@lru_cache(maxsize=4)
def _opened(files: EncoderFiles, digest: str, kept: Path) -> Encoder:
    for package in _NEEDS[files.kind]:
        _check_installed(package, files.name)
    return Encoder(files, _engine(files), digest, vector_cache.Cache(kept / f"{digest[:16]}-{RECIPE}.sqlite"))


def _check_installed(package: str, encoder: str) -> None:
    try:
        import_module(package)
    except ImportError as error:
        raise ConfigError(f"the encoder {encoder!r} needs {package}, which is not installed: {EXTRA}") from error


def _engine(files: EncoderFiles) -> Engine:
    if files.kind == "static":
        from training.encoders.static_encoder import StaticTable

        return StaticTable(files)
    from training.encoders.onnx_encoder import SentenceEncoder

    return SentenceEncoder(files)


def _looked_at(passage: Passage, about_target: bool) -> _Look:
    """Give the text as a model may see it: what is hidden is blank, and the target is not named."""
    text = passage.text
    for start, end in passage.outlet_spans:
        text = text[:start] + " " * (end - start) + text[end:]
    if about_target:
        return _anonymous(text, passage.target_spans)
    words, speakers = speech_spans(text)
    return _Look(text, words, (speakers,))


def _anonymous(text: str, spans: Sequence[Span]) -> _Look:
    """Put another word in the place of each span, and say where it stands; spans beyond the text are nowhere."""
    told, focus, at = "", [], 0
    for start, end in spans:
        if start < len(text):
            told += text[at:start] + _ANYBODY
            focus.append((len(told) - len(_ANYBODY), len(told)))
            at = end
    return _Look(told + text[at:], tuple(focus))


def _key(look: _Look) -> bytes:
    told = [look.text, sorted(look.focus), *map(sorted, look.also)]
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=16).digest()


def _of_one_length(rows: NDArray[np.float32]) -> Vectors32:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Vectors32 = rows / np.where(lengths > 0, lengths, 1)
    return found
