"""Encoders, which turn a sentence into numbers that stand for its meaning: a static table, or a small transformer.

An encoder is a folder, an installed package that brings one, or a known one in the cache. Nothing is downloaded here.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from annotation.errors import ConfigError, ModelError
from annotation.io.streams import batches
from annotation.text.targets import Span
from training.encoders.cache import VectorCache, cache_folder
from training.encoders.files import EncoderFiles, find_encoder
from training.encoders.known_encoders import find_known
from training.encoders.pooling import PieceVectors, Vectors32, pool, pooled_width
from training.masking.passages import Passage
from training.syntax.speech_cues import speech_spans

CACHE_VERSION: Final = 4  # raised whenever the same encoder gives other vectors, so that stored ones are not used
INSTALL_COMMAND: Final = "pip install 'newsstance[embeddings]'"
_BATCH: Final = 512  # passages between two looks into the cache
_TARGET_WORD: Final = "someone"  # put in place of each mention of the target
_PACKAGES: Final = {"static": ("safetensors", "tokenizers"), "encoder": ("onnxruntime", "tokenizers")}


class _EncoderInput(NamedTuple):
    """A text as an encoder gets it, with the spans of its focus and those of the extra focuses."""

    text: str
    focus: tuple[Span, ...]
    extra_focuses: tuple[tuple[Span, ...], ...] = ()


class Engine(Protocol):
    """What computes the vectors of word pieces: a static table or a transformer."""

    bands: int
    dimensions: int

    def piece_vectors(self, texts: Sequence[str]) -> Iterator[PieceVectors]:
        """Give the vectors of each text's word pieces."""


class Encoder:
    """An opened encoder, and a cache of the vectors that it has computed."""

    def __init__(self, files: EncoderFiles, engine: Engine, digest: str, cache: VectorCache) -> None:
        self.name = files.name
        self.kind = files.kind
        self.limit = files.limit
        self.digest = digest
        self.bands = engine.bands
        self.dimensions = engine.dimensions
        self._normalized = files.normalized
        self._engine = engine
        self._cache = cache

    def width(self, *, about_target: bool) -> int:
        """Count the numbers that stand for one passage."""
        return pooled_width(self.bands, self.dimensions, extra_focuses=0 if about_target else 1)

    def vectors(self, passages: Sequence[Passage], *, about_target: bool) -> Vectors32:
        """Give the vectors of passages, one row per passage and `width` columns.

        The columns are those of `pool`: the sentence in each band, then its focus and the context of the focus. For a
        question about a target, the focus is the target, whose names are replaced by a common word, since an encoder
        knows a lot about famous people. Otherwise the focus is the words of speech and thought, and the speakers are
        an extra focus, since they show on whose word a sentence rests. What is beyond `limit` word pieces is not seen.

        Raises ConfigError if the encoder cannot be run on a text, or gives numbers that half precision cannot hold.
        """
        vectors = np.zeros((len(passages), self.width(about_target=about_target)), dtype=np.float32)
        row = 0
        for batch in batches(passages, _BATCH):
            inputs = [_encoder_input(passage, about_target) for passage in batch]
            vectors[row : row + len(batch)] = self._look_up_or_compute(inputs, vectors.shape[1])
            row += len(batch)
        return vectors

    def fresh_vectors(self, texts: Sequence[str]) -> Vectors32:
        """Give the vector of each text in each band, computed anew: no text is looked up in the cache, or stored.

        Gives an array of shape (texts, bands * dimensions). Raises ConfigError as `vectors` does.
        """
        inputs = [_EncoderInput(text, ()) for text in texts]
        rows = np.frombuffer(b"".join(self._compute(inputs)), dtype="<f2").reshape(len(texts), -1)
        return rows[:, : self.bands * self.dimensions].astype(np.float32)

    def _look_up_or_compute(self, inputs: Sequence[_EncoderInput], width: int) -> Vectors32:
        keys = [_cache_key(text_and_focus) for text_and_focus in inputs]
        cached = {key: vector for key, vector in self._cache.get(keys).items() if len(vector) == 2 * width}
        missing = {key: pair for key, pair in zip(keys, inputs, strict=True) if key not in cached}
        computed = dict(zip(missing, self._compute(list(missing.values())), strict=True))
        self._cache.put(computed)
        by_key = cached | computed
        rows = np.frombuffer(b"".join(by_key[key] for key in keys), dtype="<f2").reshape(len(keys), width)
        return rows.astype(np.float32)

    def _compute(self, inputs: Sequence[_EncoderInput]) -> Iterator[bytes]:
        """Compute vectors, always rounded to half precision, so that a cached vector equals a new one."""
        texts = [text for text, _, _ in inputs]
        for (text, focus, extra_focuses), pieces in zip(inputs, self._engine.piece_vectors(texts), strict=True):
            vectors = pool(pieces, focus, extra_focuses)
            vectors = _unit_rows(vectors) if self._normalized else vectors
            yield self._half_precision(vectors.ravel(), text).tobytes()

    def _half_precision(self, vector: Vectors32, text: str) -> NDArray[np.float16]:
        """Round to half precision, and refuse a vector that becomes infinite: it would spoil all that is learned."""
        with np.errstate(over="ignore"):
            rounded = vector.astype("<f2")
        if not np.isfinite(rounded).all():
            raise ConfigError(
                f"the encoder {self.name!r} gives numbers beyond {np.finfo(np.float16).max:,.0f}, or no numbers, for "
                f'{text[:40]!r}: take another export of it; a static table is scaled by "normalize": true in the '
                "config.json beside it"
            )
        return rounded


