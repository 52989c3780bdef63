"""An ONNX file's own bytes: which inner layers its graph computes, how to have them handed out, where its weights are.

An exported encoder hands out its last layer only. The file is a protocol buffer, and in those a message that is
given twice is merged, so a graph's outputs can be added to by appending a few bytes: no package is needed for it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_GRAPH, _NODE, _OUTPUT = 7, 1, 12  # the numbers of the fields, from onnx.proto
_NODE_OUTPUT, _NODE_TYPE, _VALUE_NAME = 2, 4, 1
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5  # how a field is written
_NORMS: Final = ("LayerNormalization", "SkipLayerNormalization")
_NAMED: Final = re.compile(r"layer[._]?(\d+)/(?:output/LayerNorm|output_layer_norm)/Add_1_output_0$")
_TENSOR, _ELSEWHERE = "tensor", 13  # a tensor's numbers may stand in another file; what tells of it are pairs
_HOLDS: Final = {  # what may hold a tensor, and under which fields
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: _TENSOR, 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: _TENSOR, 6: "graph", 10: _TENSOR, 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: _TENSOR, 2: _TENSOR},
}
_LONGEST: Final = 63  # bits before a number's last byte

Place = tuple[int, int]


class Node(NamedTuple):
    """One step of a graph: what it does and the name of what it gives."""

    does: str
    gives: str


def nodes(model: bytes) -> list[Node]:
    """List the steps of a model's graph; ValueError or IndexError where the bytes are no ONNX model."""
    return [
        Node(_text(model, step, _NODE_TYPE), _text(model, step, _NODE_OUTPUT))
        for graph in _within(model, (0, len(model)), _GRAPH)
        for step in _within(model, graph, _NODE)
    ]


def layers(steps: Sequence[Node], last: str) -> list[str]:
    """Name what each layer hands to the next, the last one being what the graph gives anyway.

    A transformer's block normalizes twice, after attention and at its end; before the first block it does so once.

    >>> layers([Node("LayerNormalization", name) for name in ("start", "a1", "b1", "a2", "b2")], "b2")
    ['b1', 'b2']
    >>> layers([Node("Add", "/encoder/layer.0/output/LayerNorm/Add_1_output_0"), Node("Add", "out")], "out")
    ['/encoder/layer.0/output/LayerNorm/Add_1_output_0', 'out']
    >>> layers([Node("Gather", "out")], "out")
    ['out']
    """
    norms = [step.gives for step in steps if step.does in _NORMS]
    if len(norms) > 1 and len(norms) % 2 and norms[-1] == last:
        return norms[2::2]
    named = {int(found[1]): step.gives for step in steps if (found := _NAMED.search(step.gives))}
    return [*(name for _, name in sorted(named.items()) if name != last), last]


def elsewhere(model: bytes) -> list[str]:
    """Name the files beside a model that hold numbers of its tensors, sorted, as the model names them.

    ValueError, IndexError or RecursionError where the bytes are no ONNX model.
    """
    return sorted(set(_locations(model, (0, len(model)), "model")))


def with_outputs(model: bytes, names: Sequence[str]) -> bytes:
    """Make a model hand out more of what it computes."""
    outputs = b"".join(_field(_OUTPUT, _field(_VALUE_NAME, name.encode())) for name in names)
    return model + _field(_GRAPH, outputs) if names else model


def _locations(model: bytes, place: Place, kind: str) -> Iterator[str]:
    if kind == _TENSOR:
        pairs = list(_within(model, place, _ELSEWHERE))
        yield from (_text(model, pair, 2) for pair in pairs if _text(model, pair, 1) == "location")
        return
    for field, held in _HOLDS[kind].items():
        for part in _within(model, place, field):
            yield from _locations(model, part, held)


def _within(data: bytes, place: Place, wanted: int) -> Iterator[Place]:
    """Find the parts of a message that stand under a field's number; the rest is stepped over unread."""
    at, end = place
    while at < end:
        key, at = _number(data, at)
        kind = key & 7
        if kind == _BYTES:
            length, at = _number(data, at)
        elif kind == _VARINT:
            length = _number(data, at)[1] - at
        elif kind in (_EIGHT, _FOUR):
            length = 8 if kind == _EIGHT else 4
        else:
            raise ValueError("no protocol buffer")
        if at + length > end:
            raise ValueError("a protocol buffer that ends too early")
        if key >> 3 == wanted and kind == _BYTES:
            yield at, at + length
        at += length


def _text(data: bytes, place: Place, wanted: int) -> str:
    start, end = next(_within(data, place, wanted), (0, 0))
    return data[start:end].decode()


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            return value, at
        if shift > _LONGEST:
            raise ValueError("no protocol buffer")


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
