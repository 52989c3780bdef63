"""A sentence-transformers folder becomes an encoder that onnxruntime runs, checked against the original's vectors."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from annotation.errors import ConfigError, DataError
from annotation.io.files import sync_folder
from annotation.io.folders import temporary_folder
from training.encoders.files import GRAPH_FILE, TOKENIZER_FILE, EncoderFiles
from training.encoders.settings import piece_limit

if TYPE_CHECKING:
    from training.encoders.transformer_weights import Transformer

INSTALL_COMMAND: Final = "pip install 'newsstance[embeddings,export]'"
ROUNDED_FILE: Final = "model_int8.onnx"
_PACKAGES: Final = ("onnx", "onnxruntime", "safetensors", "tokenizers")
_LARGEST_DIFFERENCE: Final = 1e-3  # of a full graph's vectors, as a share of the largest number in them
_GOOD_COSINE: Final = 0.98  # below it, what ends each layer is not rounded, which makes the file larger
_LEAST_COSINE: Final = 0.9  # of a rounded graph's vectors with the original's, on average


class Export(NamedTuple):
    """A graph that was written, and how near its vectors are to the original's."""

    path: Path
    largest_difference: float  # as a share of the largest number in the original's vectors
    cosine: float  # of each word piece's vector with the original's, on average


def export_encoder(folder: Path, *, rounded: bool = False) -> Export:
    """Write `onnx/model.onnx` into a sentence-transformers folder, or, rounded to eight bits, `onnx/model_int8.onnx`.

    Where rounding everything costs too much, the last step of each layer stays as it is. The file appears only if its
    vectors are the original's, as NumPy computes them, or near to them.

    Raises ConfigError if the folder can't be exported, and DataError if the file can't be written.
    """
    for package in _PACKAGES:
        try:
            import_module(package)
        except ImportError as error:
            raise ConfigError(f"export needs {package}, which is not installed: {INSTALL_COMMAND}") from error
    from training.encoders.comparison import compare_with_original
    from training.encoders.transformer_graph import narrow_nodes
    from training.encoders.transformer_weights import read_transformer

    target = folder / "onnx" / (ROUNDED_FILE if rounded else GRAPH_FILE)
    transformer = read_transformer(folder)
    if not (folder / TOKENIZER_FILE).is_file():
        raise ConfigError(f"{folder} has no {TOKENIZER_FILE}: without it the encoder can't be run; get it again")
    if target.exists():
        raise ConfigError(f"{target} is there already: take it as it is, or remove it to export it anew")
    try:
        with temporary_folder(target) as workplace:
            files = _files(folder, workplace / target.name)
            _write_graph(transformer, files.weights, folder)
            full = files.weights.rename(workplace / "full.onnx") if rounded else files.weights
            for spared in ([], narrow_nodes(transformer)) if rounded else ():
                _round(full, files.weights, spared)
                if compare_with_original(transformer, files)[1] >= _GOOD_COSINE:
                    break
            export = Export(target, *compare_with_original(transformer, files))
            _check(export, rounded=rounded)
            files.weights.rename(target)
            sync_folder(target.parent)
    except OSError as error:
        raise DataError(f"cannot write {target}: {error.strerror or error}") from error
    return export


def _files(folder: Path, graph: Path) -> EncoderFiles:
    """Describe the encoder while its graph is not yet at its place."""
    limit = piece_limit(folder, static=False)
    return EncoderFiles(folder.name, "encoder", graph, folder / TOKENIZER_FILE, limit, normalized=False)


def _write_graph(transformer: "Transformer", path: Path, folder: Path) -> None:
    from training.encoders.transformer_graph import graph_of

    graph = graph_of(transformer)
    if graph is None:
        raise ConfigError(f"{folder} is too large for one ONNX file (2 GB): take an encoder of the usual size")
    path.write_bytes(graph)


def _round(full: Path, path: Path, spared: Sequence[str]) -> None:
    """Round a graph's numbers to eight bits, but not those of the nodes that are spared.

    Each column of numbers gets a scale of its own, which keeps the vectors much nearer to the original's.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with _quiet():
        quantize_dynamic(full, path, per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=list(spared))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep warnings from the terminal that are about ways to make a graph faster."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _check(export: Export, *, rounded: bool) -> None:
    """Refuse a graph whose vectors are not the original's."""
    if not rounded and not export.largest_difference <= _LARGEST_DIFFERENCE:
        raise ConfigError(
            f"the exported graph's vectors differ from the original's by {export.largest_difference:.2%} of the "
            f"largest number, and at most {_LARGEST_DIFFERENCE:.2%} is rounding: nothing was written; please report it"
        )
    if rounded and not export.cosine >= _LEAST_COSINE:
        raise ConfigError(
            f"rounded to eight bits, the vectors have a mean cosine of {export.cosine:.2f} with the original's, and "
            f"below {_LEAST_COSINE} too much is lost: nothing was written; export it without --int8"
        )
