"""What is said of an encoder before it is used, and what is refused."""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from annotation.errors import ConfigError
from tests.examples.encoders import TABLE, encoder, forget, static
from tests.examples.hub import hub, know, published, serving
from tests.examples.transformers import transformer
from training.encoders import known_encoders as table
from training.encoders.check import check_encoder
from training.encoders.export import export_encoder
from training.encoders.hub import download

pytestmark = pytest.mark.usefixtures("own_cache")


def test_a_sentence_encoder_is_run_and_described(tmp_path: Path) -> None:
    folder = encoder(tmp_path / "e")
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": 2, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    report = check_encoder(str(folder))
    assert report.sentences_per_second > 1
    *lines, speed = list(report.lines())
    digests = {name: sha256((folder / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")}
    assert lines[:4] == [
        "encoder     e, a sentence encoder in ONNX",
        "dimensions  2, in 2 bands of its upper layers",
        "sees        8 word pieces of a sentence",
        "pooling     published with mean; newsstance pools by itself, over sentence, target and context",
    ]
    assert lines[4].startswith("runs on     onnxruntime 1.")
    assert lines[5:] == [
        *(f"file        {folder / name}, SHA-256 {digest}" for name, digest in digests.items()),
        f"digest      {report.digest}, as a model's card has it",
    ]
    assert speed.endswith("sentences a second here, each of a dozen words")


def test_a_static_table_is_described(tmp_path: Path) -> None:
    report = check_encoder(str(static(tmp_path / "t")))
    assert (report.kind, report.dimensions, report.bands, report.cosine_with_weights) == ("static", 2, 1, None)
    assert next(iter(report.lines())) == "encoder     t, a static table of word pieces"


def test_a_known_encoder_is_recognized_and_a_damaged_one_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = published(tmp_path / "hub")
    tiny = know(tmp_path / "hub", monkeypatch)
    try:
        with serving(hub(contents), monkeypatch):
            download(tiny)
        assert check_encoder("tiny").known_as == "tiny"
        copied = shutil.copytree(tiny.folder, tmp_path / "copied")
        assert next(iter(check_encoder(str(copied)).lines())).endswith("; it is tiny, as pinned")
        path = tiny.folder / "tokenizer.json"
        path.write_bytes(path.read_bytes().replace(b"ann", b"eve"))
        forget()
        with pytest.raises(ConfigError, match=r"tokenizer\.json has changed: type newsstance encoders get tiny$"):
            check_encoder("tiny")
    finally:
        table.known_encoders.cache_clear()
        table.bench_without_encoder.cache_clear()


def test_an_exported_folder_is_compared_with_its_weights(tmp_path: Path) -> None:
    folder = transformer(tmp_path / "e", "mpnet")
    export_encoder(folder)
    cosine = check_encoder(str(folder)).cosine_with_weights
    assert cosine is not None
    assert cosine > 0.999


def graph_of_another_seed(folder: Path) -> str:
    other = transformer(folder.parent / "other", seed=2)
    shutil.copy(export_encoder(other).path, folder / "onnx" / "model.onnx")
    return "model.onnx was exported from another encoder than"


def graph_of_another_size(folder: Path) -> str:
    shutil.copy(encoder(folder.parent / "other") / "model.onnx", folder / "onnx" / "model.onnx")
    return "was exported from another encoder: its vectors have 2 dimensions, and"


def larger_tokenizer(folder: Path) -> str:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"vocab_size": 7}))
    return "tokenizer.json has 10 word pieces, and config.json beside it says 7"


def damaged_graph(folder: Path) -> str:
    graph = folder / "onnx" / "model.onnx"
    graph.write_bytes(graph.read_bytes()[:-100])
    return "model.onnx is no ONNX model"


def no_graph(folder: Path) -> str:
    shutil.rmtree(folder / "onnx")
    return f"has an encoder's weights only, and no model.onnx: type newsstance encoders export {folder}"


@pytest.mark.parametrize(
    "spoil", [graph_of_another_seed, graph_of_another_size, larger_tokenizer, damaged_graph, no_graph]
)
def test_files_that_are_of_two_encoders_are_refused(spoil: Callable[[Path], str], tmp_path: Path) -> None:
    folder = transformer(tmp_path / "e")
    export_encoder(folder)
    said = spoil(folder)
    forget()
    with pytest.raises(ConfigError) as refusal:
        check_encoder(str(folder))
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_encoder_that_gives_every_sentence_the_same_vector_is_refused(tmp_path: Path) -> None:
    folder = encoder(tmp_path / "e", table=np.ones_like(TABLE))
    with pytest.raises(ConfigError, match="gives two different sentences the same vector"):
        check_encoder(str(folder))
