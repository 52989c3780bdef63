"""The weights of a sentence-transformers folder, for export: BERT's and MPNet's architectures, under common names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from safetensors import SafetensorError, safe_open

from annotation.errors import ConfigError
from training.encoders.pooling import Vectors32
from training.encoders.settings import read_encoder_settings

WEIGHTS_FILE: Final = "model.safetensors"
_BERT_LAYER: Final = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}
_MPNET_LAYER: Final = _BERT_LAYER | {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "attended": "attention.attn.o",
    "attention_norm": "attention.LayerNorm",
}
_LAYERS: Final = {"bert": _BERT_LAYER, "mpnet": _MPNET_LAYER}
_DISTANCES: Final = "encoder.relative_attention_bias.weight"  # of MPNet: what each distance adds to attention
_COUNTS: Final = ("num_hidden_layers", "num_attention_heads", "hidden_size", "max_position_embeddings")


class Linear(NamedTuple):
    """A linear map, or the gain and shift of a normalization: `weight` is applied as `x @ weight + bias`."""

    weight: Vectors32
    bias: Vectors32


class Transformer(NamedTuple):
    """A transformer's weights.

    `words` has shape (pieces, dimensions); `positions` has one row for each place, from the first word piece on; the
    layers have the names of BERT's parts; `distances` (buckets, heads) is there for MPNet only.
    """

    heads: int
    epsilon: float
    activation: str  # "gelu" or "relu"
    words: Vectors32
    positions: Vectors32
    norm: Linear
    layers: tuple[Mapping[str, Linear], ...]
    distances: Vectors32 | None


def read_transformer(folder: Path) -> Transformer:
    """Read the weights of a sentence-transformers folder.

    Raises ConfigError if it is no such folder, has another architecture, or its files don't belong together.
    """
    config = read_encoder_settings(folder / "config.json")
    kind = config.get("model_type")
    if not (folder / WEIGHTS_FILE).is_file() or not config:
        raise ConfigError(
            f"{folder} is no sentence-transformers folder: it has no {WEIGHTS_FILE if config else 'config.json'}; name "
            f"the folder with config.json, {WEIGHTS_FILE} and tokenizer.json"
        )
    if kind not in _LAYERS:
        raise ConfigError(
            f"{folder / 'config.json'} says model_type {kind!r}, and only {' and '.join(_LAYERS)} can be exported: "
            "look for a folder onnx where the encoder was published"
        )
    _check_config(config, folder)
    tensors = _Tensors(folder / WEIGHTS_FILE, config)
    positions = tensors.read("embeddings.position_embeddings.weight")
    words = tensors.read("embeddings.word_embeddings.weight")
    if kind == "bert":  # all pieces are of the first of two kinds of text
        positions = positions + tensors.read("embeddings.token_type_embeddings.weight")[0]
    else:
        positions = positions[int(config.get("pad_token_id", 1)) + 1 :]
    return Transformer(
        heads=config["num_attention_heads"],
        epsilon=float(config.get("layer_norm_eps", 1e-12)),
        activation=str(config.get("hidden_act", "gelu")),
        words=words,
        positions=positions,
        norm=tensors.norm("embeddings.LayerNorm"),
        layers=tuple(
            {
                name: (tensors.norm if name.endswith("norm") else tensors.linear)(f"encoder.layer.{number}.{place}")
                for name, place in _LAYERS[kind].items()
            }
            for number in range(config["num_hidden_layers"])
        ),
        distances=tensors.read(_DISTANCES) if kind == "mpnet" else None,
    )


def _check_config(config: Mapping[str, Any], folder: Path) -> None:
    counts = [config.get(name) for name in _COUNTS]
    usable = all(isinstance(count, int) and not isinstance(count, bool) and 0 < count < 1_000_000 for count in counts)
    if not usable or config["hidden_size"] % config["num_attention_heads"]:
        shown = ", ".join(f"{name} {config.get(name)!r}" for name in _COUNTS)
        raise ConfigError(f"{folder / 'config.json'} has sizes that can't be: {shown}; take the published file")
    allowed = {"hidden_act": ("gelu", "relu"), "position_embedding_type": ("absolute",), "is_decoder": (False,)}
    for name, values in allowed.items():
        if config.get(name, values[0]) not in values:
            raise ConfigError(
                f"{folder / 'config.json'} says {name} {config[name]!r}, and only {' or '.join(map(str, values))} can "
                "be exported: look for a folder onnx where the encoder was published"
            )


class _Tensors:
    """The tensors of a file, in single precision; their sizes must be those of the configuration."""

    def __init__(self, path: Path, config: Mapping[str, Any]) -> None:
        self._path = path
        self._dimensions = int(config["hidden_size"])
        try:
            with safe_open(path, framework="numpy") as file:
                names = list(file.keys())
                prefix = next((name.partition("embeddings.")[0] for name in names if "embeddings." in name), "")
                self._arrays = {name.removeprefix(prefix): file.get_tensor(name) for name in names}
        except (SafetensorError, OSError, TypeError) as error:
            raise ConfigError(f"cannot read {path}: {str(error).splitlines()[0]}; get the file again") from error

    def read(self, name: str) -> Vectors32:
        """Give a tensor by its name without the model's own prefix."""
        if name not in self._arrays:
            raise ConfigError(
                f"{self._path} has no {name}, though the config.json beside it says so: the two files are of different "
                "encoders; get both again"
            )
        array: Vectors32 = self._arrays[name].astype(np.float32)
        if array.ndim == 2 and self._dimensions not in array.shape and name != _DISTANCES:
            raise ConfigError(
                f"{name} in {self._path} has the shape {array.shape}, and config.json beside it says "
                f"{self._dimensions} dimensions: the two files are of different encoders; get both again"
            )
        return array

    def linear(self, name: str) -> Linear:
        """Give a linear map, turned so that vectors are rows."""
        return Linear(np.ascontiguousarray(self.read(f"{name}.weight").T), self.read(f"{name}.bias"))

    def norm(self, name: str) -> Linear:
        """Give a normalization's gain and shift."""
        return Linear(self.read(f"{name}.weight"), self.read(f"{name}.bias"))
