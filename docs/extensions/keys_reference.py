"""Every key of a codebook as Markdown: the keys from the classes that hold them, meanings from codebook_keys.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, Final

from markdown_table import markdown_table

from annotation.codebook.codebook import Codebook, Condition, Label, Question

PARTS: Final = {
    "The codebook itself": Codebook,
    "A question: `[[questions]]`": Question,
    "A label: `[[questions.labels]]`": Label,
    "A condition: `only_if`": Condition,
}
MEANINGS: Final = Path(__file__).with_name("codebook_keys.toml")
COMPUTED: Final = {"digest"}  # what the program finds out by itself is no key of the file


def codebook_keys() -> str:
    """Write one section for each part of a codebook; stop where a key has no meaning, or a meaning no key."""
    meanings = tomllib.loads(MEANINGS.read_text(encoding="utf-8"))
    return "\n\n".join(_section(title, part, meanings[part.__name__]) for title, part in PARTS.items())


def _section(title: str, part: type[Any], texts: Mapping[str, str]) -> str:
    keys = [key for key in fields(part) if key.name not in COMPUTED]
    if {key.name for key in keys} != texts.keys():
        odd = sorted({key.name for key in keys} ^ texts.keys())
        raise ValueError(f"{MEANINGS.name} and the class {part.__name__} differ in {odd}")
    return f"## {title}\n\n{markdown_table(['key', 'required', 'meaning'], _rows(keys, texts))}"


def _rows(keys: list[Field[Any]], texts: Mapping[str, str]) -> Iterator[list[str]]:
    for key in keys:
        optional = key.default is not MISSING or key.default_factory is not MISSING
        yield [f"`{key.name}`", "" if optional else "yes", texts[key.name]]
