"""Reading and adding to an ONNX file's bytes, against the onnx package."""

from pathlib import Path

import onnx
import pytest

from tests.tiny_encoder import encoder
from training.onnx_graph import Node, depends_on_batch, layers, nodes, with_outputs

INNER = "/layer.0/output/LayerNorm/Add_1_output_0"


def test_nodes_are_those_that_onnx_reads(tmp_path: Path) -> None:
    model = (encoder(tmp_path) / "model.onnx").read_bytes()
    read = onnx.load_from_string(model).graph.node
    assert nodes(model) == [Node(one.op_type, one.output[0]) for one in read]


def test_outputs_added_to_the_bytes_are_what_onnx_reads(tmp_path: Path) -> None:
    model = (encoder(tmp_path) / "model.onnx").read_bytes()
    more = onnx.load_from_string(with_outputs(model, [INNER, "x" * 300]))
    assert [one.name for one in more.graph.output] == ["last_hidden_state", INNER, "x" * 300]
    before = onnx.load_from_string(model)
    del more.graph.output[1:]
    assert more == before
    assert with_outputs(model, []) == model


def test_layers_are_found_by_what_normalizes_or_by_their_names(tmp_path: Path) -> None:
    steps = nodes((encoder(tmp_path) / "model.onnx").read_bytes())
    assert layers(steps, "last_hidden_state") == [INNER, "last_hidden_state"]
    assert not depends_on_batch(steps)
    norms = [Node("LayerNormalization", name) for name in "abcdefg"]
    assert layers(norms, "g") == ["c", "e", "g"]
    assert layers(norms, "else") == ["else"]  # a norm after the last block: which ones end a block can't be told
    old = [Node("Add", f"/encoder/layer.{at}/output/LayerNorm/Add_1_output_0") for at in (10, 2, 1)]
    assert [name.split(".")[1][:2] for name in layers(old, old[0].gives)] == ["1/", "2/", "10"]


@pytest.mark.parametrize("broken", [b"\x3a\x7f", b"\x3a", b"\x07", b"\xff" * 30])
def test_other_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        nodes(broken)
