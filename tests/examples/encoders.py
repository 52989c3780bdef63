"""Encoders small enough to check by hand: a letter counts, and two layers that double and negate."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from training.encoders.encoder import files_and_digest, opened_encoder
from training.masking.passages import Passage

NAMES_BO = Passage("Ann praised Bo then", ((12, 14),))


WORDS = ("[UNK]", "[CLS]", "[SEP]", "ann", "praised", "bo", "then", "😀", "قال", "someone")
TABLE = np.array([[0, 0], [1, 1], [1, 1], [2, 0], [0, 4], [6, 0], [0, 8], [3, 3], [5, 5], [10, 0]], dtype=np.float32)


def tokenizer(folder: Path, *, special: bool) -> None:
    """Write a tokenizer that knows a few words."""
    made = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    if special:
        made.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
        )
    made.save(str(folder / "tokenizer.json"))


def static(folder: Path, *, normalize: bool = False, table: NDArray[Any] = TABLE, **more: NDArray[Any]) -> Path:
    """Write a static table as model2vec does."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer(folder, special=False)
    save_file({"embeddings": table, **more}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"normalize": normalize}))
    return folder


def encoder(
    folder: Path,
    *,
    file: str = "model.onnx",
    limit: int | None = 8,
    places: int = 0,
    extra_input: str = "",
    beside: str = "",
    table: NDArray[Any] = TABLE,
) -> Path:
    """Write a graph of two layers, each the table's row times 1 and times 3; only the second is handed out.

    `beside` names a file for the table, as large graphs have one. With `places`, it fails on more word pieces.
    """
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    tokenizer(folder, special=True)
    steps = [
        helper.make_node("Gather", ["table", "input_ids"], ["looked_up"]),
        *_placed(places),
        helper.make_node(
            "Identity", ["placed" if places else "looked_up"], ["/layer.0/output/LayerNorm/Add_1_output_0"]
        ),
        helper.make_node("Mul", ["looked_up", "three"], ["last_hidden_state"]),
    ]
    shape = ["batch", "pieces"]
    names = ["input_ids", "attention_mask", *([extra_input] if extra_input else [])]
    graph = helper.make_graph(
        steps,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in names],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, table.shape[1]])],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array(3, dtype=np.float32), "three")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    more: dict[str, Any] = {"save_as_external_data": True, "location": beside, "size_threshold": 16} if beside else {}
    onnx.save(model, folder / file, **more)
    if limit:
        (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": limit}))
    return folder


def _placed(places: int) -> list[onnx.NodeProto]:
    """Add a zero to each piece, from a list of so many."""
    if not places:
        return []
    zeros = helper.make_node("Constant", [], ["zeros"], value=numpy_helper.from_array(np.zeros(places, np.float32)))
    one = helper.make_node("Constant", [], ["n1"], value=numpy_helper.from_array(np.array(1, np.int64)))
    last = helper.make_node("Constant", [], ["last"], value=numpy_helper.from_array(np.array([2], np.int64)))
    return [
        *(zeros, one, last),
        helper.make_node("CumSum", ["attention_mask", "n1"], ["counted"]),
        helper.make_node("Sub", ["counted", "n1"], ["at"]),
        helper.make_node("Gather", ["zeros", "at"], ["place"]),
        helper.make_node("Unsqueeze", ["place", "last"], ["wide"]),
        helper.make_node("Add", ["looked_up", "wide"], ["placed"]),
    ]


def forget() -> None:
    """Know no encoder, as a new process does."""
    files_and_digest.cache_clear()
    opened_encoder.cache_clear()
