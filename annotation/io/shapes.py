"""Whether a value from a JSON file has the shape that a type says: the files may be damaged, or somebody else's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Final, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict


def has_shape(value: object, shape: Any) -> bool:  # noqa: ANN401 - a type as an annotation writes it
    """Say whether a value from JSON is what a type says, whatever further keys its objects have.

    >>> has_shape({"a": [1, 2.5]}, Mapping[str, list[float]]), has_shape({"a": "1"}, Mapping[str, list[float]])
    (True, False)
    """
    return next(shape_problems(value, shape), None) is None


def shape_problems(value: Any, shape: Any, place: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield what keeps a value from JSON from being what a type says, each with its place, such as `figures.rows`.

    The type may be made of text, numbers, true or false, None, lists, mappings from text, typed dictionaries, unions,
    and `Any`.

    >>> list(shape_problems({"a": {"b": "1"}}, dict[str, dict[str, int]]))
    ['a.b is not int']
    """
    origin, arguments = get_origin(shape), get_args(shape)
    if origin in (NotRequired, Required):
        yield from shape_problems(value, arguments[0], place)
    elif origin in (Union, UnionType):
        if not any(has_shape(value, argument) for argument in arguments):
            yield from shape_problems(value, arguments[0], place)
    elif is_typeddict(shape):
        yield from _object_problems(value, shape, place)
    elif origin in _COLLECTIONS:
        yield from _COLLECTIONS[origin](value, arguments[-1], place)
    elif not _is_plain(value, shape):
        yield f"{place or 'it'} is not {getattr(shape, '__name__', shape)}"


def _list_problems(value: Any, shape: Any, place: str) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, list | tuple):
        yield f"{place or 'it'} is not a list"
        return
    for index, part in enumerate(value):
        yield from shape_problems(part, shape, f"{place}[{index}]")


def _mapping_problems(value: Any, shape: Any, place: str) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, dict):
        yield f"{place or 'it'} is not an object"
        return
    for key, part in value.items():
        yield from shape_problems(part, shape, f"{place}.{key}".lstrip("."))


def _object_problems(value: Any, shape: Any, place: str) -> Iterator[str]:  # noqa: ANN401
    """Yield what is wrong with an object that a typed dictionary describes."""
    if not isinstance(value, dict):
        yield f"{place or 'it'} is not an object"
        return
    for key, key_shape in get_type_hints(shape, include_extras=True).items():
        if key in value:
            yield from shape_problems(value[key], key_shape, f"{place}.{key}".lstrip("."))
        elif key in shape.__required_keys__:
            yield f"{place or 'it'} lacks {key!r}"


def _is_plain(value: object, shape: Any) -> bool:  # noqa: ANN401
    if shape is Any or shape is object:
        return True
    if shape in (None, type(None)):
        return value is None
    return type(value) is shape or (shape is float and type(value) is int)


_COLLECTIONS: Final[Mapping[Any, Callable[[Any, Any, str], Iterator[str]]]] = {
    list: _list_problems,
    Sequence: _list_problems,
    dict: _mapping_problems,
    Mapping: _mapping_problems,
}
