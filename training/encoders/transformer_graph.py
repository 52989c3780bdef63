"""A transformer as an ONNX graph: the only file that uses the onnx package.

The graph gives the last layer. Its normalizations are nodes of their own, by which `onnx_graph` finds the other layers.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.encoders.transformer_arithmetic import distance_bias
from training.encoders.transformer_weights import Linear, Transformer

_OPERATORS: Final = 17  # the first version that has LayerNormalization
_FORMAT: Final = 8
_IDS, _MASK, _LAST = "input_ids", "attention_mask", "last_hidden_state"
_NARROW: Final = "_narrow"  # the ending of some nodes' names
_HIDDEN: Final = -1e9  # added to the attention that is paid to padding
_MAX_BYTES: Final = (1 << 31) - (1 << 24)  # of all numbers; a protocol buffer has at most 2 GB


def graph_of(transformer: Transformer) -> bytes | None:
    """Write a transformer as an ONNX model; None if it is too large for one file.

    Its inputs are `input_ids` and `attention_mask`, each (texts, pieces); its output is `last_hidden_state`, with the
    shape (texts, pieces, dimensions).
    """
    if sum(array.nbytes for array in _all_arrays(transformer)) > _MAX_BYTES:
        return None
    serialized: bytes = _Graph(transformer).model().SerializeToString()
    return serialized


def narrow_nodes(transformer: Transformer) -> list[str]:
    """Name the nodes that end each layer: their inputs have outliers, so rounding them can cost much."""
    return [f"{_layer_name(transformer, number)}{_NARROW}" for number in range(1, len(transformer.layers) + 1)]


class _Graph:
    """Nodes and numbers of a graph while it is put together; each method gives the name of what it has computed."""

    def __init__(self, transformer: Transformer) -> None:
        self._transformer = transformer
        self._nodes: list[Any] = []
        self._numbers: dict[str, Any] = {}

    def model(self) -> Any:  # noqa: ANN401 - onnx's own type
        """Put the whole model together."""
        transformer = self._transformer
        count = self._node("Gather", self._node("Shape", _IDS), self._integers(1))
        self._places = self._node("Range", self._integers(0), count, self._integers(1))
        self._bias = self._attention_bias()
        words = self._node("Gather", self._array(transformer.words), _IDS)
        positions = self._node("Gather", self._array(transformer.positions), self._places)
        vectors = self._norm(self._node("Add", words, positions), transformer.norm, "embeddings")
        for number, layer in enumerate(transformer.layers, start=1):
            vectors = self._layer(vectors, layer, _layer_name(transformer, number))
        shape: list[Any] = ["texts", "pieces"]
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in (_IDS, _MASK)],
            [helper.make_tensor_value_info(_LAST, TensorProto.FLOAT, [*shape, transformer.words.shape[1]])],
            list(self._numbers.values()),
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPERATORS)], ir_version=_FORMAT)

    def _layer(self, vectors: str, layer: Mapping[str, Linear], name: str) -> str:
        attended = self._linear(self._attention(vectors, layer), layer["attended"])
        vectors = self._norm(self._node("Add", vectors, attended), layer["attention_norm"], f"{name}_attention")
        wide = self._activation(self._linear(vectors, layer["wide"]))
        narrow = self._linear(wide, layer["narrow"], output=f"{name}{_NARROW}")
        return self._norm(self._node("Add", vectors, narrow), layer["norm"], name)

    def _attention(self, vectors: str, layer: Mapping[str, Linear]) -> str:
        dimensions = self._transformer.words.shape[1]
        by_head = self._integers(0, 0, self._transformer.heads, dimensions // self._transformer.heads)
        parts = (
            self._node("Reshape", self._linear(vectors, layer[part]), by_head) for part in ("query", "key", "value")
        )
        orders = ((0, 2, 1, 3), (0, 2, 3, 1), (0, 2, 1, 3))
        queries, keys, values = (
            self._node("Transpose", part, perm=order) for part, order in zip(parts, orders, strict=True)
        )
        root = self._array(np.array(math.sqrt(dimensions // self._transformer.heads), dtype=np.float32))
        scores = self._node("Add", self._node("Div", self._node("MatMul", queries, keys), root), self._bias)
        attended = self._node("MatMul", self._node("Softmax", scores, axis=-1), values)
        return self._node(
            "Reshape", self._node("Transpose", attended, perm=(0, 2, 1, 3)), self._integers(0, 0, dimensions)
        )

    def _attention_bias(self) -> str:
        """Give what is added to attention: nothing is paid to padding, and MPNet knows distances."""
        mask = self._node("Cast", _MASK, to=TensorProto.FLOAT)
        hidden = self._node("Sub", self._array(np.array(1, dtype=np.float32)), mask)
        wide = self._node("Unsqueeze", hidden, self._integers(1, 2, always_list=True))
        bias = self._node("Mul", wide, self._array(np.array(_HIDDEN, dtype=np.float32)))
        if self._transformer.distances is None:
            return bias
        most = len(self._transformer.positions)
        rows = self._node("Unsqueeze", self._places, self._integers(1, always_list=True))
        columns = self._node("Unsqueeze", self._places, self._integers(0, always_list=True))
        distances = self._node("Add", self._node("Sub", columns, rows), self._integers(most - 1))
        by_head = self._node("Gather", self._array(distance_bias(self._transformer.distances, most)), distances)
        return self._node("Add", self._node("Transpose", by_head, perm=(2, 0, 1)), bias)

    def _activation(self, vectors: str) -> str:
        if self._transformer.activation == "relu":
            return self._node("Relu", vectors)
        root, one, half = (self._array(np.array(number, dtype=np.float32)) for number in (math.sqrt(2), 1, 0.5))
        share = self._node("Add", self._node("Erf", self._node("Div", vectors, root)), one)
        return self._node("Mul", self._node("Mul", vectors, share), half)

    def _linear(self, vectors: str, linear: Linear, output: str = "") -> str:
        multiplied = self._node("MatMul", vectors, self._array(linear.weight), output=output)
        return self._node("Add", multiplied, self._array(linear.bias))

    def _norm(self, vectors: str, norm: Linear, name: str) -> str:
        numbers = (self._array(norm.weight), self._array(norm.bias))
        epsilon = self._transformer.epsilon
        return self._node("LayerNormalization", vectors, *numbers, output=name, axis=-1, epsilon=epsilon)

    def _node(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:  # noqa: ANN401
        name = output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def _array(self, array: NDArray[Any]) -> str:
        name = f"numbers_{len(self._numbers)}"
        self._numbers[name] = numpy_helper.from_array(np.ascontiguousarray(array).reshape(array.shape), name)
        return name

    def _integers(self, *numbers: int, always_list: bool = False) -> str:
        single = len(numbers) == 1 and not always_list
        return self._array(np.array(numbers[0] if single else numbers, dtype=np.int64))


def _layer_name(transformer: Transformer, number: int) -> str:
    return _LAST if number == len(transformer.layers) else f"layer_{number}"


def _all_arrays(transformer: Transformer) -> list[NDArray[Any]]:
    linears = [transformer.norm, *(linear for layer in transformer.layers for linear in layer.values())]
    return [transformer.words, transformer.positions, *(array for linear in linears for array in linear)]
