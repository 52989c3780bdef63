"""A sentence encoder exported to ONNX, run by onnxruntime: the only file that uses that package.

The upper half of the layers is used, averaged in up to four bands. The last layer alone is trained to represent what
a sentence is about; how it is said is represented in the layers below it.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime

from annotation.errors import ConfigError
from training.encoders import onnx_graph
from training.encoders.files import EncoderFiles
from training.encoders.pooling import PieceVectors, Vectors32, band_means, upper_half
from training.encoders.settings import read_encoder_settings
from training.encoders.tokenizer import WordPieceTokenizer

THREADS: Final = os.cpu_count() or 1  # each takes one sentence at a time, so their number changes no vector
_TEXTS_AHEAD: Final = 4 * THREADS  # texts that are encoded before the first of them is used
_IDS, _MASK, _TYPES, _POSITIONS = "input_ids", "attention_mask", "token_type_ids", "position_ids"
_INPUTS: Final = (_IDS, _MASK, _TYPES, _POSITIONS)
_ERRORS_ONLY: Final = 4  # our errors quote onnxruntime's; its warnings about an export are no use to a user


class SentenceEncoder:
    """A transformer; it gets one sentence at a time, so that no sentence changes another's numbers.

    Raises ConfigError if the graph cannot be opened or run.
    """

    def __init__(self, files: EncoderFiles) -> None:
        self._files = files
        self._tokenizer = WordPieceTokenizer(files.tokenizer, files.limit, special=True)
        self._session, self._outputs = _open_graph(files.weights)
        self._inputs = [graph_input.name for graph_input in self._session.get_inputs()]
        unknown = [name for name in self._inputs if name not in _INPUTS]
        if unknown:
            raise ConfigError(
                f"{files.weights} wants {', '.join(unknown)}, which a sentence encoder for texts doesn't; "
                "export it as an encoder of text"
            )
        self.bands, _, self.dimensions = self._run([0]).shape
        config = files.tokenizer.parent / "config.json"
        said = read_encoder_settings(config).get("hidden_size")
        if isinstance(said, int) and said != self.dimensions:
            raise ConfigError(
                f"{files.weights} was exported from another encoder: its vectors have {self.dimensions} dimensions, "
                f"and {config} says {said}; export the folder again, or get all files again"
            )

    def piece_vectors(self, texts: Sequence[str]) -> Iterator[PieceVectors]:
        """Give the vectors of each text's word pieces, a few texts at a time: those of a long one take megabytes."""
        with ThreadPoolExecutor(THREADS) as workers:
            for start in range(0, len(texts), _TEXTS_AHEAD):
                yield from workers.map(self._encode, texts[start : start + _TEXTS_AHEAD])

    def _encode(self, text: str) -> PieceVectors:
        tokenized = self._tokenizer.tokenize(text)
        return PieceVectors(self._run(tokenized.ids), tokenized.offsets)

    def _run(self, ids: list[int]) -> Vectors32:
        """Give the vectors of word pieces, with shape (bands, pieces, dimensions)."""
        id_row = np.array([ids], dtype=np.int64)
        arrays = {
            _IDS: id_row,
            _MASK: np.ones_like(id_row),
            _TYPES: np.zeros_like(id_row),
            _POSITIONS: np.arange(len(ids), dtype=np.int64)[None],
        }
        try:
            layers = self._session.run(self._outputs, {name: arrays[name] for name in self._inputs})
        except Exception as error:  # onnxruntime's errors have no class in common
            raise ConfigError(
                f"onnxruntime can't run {self._files.weights} on {len(ids)} word pieces: {_first_line(error)}; if "
                f"the encoder takes fewer than {self._files.limit} at once, set max_seq_length in "
                "sentence_bert_config.json beside it, else check that tokenizer.json belongs to it"
            ) from error
        return band_means([layer[0] for layer in layers])


def _open_graph(path: Path) -> tuple[Any, list[str]]:
    """Open a graph so that it gives the upper half of its layers; gives the session and the layers' names."""
    try:
        model = path.read_bytes()
        nodes = onnx_graph.graph_nodes(model)
        last = _last_layer(path, _open_session(path, model))
        layers = onnx_graph.layer_outputs(nodes, last)
        upper = upper_half(layers)
        extended = onnx_graph.add_outputs(model, [name for name in upper if name != last])
        return _open_session(path, extended), upper
    except ConfigError:
        raise
    except Exception as error:  # onnxruntime's errors have no class in common
        raise ConfigError(f"onnxruntime can't run {path}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), repr(error))


def _open_session(path: Path, model: bytes) -> Any:  # noqa: ANN401 - onnxruntime has no types
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the threads each take sentences of their own
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(path.parent))
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _last_layer(path: Path, session: Any) -> str:  # noqa: ANN401
    """Name the output that has one vector per word piece."""
    dimensions: dict[str, int] = {output.name: len(output.shape) for output in session.get_outputs()}
    for name in ("last_hidden_state", "token_embeddings", *dimensions):
        if dimensions.get(name) == 3:
            return name
    raise ConfigError(
        f"the outputs of {path} are {', '.join(dimensions)}, and none has a vector per word piece; export it with one "
        "that has"
    )
