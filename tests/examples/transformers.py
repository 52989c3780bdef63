"""Tiny sentence-transformers folders of BERT's and MPNet's architecture, with weights from a seed."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from tests.examples.encoders import WORDS, tokenizer

SIZE, WIDE, POSITIONS, HEADS, LAYERS = 8, 16, 160, 2, 3
CONFIG: Final[dict[str, Any]] = {
    "hidden_size": SIZE,
    "intermediate_size": WIDE,
    "max_position_embeddings": POSITIONS,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "vocab_size": len(WORDS),
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-5,
    "hidden_act": "gelu",
    "pad_token_id": 1,
}
# Per architecture: the names of query, key, value, what follows attention, and the normalization after it.
NAMES: Final = {
    "bert": (
        *("attention.self.query", "attention.self.key", "attention.self.value"),
        *("attention.output.dense", "attention.output.LayerNorm"),
    ),
    "mpnet": ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o", "attention.LayerNorm"),
}


def transformer(folder: Path, kind: str = "bert", *, seed: int = 1, **config: Any) -> Path:
    """Write `config.json`, `model.safetensors` and `tokenizer.json`; the weights depend on kind and seed only."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer(folder, special=True)
    (folder / "config.json").write_text(json.dumps({"model_type": kind, **CONFIG, **config}))
    save_file(weights(kind, seed), folder / "model.safetensors")
    return folder


def weights(kind: str, seed: int) -> dict[str, NDArray[np.float32]]:
    """Draw the weights of a transformer, under the names that they have in published files."""
    random = np.random.default_rng(seed)
    tensors: dict[str, NDArray[np.float32]] = {}

    def draw(name: str, *shape: int) -> None:
        tensors[name] = (random.normal(size=shape) * 0.5).astype(np.float32)

    def linear(name: str, into: int, out: int) -> None:
        draw(f"{name}.weight", out, into)
        draw(f"{name}.bias", out)

    def norm(name: str) -> None:
        draw(f"{name}.weight", SIZE)
        draw(f"{name}.bias", SIZE)
        tensors[f"{name}.weight"] += 1

    draw("embeddings.word_embeddings.weight", len(WORDS), SIZE)
    draw("embeddings.position_embeddings.weight", POSITIONS, SIZE)
    if kind == "bert":
        draw("embeddings.token_type_embeddings.weight", 2, SIZE)
    else:
        draw("encoder.relative_attention_bias.weight", 32, HEADS)
    norm("embeddings.LayerNorm")
    *linears, attention_norm = NAMES[kind]
    for layer in (f"encoder.layer.{number}" for number in range(LAYERS)):
        for name in linears:
            linear(f"{layer}.{name}", SIZE, SIZE)
        norm(f"{layer}.{attention_norm}")
        linear(f"{layer}.intermediate.dense", SIZE, WIDE)
        linear(f"{layer}.output.dense", WIDE, SIZE)
        norm(f"{layer}.output.LayerNorm")
    return tensors
