"""Every verb with its arguments and options as Markdown, read from the command line that users run."""

import inspect
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Final

import typer
from markdown_table import markdown_table

from newsstance import app

PARTS: Final = {
    "annotation": "Before the answers",
    "exports": "After the answers",
    "training": "Learning from the answers",
}
Command = Any  # Typer's own type of command is not part of its interface


def verbs() -> str:
    """Write one section for each package and, below it, one for each of its verbs."""
    found = list(_walk(typer.main.get_command(app), ""))
    sections = []
    for package, title in PARTS.items():
        sections.append(f"## {title}")
        sections += [_verb(name, verb) for name, verb in found if _package(verb) == package]
    return "\n\n".join(sections)


def _walk(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    """Give every verb with its full name, such as `codebook check`."""
    for part, below in command.commands.items():
        full_name = f"{name} {part}".strip()
        yield from _walk(below, full_name) if hasattr(below, "commands") else [(full_name, below)]


def _package(verb: Command) -> str:
    """The package that a verb's function is written in."""
    return str(inspect.unwrap(verb.callback).__module__).partition(".")[0]


def _verb(name: str, verb: Command) -> str:
    *paragraphs, example = [" ".join(part.split()) for part in verb.help.strip().split("\n\n")]
    arguments = [parameter for parameter in verb.params if parameter.param_type_name == "argument"]
    options = [parameter for parameter in verb.params if parameter.param_type_name == "option"]
    parts = [f"### {name}", *map(_escape, paragraphs)]
    parts.append(f"```sh\n{example.removeprefix('Example: ')}\n```")
    if arguments:
        rows = [[f"`{_metavar(argument)}`", _required(argument), _escape(argument.help)] for argument in arguments]
        parts.append(markdown_table(["argument", "required", "what it is"], rows))
    if options:
        rows = [[_names(option), _help(option), _default(option), _variable(option)] for option in options]
        parts.append(markdown_table(["option", "what it does", "default", "environment variable"], rows))
    return "\n\n".join(parts)


def _names(option: Command) -> str:
    """All names of an option, and what is to be put in place of its value."""
    names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} `{_metavar(option)}`"


def _metavar(parameter: Command) -> str:
    """What stands for the value: the name that the program gives it, the allowed words, or the kind of number."""
    if parameter.metavar:
        return str(parameter.metavar).strip("{}")
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(choice.value) for choice in kind)
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return "NUMBER" if kind in (int, float) else "TEXT"


def _required(parameter: Command) -> str:
    return "yes" if parameter.required else "no"


def _help(option: Command) -> str:
    """The option's help text, and the range that its value must be in."""
    if option.min is None and option.max is None:
        return _escape(option.help)
    ends = [f"at least {option.min}" if option.min is not None else "", f"at most {option.max}" if option.max else ""]
    return f"{_escape(option.help)} ({', '.join(filter(None, ends))})"


def _default(option: Command) -> str:
    if option.required:
        return "(required)"
    if isinstance(option.show_default, str):
        return option.show_default
    if option.is_flag or callable(option.default) or option.default in (None, "", (), []):
        return ""
    return f"`{_value(option.default)}`"


def _value(value: object) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _variable(option: Command) -> str:
    names: Sequence[str] = [option.envvar] if isinstance(option.envvar, str) else option.envvar or []
    return ", ".join(f"`{name}`" for name in names)


def _escape(text: str) -> str:
    """Mark option names and file names in plain help texts as code, and keep Markdown's own signs as they are."""
    quiet = re.sub(r"([*_<>])", r"\\\1", text)
    return re.sub(r"(?<![\w`-])(--?[a-z][a-z-]*)", r"`\1`", quiet)
