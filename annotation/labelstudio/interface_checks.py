"""Checking predictions against a labeling interface, as the SDK does; some servers drop invalid ones silently."""

from collections.abc import Mapping, Sequence
from typing import Any


def interface_problems(interface: str, tasks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The problems of tasks' predictions under an interface; some servers drop invalid predictions silently."""
    from label_studio_sdk.label_interface.interface import LabelInterface

    checker: Any = LabelInterface(interface)
    return [
        f"{task['data']['sentence']}: {problem}"
        for task in tasks
        for prediction in task.get("predictions", ())
        for problem in checker.validate_prediction(prediction, return_errors=True)
    ]
