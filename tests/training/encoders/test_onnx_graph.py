"""Reading and adding to an ONNX file's bytes, against the onnx package."""

from pathlib import Path

import onnx
import pytest

from tests.examples.encoders import encoder
from training.encoders.onnx_graph import Node, add_outputs, external_files, graph_nodes, layer_outputs

INNER = "/layer.0/output/LayerNorm/Add_1_output_0"


def test_nodes_are_those_that_onnx_reads(tmp_path: Path) -> None:
    model = (encoder(tmp_path) / "model.onnx").read_bytes()
    read = onnx.load_from_string(model).graph.node
    assert graph_nodes(model) == [Node(output.op_type, output.output[0]) for output in read]


def test_outputs_added_to_the_bytes_are_what_onnx_reads(tmp_path: Path) -> None:
    model = (encoder(tmp_path) / "model.onnx").read_bytes()
    extended = onnx.load_from_string(add_outputs(model, [INNER, "x" * 300]))
    assert [output.name for output in extended.graph.output] == ["last_hidden_state", INNER, "x" * 300]
    before = onnx.load_from_string(model)
    del extended.graph.output[1:]
    assert extended == before
    assert add_outputs(model, []) == model


def test_layers_are_found_by_what_normalizes_or_by_their_names(tmp_path: Path) -> None:
    steps = graph_nodes((encoder(tmp_path) / "model.onnx").read_bytes())
    assert layer_outputs(steps, "last_hidden_state") == [INNER, "last_hidden_state"]
    norms = [Node("LayerNormalization", name) for name in "abcdefg"]
    assert layer_outputs(norms, "g") == ["c", "e", "g"]
    assert layer_outputs(norms, "else") == ["else"]  # a norm after the last block: which ones end a block can't be told
    old = [Node("Add", f"/encoder/layer.{number}/output/LayerNorm/Add_1_output_0") for number in (10, 2, 1)]
    assert [name.split(".")[1][:2] for name in layer_outputs(old, old[0].output)] == ["1/", "2/", "10"]


def far(name: str) -> onnx.TensorProto:
    """A tensor whose numbers stand in another file."""
    tensor = onnx.TensorProto(name=name, data_type=1, dims=[1], data_location=onnx.TensorProto.EXTERNAL)
    for key, value in (("offset", "0"), ("location", name), ("length", "4")):
        tensor.external_data.add(key=key, value=value)
    return tensor


def test_files_with_weights_are_named_wherever_in_a_model_a_tensor_stands() -> None:
    node, sparse = onnx.NodeProto(), onnx.SparseTensorProto(values=far("f"), indices=far("e"))
    node.attribute.add(name="one", t=far("d"))
    node.attribute.add(name="some", tensors=[far("c"), far("c")])
    node.attribute.add(name="sparse", sparse_tensor=sparse, sparse_tensors=[onnx.SparseTensorProto(values=far("g"))])
    below = onnx.GraphProto(initializer=[far("b")], sparse_initializer=[onnx.SparseTensorProto(values=far("h"))])
    node.attribute.add(name="branches", g=below, graphs=[onnx.GraphProto(initializer=[far("i")])])
    function = onnx.FunctionProto(node=[node])
    function.attribute_proto.add(name="default", t=far("j"))
    model = onnx.ModelProto(graph=onnx.GraphProto(initializer=[far("a/z.data")]), functions=[function])
    assert external_files(model.SerializeToString()) == ["a/z.data", *"bcdefghij"]
    model = onnx.ModelProto(graph=onnx.GraphProto(node=[node]))
    assert external_files(model.SerializeToString()) == [*"bcdefghi"]


def test_a_model_by_itself_has_no_weights_elsewhere(tmp_path: Path) -> None:
    assert external_files((encoder(tmp_path) / "model.onnx").read_bytes()) == []


@pytest.mark.parametrize("broken", [b"\x3a\x7f", b"\x3a", b"\x07", b"\xff" * 30])
def test_other_bytes_are_refused(broken: bytes) -> None:
    for read in (graph_nodes, external_files):
        with pytest.raises((ValueError, IndexError)):
            read(broken)


def test_a_number_without_an_end_is_not_read_on() -> None:
    """It would take time with the square of its length."""
    with pytest.raises(ValueError, match="no protocol buffer"):
        external_files(b"\xff" * 30)
