"""An encoder looked at before it is used: what it is, whether its files belong together, whether it runs, how fast."""

import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from annotation.errors import ConfigError
from training.encoders.encoder import Encoder, open_encoder
from training.encoders.files import TABLE_FILE, EncoderFiles, find_encoder
from training.encoders.known_encoders import known_by_digest, sha256_of
from training.encoders.settings import read_encoder_settings

_SENTENCES: Final = (
    "The mayor praised the new plan on Tuesday, and residents clapped.",
    "Then someone denied that the company had known of the leak.",
)
_SECONDS: Final = 0.5  # how long speed is measured
_ROUND: Final = 32  # sentences that are encoded between two looks at the clock
_LEAST_COSINE: Final = 0.6  # of a graph with the weights beside it; strongly rounded ones have .8 and more
_WIDTH: Final = 12  # letters before a line's text


class EncoderReport(NamedTuple):
    """What was seen of an encoder; `lines` say it in words."""

    name: str
    kind: str
    dimensions: int
    word_pieces: int
    digest: str
    files: dict[str, str]  # the SHA-256 of each file
    sentences_per_second: float
    cosine_with_weights: float | None  # with the weights beside a graph, where there are some
    known_as: str  # the name of the known encoder with the same files; empty if there is none
    bands: int
    pooling: str

    def lines(self) -> Iterator[str]:
        """Say what was seen, one line for each thing."""
        is_table = self.kind == "static"
        kind = "a static table of word pieces" if is_table else "a sentence encoder in ONNX"
        yield _line("encoder", f"{self.name}, {kind}{f'; it is {self.known_as}, as pinned' if self.known_as else ''}")
        bands = "" if is_table else f", in {self.bands} band{'s' if self.bands > 1 else ''} of its upper layers"
        yield _line("dimensions", f"{self.dimensions}{bands}")
        yield _line("sees", f"{self.word_pieces} word pieces of a sentence")
        if not is_table:
            published = f"published with {self.pooling}; " if self.pooling else ""
            yield _line("pooling", f"{published}newsstance pools by itself, over sentence, target and context")
            yield _line("runs on", f"onnxruntime {version('onnxruntime')}: two sentences got two different vectors")
        else:
            yield _line("runs", "two sentences got two different vectors")
        if self.cosine_with_weights is not None:
            yield _line(
                "original", f"mean cosine of its vectors with the weights beside it: {self.cosine_with_weights:.3f}"
            )
        for path, digest in self.files.items():
            yield _line("file", f"{path}, SHA-256 {digest}")
        yield _line("digest", f"{self.digest}, as a model's card has it")
        yield _line("speed", f"{self.sentences_per_second:,.0f} sentences a second here, each of a dozen words")


def check_encoder(setting: str) -> EncoderReport:
    """Look at an encoder, run it, and measure its speed.

    Raises ConfigError if it can't be used, if its files are of different encoders, or if it is a known one whose files
    are no longer the pinned ones.
    """
    files = find_encoder(setting)
    encoder = open_encoder(setting)
    _check_tokenizer(files, encoder)
    digests = {str(path): sha256_of(path) for path in (files.weights, files.tokenizer)}
    return EncoderReport(
        name=files.name,
        kind=files.kind,
        dimensions=encoder.dimensions,
        word_pieces=files.limit,
        digest=encoder.digest,
        files=digests,
        sentences_per_second=_speed(encoder),
        cosine_with_weights=_cosine_with_weights(files),
        known_as=known_encoder.name if (known_encoder := known_by_digest(encoder.digest)) else "",
        bands=encoder.bands,
        pooling=_pooling(files.tokenizer.parent),
    )


def _line(word: str, text: str) -> str:
    return f"{word:<{_WIDTH}}{text}"


def _check_tokenizer(files: EncoderFiles, encoder: Encoder) -> None:
    """Refuse a tokenizer that is of another encoder, as far as that can be seen."""
    from training.encoders.tokenizer import WordPieceTokenizer

    pieces = len(WordPieceTokenizer(files.tokenizer, files.limit, special=True))
    vocabulary = read_encoder_settings(files.tokenizer.parent / "config.json").get("vocab_size")
    if isinstance(vocabulary, int) and pieces > vocabulary:
        raise ConfigError(
            f"{files.tokenizer} has {pieces:,} word pieces, and config.json beside it says {vocabulary:,}: they are of "
            "different encoders; get both again"
        )
    vectors = encoder.fresh_vectors(_SENTENCES)
    if np.array_equal(vectors[0], vectors[1]):
        raise ConfigError(
            f"{files.weights} gives two different sentences the same vector: it is damaged, or tokenizer.json is "
            "another encoder's; get both again"
        )


def _cosine_with_weights(files: EncoderFiles) -> float | None:
    """Compare a graph with the weights beside it, where there are some that can be read."""
    home = files.tokenizer.parent
    if files.kind != "encoder" or not (home / TABLE_FILE).is_file():
        return None
    from training.encoders.comparison import compare_with_original
    from training.encoders.transformer_weights import read_transformer

    _, cosine = compare_with_original(read_transformer(home), files)
    if not cosine >= _LEAST_COSINE:
        raise ConfigError(
            f"{files.weights} was exported from another encoder than {home / TABLE_FILE}: their vectors have a mean "
            f"cosine of {cosine:.2f}; export the folder again"
        )
    return cosine


def _pooling(home: Path) -> str:
    """Name the pooling that an encoder was published with."""
    settings: dict[str, Any] = read_encoder_settings(home / "1_Pooling" / "config.json")
    modes = [name for name, chosen in settings.items() if name.startswith("pooling_mode_") and chosen is True]
    return ", ".join(mode.removeprefix("pooling_mode_").removesuffix("_tokens").replace("_", " ") for mode in modes)


def _speed(encoder: Encoder) -> float:
    """Measure how many sentences a second are encoded; nothing is looked up in the cache."""
    count, begin = 0, time.perf_counter()
    while (passed := time.perf_counter() - begin) < _SECONDS:
        encoder.fresh_vectors(_SENTENCES * (_ROUND // len(_SENTENCES)))
        count += _ROUND
    return count / passed