def open_encoder(setting: str, digest: str = "", *, installed: bool = False) -> Encoder:
    """Open the encoder that a setting names. With a digest, no encoder with another digest is ever run.

    Args:
        setting: a folder, an ONNX file in one, or an installed package.
        digest: the digest that the encoder's files must have; empty for any.
        installed: whether it must be an installed package, so that no folder is even looked at.

    Raises ConfigError if there is no such encoder or it cannot be used, and ModelError if its digest is another.
    """
    files, actual_digest = files_and_digest(setting, installed)
    if digest and digest != actual_digest:
        raise ModelError(
            f"the model was trained with another encoder (digest {digest[:12]}) than {setting!r} "
            f"(digest {actual_digest[:12]}): its vectors mean something else; name the folder or package of the "
            "encoder it was trained with, in NEWSSTANCE_ENCODER, or train again"
        )
    return opened_encoder(files, actual_digest, cache_folder())


@lru_cache(maxsize=4)
def files_and_digest(setting: str, installed: bool) -> tuple[EncoderFiles, str]:
    """Find an encoder's files and compute their digest; the result is remembered for each setting.

    Raises ConfigError if a downloaded encoder is no longer what was downloaded.
    """
    files = find_encoder(setting, installed=installed)
    known_encoder, digest = find_known(setting), files.digest
    if known_encoder and files.weights.parent == known_encoder.folder and digest != known_encoder.digest:
        raise ConfigError(
            f"the encoder {setting!r} is no longer what was downloaded, "
            f"{known_encoder.folder / known_encoder.damaged_file()} has changed: type newsstance encoders get "
            f"{known_encoder.name}"
        )
    return files, digest


@lru_cache(maxsize=4)
def opened_encoder(files: EncoderFiles, digest: str, folder: Path) -> Encoder:
    """Open an encoder, with a cache of its vectors in that folder; an open encoder is used again."""
    for package in _PACKAGES[files.kind]:
        _check_installed(package, files.name)
    return Encoder(files, _make_engine(files), digest, VectorCache(folder / f"{digest[:16]}-{CACHE_VERSION}.sqlite"))


def _check_installed(package: str, encoder: str) -> None:
    try:
        import_module(package)
    except ImportError as error:
        raise ConfigError(
            f"the encoder {encoder!r} needs {package}, which is not installed: {INSTALL_COMMAND}"
        ) from error


def _make_engine(files: EncoderFiles) -> Engine:
    if files.kind == "static":
        from training.encoders.static_encoder import StaticTable

        return StaticTable(files)
    from training.encoders.onnx_encoder import SentenceEncoder

    return SentenceEncoder(files)


def _encoder_input(passage: Passage, about_target: bool) -> _EncoderInput:
    """Give the text as a model may see it: what is hidden is blank, and the target is not named."""
    text = passage.text
    for start, end in passage.outlet_spans:
        text = text[:start] + " " * (end - start) + text[end:]
    if about_target:
        return _without_names(text, passage.target_spans)
    words, speakers = speech_spans(text)
    return _EncoderInput(text, words, (speakers,))


def _without_names(text: str, mentions: Sequence[Span]) -> _EncoderInput:
    """Put a common word in place of each mention, and give its spans; mentions beyond the text are dropped."""
    replaced, focus, position = "", [], 0
    for start, end in mentions:
        if start < len(text):
            replaced += text[position:start] + _TARGET_WORD
            focus.append((len(replaced) - len(_TARGET_WORD), len(replaced)))
            position = end
    return _EncoderInput(replaced + text[position:], tuple(focus))


def _cache_key(text_and_focus: _EncoderInput) -> bytes:
    content = [text_and_focus.text, sorted(text_and_focus.focus), *map(sorted, text_and_focus.extra_focuses)]
    return hashlib.blake2b(json.dumps(content).encode(), digest_size=16).digest()


def _unit_rows(rows: NDArray[np.float32]) -> Vectors32:
    """Scale each row to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors32 = rows / np.where(lengths > 0, lengths, 1)
    return scaled
