"""Changes to the files of a model's folder, as somebody with bad intentions would make them."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from training.persistence.npz import to_npz

Change = Callable[[Any], None]


def terms(change: Change) -> Callable[[dict[str, bytes]], None]:
    def changed(contents: dict[str, bytes]) -> None:
        parsed = json.loads(contents["terms.json"])
        change(parsed)
        contents["terms.json"] = json.dumps(parsed).encode()

    return changed


def question(change: Change) -> Callable[[dict[str, bytes]], None]:
    return terms(lambda parsed: change(parsed["questions"]["view"]))


def words(change: Change) -> Callable[[dict[str, bytes]], None]:
    return question(lambda parsed: change(parsed["kinds"]["words"]))


def card(change: Change) -> Callable[[dict[str, bytes]], None]:
    def changed(contents: dict[str, bytes]) -> None:
        parsed = json.loads(contents["card.json"])
        change(parsed)
        contents["card.json"] = json.dumps(parsed).encode()

    return changed


def card_question(change: Change) -> Callable[[dict[str, bytes]], None]:
    return card(lambda parsed: change(parsed["questions"][0]))


def arrays(change: Change) -> Callable[[dict[str, bytes]], None]:
    def changed(contents: dict[str, bytes]) -> None:
        with np.load(io.BytesIO(contents["weights.npz"])) as file:
            by_name = {name: np.array(file[name]) for name in file}
        change(by_name)
        contents["weights.npz"] = to_npz(by_name)

    return changed


def a_number(name: str, value: float) -> Callable[[dict[str, bytes]], None]:
    return arrays(lambda by_name: by_name[name].put(0, value))


def content(name: str, replacement: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda contents: contents.update({name: replacement})


def renamed(kinds: dict[str, Any]) -> None:
    kinds["spells"] = kinds.pop("words")


def a_pickle_inside(contents: dict[str, bytes]) -> None:
    with np.load(io.BytesIO(contents["weights.npz"])) as file:
        by_name = {name: np.array(file[name]) for name in file}
    by_name["0.starts"] = np.array([Trap()] * 3, dtype=object)
    stream = io.BytesIO()
    np.savez(stream, **by_name)  # type: ignore[arg-type] # names are no options
    contents["weights.npz"] = stream.getvalue()


class Trap:
    """Leaves a file behind where it is opened."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("sprung"),)
