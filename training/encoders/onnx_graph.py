"""An ONNX file's own bytes: which inner layers its graph computes, how to get them, where its weights are.

An exported encoder gives its last layer only. The file is a protocol buffer, and two copies of a message in a protocol
buffer are merged, so outputs can be added to a graph by appending a few bytes. No package is needed for it.
Source: the protocol buffer encoding, https://protobuf.dev/programming-guides/encoding/, and `onnx.proto`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_GRAPH, _NODE, _OUTPUT = 7, 1, 12  # the numbers of the fields, from onnx.proto
_NODE_OUTPUT, _NODE_TYPE, _VALUE_NAME = 2, 4, 1
_PAIR_KEY, _PAIR_VALUE = 1, 2
_VARINT, _EIGHT_BYTES, _LENGTH_DELIMITED, _FOUR_BYTES = 0, 1, 2, 5  # the wire types: how a field is written
_NORMALIZATIONS: Final = ("LayerNormalization", "SkipLayerNormalization")
_LAYER_NAME: Final = re.compile(r"layer[._]?(\d+)/(?:output/LayerNorm|output_layer_norm)/Add_1_output_0$")
_TENSOR, _EXTERNAL_DATA = "tensor", 13  # pairs of a tensor whose numbers are in another file; one is its location
_TENSOR_FIELDS: Final = {  # each kind of message that may hold a tensor: the numbers of those fields, and their kinds
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: _TENSOR, 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: _TENSOR, 6: "graph", 10: _TENSOR, 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: _TENSOR, 2: _TENSOR},
}
_MAX_SHIFT: Final = 63  # bits of a number before its last byte

ByteRange = tuple[int, int]


class Node(NamedTuple):
    """One step of a graph: its operator, such as `Add`, and the name of its output."""

    operator: str
    output: str


def graph_nodes(model: bytes) -> list[Node]:
    """List the nodes of a model's graph.

    Raises ValueError or IndexError where the bytes are no ONNX model.
    """
    return [
        Node(_text(model, node, _NODE_TYPE), _text(model, node, _NODE_OUTPUT))
        for graph in _messages(model, (0, len(model)), _GRAPH)
        for node in _messages(model, graph, _NODE)
    ]


def layer_outputs(nodes: Sequence[Node], last: str) -> list[str]:
    """Name the output of each layer, in order; the last one is the output that the graph gives anyway.

    A transformer's layer normalizes twice, after attention and at its end. There is one more normalization before the
    first layer.

    >>> layer_outputs([Node("LayerNormalization", name) for name in ("start", "a1", "b1", "a2", "b2")], "b2")
    ['b1', 'b2']
    >>> layer_outputs([Node("Add", "/encoder/layer.0/output/LayerNorm/Add_1_output_0"), Node("Add", "out")], "out")
    ['/encoder/layer.0/output/LayerNorm/Add_1_output_0', 'out']
    >>> layer_outputs([Node("Gather", "out")], "out")
    ['out']
    """
    normalized = [node.output for node in nodes if node.operator in _NORMALIZATIONS]
    if len(normalized) > 1 and len(normalized) % 2 and normalized[-1] == last:
        return normalized[2::2]
    by_number = {int(match[1]): node.output for node in nodes if (match := _LAYER_NAME.search(node.output))}
    return [*(name for _, name in sorted(by_number.items()) if name != last), last]


def external_files(model: bytes) -> list[str]:
    """Name the files beside a model that hold numbers of its tensors, sorted, as the model names them.

    Raises ValueError, IndexError or RecursionError where the bytes are no ONNX model.
    """
    return sorted(set(_locations(model, (0, len(model)), "model")))


def add_outputs(model: bytes, names: Sequence[str]) -> bytes:
    """Make a model give more of what it computes: the outputs of its nodes with these names."""
    outputs = b"".join(_field(_OUTPUT, _field(_VALUE_NAME, name.encode())) for name in names)
    return model + _field(_GRAPH, outputs) if names else model


def _locations(model: bytes, message: ByteRange, kind: str) -> Iterator[str]:
    if kind == _TENSOR:
        pairs = list(_messages(model, message, _EXTERNAL_DATA))
        yield from (_text(model, pair, _PAIR_VALUE) for pair in pairs if _text(model, pair, _PAIR_KEY) == "location")
        return
    for field, field_kind in _TENSOR_FIELDS[kind].items():
        for inner in _messages(model, message, field):
            yield from _locations(model, inner, field_kind)


def _messages(content: bytes, message: ByteRange, field: int) -> Iterator[ByteRange]:
    """Find the parts of a message that are under a field's number; all others are skipped unread."""
    position, end = message
    while position < end:
        key, position = _read_varint(content, position)
        wire_type = key & 7
        if wire_type == _LENGTH_DELIMITED:
            length, position = _read_varint(content, position)
        elif wire_type == _VARINT:
            length = _read_varint(content, position)[1] - position
        elif wire_type in (_EIGHT_BYTES, _FOUR_BYTES):
            length = 8 if wire_type == _EIGHT_BYTES else 4
        else:
            raise ValueError("no protocol buffer")
        if position + length > end:
            raise ValueError("a protocol buffer that ends too early")
        if key >> 3 == field and wire_type == _LENGTH_DELIMITED:
            yield position, position + length
        position += length


def _text(content: bytes, message: ByteRange, field: int) -> str:
    start, end = next(_messages(content, message, field), (0, 0))
    return content[start:end].decode()


def _read_varint(content: bytes, position: int) -> tuple[int, int]:
    """Read a number of one to ten bytes; gives the number and the position behind it."""
    value = shift = 0
    while True:
        byte = content[position]
        value |= (byte & 127) << shift
        shift, position = shift + 7, position + 1
        if byte < 128:
            return value, position
        if shift > _MAX_SHIFT:
            raise ValueError("no protocol buffer")


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes([*encoded, value])
