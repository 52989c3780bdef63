"""A sentence encoder exported to ONNX, run by onnxruntime: the only file that uses that package.

The upper half of the layers is used, in up to four bands. The last layer alone is trained to tell what a sentence is
about; how it is said stands in the layers below it.
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
from training.encoders.pooling import Pieces, Vectors32
from training.encoders.tokenizer import WordPieces

THREADS: Final = os.cpu_count() or 1  # each takes a sentence at a time, so how many there are changes no number
_AHEAD: Final = 4 * THREADS  # texts encoded before the first of them is wanted
BANDS: Final = 4
_IDS, _MASK, _TYPES, _PLACES = "input_ids", "attention_mask", "token_type_ids", "position_ids"
_INPUTS: Final = (_IDS, _MASK, _TYPES, _PLACES)
_QUIET: Final = 4  # errors are told as ours, and warnings about how a graph was exported tell a user nothing


class SentenceEncoder:
    """A transformer; sentences go through it one by one, so that none changes another's numbers."""

    def __init__(self, files: EncoderFiles) -> None:
        self._files = files
        self._cut = WordPieces(files.tokenizer, files.limit, special=True)
        self._session, self._outputs = _opened(files.weights)
        self._inputs = [one.name for one in self._session.get_inputs()]
        strange = [name for name in self._inputs if name not in _INPUTS]
        if strange:
            raise ConfigError(f"{files.weights} wants {', '.join(strange)}, which a sentence encoder for texts doesn't")
        self.bands, _, self.dimensions = self._run([0]).shape

    def pieces(self, texts: Sequence[str]) -> Iterator[Pieces]:
        """Give the vectors of each text's word pieces, a few texts at a time: those of a long one take megabytes."""
        with ThreadPoolExecutor(THREADS) as workers:
            for at in range(0, len(texts), _AHEAD):
                yield from workers.map(self._of, texts[at : at + _AHEAD])

    def _of(self, text: str) -> Pieces:
        cut = self._cut.cut(text)
        return Pieces(self._run(cut.ids), cut.offsets)

    def _run(self, ids: list[int]) -> Vectors32:
        pieces = np.array([ids], dtype=np.int64)
        given = {
            _IDS: pieces,
            _MASK: np.ones_like(pieces),
            _TYPES: np.zeros_like(pieces),
            _PLACES: np.arange(len(ids), dtype=np.int64)[None],
        }
        try:
            layers = self._session.run(self._outputs, {name: given[name] for name in self._inputs})
        except Exception as error:  # onnxruntime's errors have no class in common
            raise ConfigError(
                f"onnxruntime can't run {self._files.weights} on {len(ids)} word pieces: {_line(error)}; if it takes "
                f"fewer than {self._files.limit} at once, say so as max_seq_length in sentence_bert_config.json beside "
                "it, else see that tokenizer.json is its own"
            ) from error
        bands = np.array_split([layer[0] for layer in layers], min(BANDS, len(layers)))
        found: Vectors32 = np.stack([band.mean(axis=0, dtype=np.float32) for band in bands])
        return found


def _opened(path: Path) -> tuple[Any, list[str]]:
    """Open a graph so that it hands out the upper half of its layers."""
    try:
        model = path.read_bytes()
        steps = onnx_graph.nodes(model)
        last = _last(path, _session(path, model))
        layers = onnx_graph.layers(steps, last)
        upper = layers[(len(layers) - 1) // 2 :]
        return _session(path, onnx_graph.with_outputs(model, [name for name in upper if name != last])), upper
    except ConfigError:
        raise
    except Exception as error:  # onnxruntime's errors have no class in common
        raise ConfigError(f"onnxruntime can't run {path}: {_line(error)}") from error


def _line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), repr(error))


def _session(path: Path, model: bytes) -> Any:  # noqa: ANN401 - onnxruntime has no types
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the threads each take sentences of their own
    options.inter_op_num_threads = 1
    options.log_severity_level = _QUIET
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(path.parent))
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _last(path: Path, session: Any) -> str:  # noqa: ANN401
    """Name the output with a vector per word piece."""
    given: dict[str, int] = {one.name: len(one.shape) for one in session.get_outputs()}
    for name in ("last_hidden_state", "token_embeddings", *given):
        if given.get(name) == 3:
            return name
    raise ConfigError(f"{path} gives {', '.join(given)}, none of them a vector per word piece; export it with those")
