"""The documents as data for tests: their pages in the order of the menu, their code blocks, and the verbs."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import typer

from newsstance import app
from tests.conftest import CONFIGS

ROOT: Final = CONFIGS.parent
DOCS: Final = ROOT / "docs"
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING: Final = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOCTREE: Final = re.compile(r"^```\{toctree\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Command:
    """A command of a console block, the output that is shown below it, and the page that it stands on."""

    line: str
    page: str
    shown: list[str] = field(default_factory=list)


def pages() -> dict[str, str]:
    """The text of every page by its name, such as `how-to/install`, in the order of the menu."""
    menu = (DOCS / "index.md").read_text(encoding="utf-8")
    lines = [line for tree in TOCTREE.findall(menu) for line in tree.splitlines() if line and not line.startswith(":")]
    names = [line.rpartition("<")[2].removesuffix(">") for line in lines]  # `Install <how-to/install>`, or a name alone
    return {"index": menu, **{name: (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in names}}


PAGES: Final = pages()
EVERYTHING: Final = "\n".join((README, *PAGES.values()))


def blocks(text: str, kind: str) -> Iterator[list[str]]:
    """The lines of a text's code blocks of a kind, in order; a block may be indented, as in a list."""
    for indent, lines in re.findall(rf"^( *)```{kind}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL):
        yield [line.removeprefix(indent) for line in lines.splitlines()]


def commands(page: str, text: str) -> list[Command]:
    """Every command of a page's console blocks."""
    page_commands: list[Command] = []
    for block in blocks(text, "console"):
        assert block[0].startswith("$ "), f"{page}: a console block begins with {block[0]!r}, not with a command"
        for line in block:
            if line.startswith("$ "):
                page_commands.append(Command(line.removeprefix("$ "), page))
            else:
                page_commands[-1].shown.append(line)
    return page_commands


def all_commands() -> list[Command]:
    """The commands of all pages, in the order of the menu."""
    return [command for page, text in PAGES.items() for command in commands(page, text)]


def verbs() -> dict[str, Any]:
    """Every verb by its full_name name (Typer's own type), such as `codebook check`."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        for part, below in command.commands.items():
            full_name = f"{name} {part}".strip()
            yield from walk(below, full_name) if hasattr(below, "commands") else [(full_name, below)]

    return dict(walk(typer.main.get_command(app), ""))
