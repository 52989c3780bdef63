"""The fields of an answer of the server, each checked where it is used: another program may have answered."""

from collections.abc import Mapping
from typing import Any, Final, TypeGuard

from annotation.errors import LabelStudioError
from annotation.labelstudio.server_errors import explain_shape

MAX_WHOLE: Final = 2**63 - 1  # of ids and counts in any database, and in our tables

_TASK_COUNTS: Final = {"total_annotations", "cancelled_annotations", "total_predictions"}


class Fields:
    """The fields of one JSON object that the server sent; each method raises LabelStudioError for another shape."""

    def __init__(self, url: str, path: str, value: object) -> None:
        """Take what the server at a URL sent for a path of the API, which must be a JSON object."""
        self._url = url
        self._path = path
        if not isinstance(value, dict):
            raise self._error("JSON object", value)
        self.all: dict[str, Any] = value

    def whole(self, name: str) -> int:
        """A whole number that is not negative, such as an id or a count."""
        value = self.all.get(name)
        if not is_whole(value):
            raise self._error(f"{name} as a whole number", value)
        return value

    def text(self, name: str) -> str:
        """A text; a missing or empty one is empty text."""
        value = self.all.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._error(f"{name} as text", value)
        return value

    def filled_text(self, name: str) -> str:
        """A text that is not empty."""
        text = self.text(name)
        if not text:
            raise self._error(f"{name} as text", self.all.get(name))
        return text

    def wholes(self, name: str) -> list[int]:
        """A list of whole numbers."""
        values = self.all.get(name)
        if not isinstance(values, list) or not all(map(is_whole, values)):
            raise self._error(f"{name} as a list of whole numbers", values)
        return values

    def json_object(self, name: str) -> dict[str, Any]:
        """A JSON object."""
        value = self.all.get(name)
        if not isinstance(value, dict):
            raise self._error(f"{name} as a JSON object", value)
        return value

    def objects(self, name: str) -> "list[Fields]":
        """A list of JSON objects."""
        return field_list(self._url, self._path, self.all.get(name), f"{name} as a list")

    def _error(self, expected: str, value: object) -> LabelStudioError:
        return LabelStudioError(explain_shape(self._url, self._path, expected, value))


def field_list(url: str, path: str, values: object, expected: str = "list") -> list[Fields]:
    """The objects of a JSON list; raises LabelStudioError if it is none."""
    if not isinstance(values, list):
        raise LabelStudioError(explain_shape(url, path, expected, values))
    return [Fields(url, path, value) for value in values]


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a JSON value is a whole number that a database could hold as an id or a count.

    >>> [is_whole(value) for value in (0, 7, True, -1, 1.0, 2**70, "7", None)]
    [True, True, False, False, False, False, False, False]
    """
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_WHOLE


def check_task(task: Fields) -> dict[str, Any]:
    """A task whose fields have the types that we go by; a sentence's id that is no text is left empty."""
    task.whole("id")
    data: Mapping[str, Any] = task.json_object("data")
    for name in _TASK_COUNTS & task.all.keys():
        task.whole(name)
    for annotation in task.objects("annotations") if "annotations" in task.all else ():
        annotation.whole("id")
    if not isinstance(data.get("sentence", ""), str):  # imported by somebody else; ours are text
        return {**task.all, "data": {**data, "sentence": ""}}
    return task.all
