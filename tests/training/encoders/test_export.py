"""A sentence-transformers folder becomes an encoder with the same vectors, or nothing is written."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from safetensors.numpy import load_file, save_file

from annotation.errors import ConfigError
from tests.examples.encoders import NAMES_BO, tokenizer
from tests.examples.transformers import transformer
from training.encoders.encoder import open_encoder
from training.encoders.export import export_encoder
from training.encoders.files import find_encoder
from training.encoders.onnx_encoder import SentenceEncoder
from training.encoders.tokenizer import WordPieceTokenizer
from training.encoders.transformer_arithmetic import computed_vectors
from training.encoders.transformer_weights import read_transformer

pytestmark = pytest.mark.usefixtures("own_cache")
TEXTS = ("Ann praised Bo then", "then " * 120, "😀")


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
@pytest.mark.parametrize("activation", ["gelu", "relu"])
def test_an_exported_encoder_has_the_vectors_of_the_original(kind: str, activation: str, tmp_path: Path) -> None:
    folder = transformer(tmp_path / kind, kind, hidden_act=activation)
    export = export_encoder(folder)
    assert export.path == folder / "onnx" / "model.onnx"
    assert export.largest_difference < 1e-5
    onnx.checker.check_model(export.path)
    files = find_encoder(str(folder))
    original, pieces = read_transformer(folder), WordPieceTokenizer(files.tokenizer, files.limit, special=True)
    for text, vectors in zip(TEXTS, SentenceEncoder(files).piece_vectors(TEXTS), strict=True):
        expected = computed_vectors(original, pieces.tokenize(text).ids)
        assert vectors.vectors.shape == expected.shape
        assert np.allclose(vectors.vectors, expected, atol=1e-4)
    assert open_encoder(str(folder)).vectors([NAMES_BO], about_target=True).shape == (1, 6 * 8)
    assert [path.name for path in (folder / "onnx").iterdir()] == ["model.onnx"]


def test_padding_changes_nothing(tmp_path: Path) -> None:
    """We never pad; whoever uses the file elsewhere may."""
    import onnxruntime

    session = onnxruntime.InferenceSession(export_encoder(transformer(tmp_path, "mpnet")).path)
    ids = np.array([[1, 3, 4, 2, 1, 1]], dtype=np.int64)
    (padded,) = session.run(None, {"input_ids": ids, "attention_mask": (np.arange(6) < 4).astype(np.int64)[None]})
    (alone,) = session.run(None, {"input_ids": ids[:, :4], "attention_mask": np.ones((1, 4), dtype=np.int64)})
    assert np.allclose(padded[:, :4], alone, atol=1e-5)


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_rounded_to_eight_bits_it_is_near_the_original_and_a_file_of_its_own(kind: str, tmp_path: Path) -> None:
    folder = transformer(tmp_path / kind, kind)
    full, rounded = export_encoder(folder), export_encoder(folder, rounded=True)
    assert rounded.path == folder / "onnx" / "model_int8.onnx"
    assert 0.97 < rounded.cosine < 1
    assert rounded.largest_difference > full.largest_difference
    assert {node.op_type for node in onnx.load(rounded.path).graph.node} >= {"MatMulInteger", "DynamicQuantizeLinear"}
    assert find_encoder(str(folder)).weights == full.path
    assert open_encoder(str(rounded.path)).vectors([NAMES_BO], about_target=True).any()


def test_what_rounding_would_spoil_is_left_as_it_is(tmp_path: Path) -> None:
    """One number that is far larger than all others takes the eight bits for itself, as in all-mpnet-base-v2."""
    folder = transformer(tmp_path / "e")
    weights = load_file(folder / "model.safetensors")
    for layer in range(3):
        weights[f"encoder.layer.{layer}.intermediate.dense.bias"][0] = 1000
        weights[f"encoder.layer.{layer}.output.dense.weight"][:, 0] *= 0.001
    save_file(weights, folder / "model.safetensors")
    export = export_encoder(folder, rounded=True)
    kept = [node.name for node in onnx.load(export.path).graph.node if node.name.endswith("_narrow")]
    assert kept == ["layer_1_narrow", "layer_2_narrow", "last_hidden_state_narrow"]
    assert export.cosine > 0.98


def no_weights(folder: Path) -> str:
    (folder / "model.safetensors").unlink()
    return "is no sentence-transformers folder: it has no model.safetensors"


def no_config(folder: Path) -> str:
    (folder / "config.json").unlink()
    return "is no sentence-transformers folder: it has no config.json"


def other_architecture(folder: Path) -> str:
    _configure(folder, model_type="gpt2")
    return "says model_type 'gpt2', and only bert and mpnet can be exported"


def other_activation(folder: Path) -> str:
    _configure(folder, hidden_act="silu")
    return "says hidden_act 'silu', and only gelu or relu can be exported"


def odd_sizes(folder: Path) -> str:
    _configure(folder, num_attention_heads=3)
    return "has sizes that can't be: num_hidden_layers 3, num_attention_heads 3, hidden_size 8"


def config_of_a_deeper_one(folder: Path) -> str:
    _configure(folder, num_hidden_layers=4)
    return "has no encoder.layer.3.attention.self.query.weight, though the config.json beside it says so"


def config_of_a_wider_one(folder: Path) -> str:
    _configure(folder, hidden_size=12)
    return "has the shape (160, 8), and config.json beside it says 12 dimensions"


def tokenizer_of_another_one(folder: Path) -> str:
    weights = load_file(folder / "model.safetensors")
    weights["embeddings.word_embeddings.weight"] = weights["embeddings.word_embeddings.weight"][:5]
    save_file(weights, folder / "model.safetensors")
    return "tokenizer.json has 10 word pieces, and model.safetensors has vectors for 5"


def no_tokenizer(folder: Path) -> str:
    (folder / "tokenizer.json").unlink()
    return "has no tokenizer.json"


def cut_weights(folder: Path) -> str:
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    return "cannot read"


def no_numbers(folder: Path) -> str:
    weights = load_file(folder / "model.safetensors")
    weights["embeddings.LayerNorm.bias"] = weights["embeddings.LayerNorm.bias"] * np.float32(np.nan)
    save_file(weights, folder / "model.safetensors")
    return "the exported graph's vectors differ from the original's by nan"


BREAKS: list[Callable[[Path], str]] = [
    *(no_weights, no_config, other_architecture, other_activation, odd_sizes, config_of_a_deeper_one),
    *(config_of_a_wider_one, tokenizer_of_another_one, no_tokenizer, cut_weights, no_numbers),
]


@pytest.mark.parametrize("spoil", BREAKS)
def test_a_folder_that_is_of_another_kind_or_of_two_encoders_is_refused(
    spoil: Callable[[Path], str], tmp_path: Path
) -> None:
    folder = transformer(tmp_path / "e")
    said = spoil(folder)
    with pytest.raises(ConfigError) as refusal:
        export_encoder(folder)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not list(folder.rglob("*.onnx"))


def test_what_is_there_is_not_replaced(tmp_path: Path) -> None:
    folder = transformer(tmp_path / "e")
    export_encoder(folder)
    with pytest.raises(ConfigError, match=r"model\.onnx is there already: take it as it is, or remove it"):
        export_encoder(folder)


@pytest.mark.parametrize("package", ["onnx", "onnxruntime", "safetensors"])
def test_the_extra_is_not_installed(package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigError) as refusal:
        export_encoder(transformer(tmp_path / "e") if package != "safetensors" else tmp_path)
    assert str(refusal.value) == (
        f"export needs {package}, which is not installed: pip install 'newsstance[embeddings,export]'"
    )


def test_weights_in_half_precision_and_with_a_prefix_are_read(tmp_path: Path) -> None:
    folder = transformer(tmp_path / "e")
    weights = {
        f"bert.{name}": array.astype(np.float16) for name, array in load_file(folder / "model.safetensors").items()
    }
    save_file(weights, folder / "model.safetensors")
    assert export_encoder(folder).largest_difference < 1e-5


def _configure(folder: Path, **settings: object) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | settings), encoding="utf-8")


def test_the_tokenizer_of_the_examples_fits_the_transformer(tmp_path: Path) -> None:
    """What the tests above rest on."""
    tokenizer(tmp_path, special=True)
    pieces = WordPieceTokenizer(tmp_path / "tokenizer.json", 8, special=True)
    assert len(pieces) == len(read_transformer(transformer(tmp_path)).words)
