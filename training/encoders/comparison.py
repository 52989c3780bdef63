"""How near a graph's vectors are to those that its original's weights give."""

from typing import Final

import numpy as np

from annotation.errors import ConfigError
from training.encoders.files import EncoderFiles
from training.encoders.onnx_encoder import SentenceEncoder
from training.encoders.pooling import Vectors32
from training.encoders.tokenizer import WordPieceTokenizer
from training.encoders.transformer_arithmetic import computed_vectors
from training.encoders.transformer_weights import WEIGHTS_FILE, Transformer

_PROBES: Final = (
    "She won.",
    "The mayor defended the plan against angry residents on Tuesday, and called the critics' figures absurd.",
    "Officials said that the company had known of the leak for years — a claim its spokesman would not discuss: "
    "“We don't comment on rumors,” he told reporters outside the court, where 2,400 people had gathered.",
)


def compare_with_original(transformer: Transformer, files: EncoderFiles) -> tuple[float, float]:
    """Compare a graph's vectors with those that its transformer's weights give, on three texts.

    Gives the largest difference, as a share of the largest number, and the mean cosine of the vectors.

    Raises ConfigError if the graph can't be run, or graph, weights and tokenizer are of different encoders.
    """
    tokenizer = WordPieceTokenizer(files.tokenizer, files.limit, special=True)
    if len(tokenizer) > len(transformer.words):
        raise ConfigError(
            f"{files.tokenizer} has {len(tokenizer):,} word pieces, and {WEIGHTS_FILE} has vectors for "
            f"{len(transformer.words):,}: the two are of different encoders; get both again"
        )
    engine = SentenceEncoder(files)
    differences, cosines = [], []
    for text, pieces in zip(_PROBES, engine.piece_vectors(_PROBES), strict=True):
        original = computed_vectors(transformer, tokenizer.tokenize(text).ids)
        if original.shape != pieces.vectors.shape:
            raise ConfigError(
                f"{files.weights} was exported from another encoder than the weights beside it: it gives vectors of "
                f"the shape {pieces.vectors.shape}, and they give {original.shape}; export the folder again"
            )
        differences.append(float(np.abs(pieces.vectors - original).max() / np.abs(original).max()))
        cosines.append(_mean_cosine(pieces.vectors, original))
    return max(differences), float(np.mean(cosines))


def _mean_cosine(vectors: Vectors32, others: Vectors32) -> float:
    """Give the mean cosine of two arrays' last axes."""
    lengths = np.linalg.norm(vectors, axis=-1) * np.linalg.norm(others, axis=-1)
    return float(np.mean((vectors * others).sum(axis=-1) / np.where(lengths > 0, lengths, 1)))
