"""Every verb with its arguments and options as Markdown, read from the command line that users run."""

import inspect
import re
from collections.abc import Iterator
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
    all_verbs = list(_walk(typer.main.get_command(app), ""))
    sections = []
    for package, title in PARTS.items():
        sections.append(f"## {title}")
        sections += [_verb(name, verb) for name, verb in all_verbs if _package(verb) == package]
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
        rows = [[_names(option), " ".join(_sentences(option))] for option in options]
        parts.append(markdown_table(["option", "what it does"], rows))
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


def _sentences(option: Command) -> Iterator[str]:
    """The option's help text, the range of its value, its default, and the variable that can stand in for it."""
    yield _escape(option.help)
    if option.min is not None:
        yield f"At least {option.min}{'' if option.max is None else f' and at most {option.max}'}."
    if option.required:
        yield "Required."
    elif isinstance(option.show_default, str):
        yield f"Default: {option.show_default}."
    elif not (option.is_flag or callable(option.default) or option.default in (None, "", (), [])):
        yield f"Default: `{_value(option.default)}`."
    if option.envvar:
        yield f"Environment variable: `{option.envvar}`."


def _value(value: object) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _escape(text: str) -> str:
    """Mark option names in a plain help text as code and keep Markdown's own signs as they are, except within code."""
    parts = re.split(r"(`[^`]*`)", text)
    plain = (re.sub(r"([*_<>])", r"\\\1", part) for part in parts[::2])
    parts[::2] = [re.sub(r"(?<![\w-])(--?[a-z][a-z-]*)", r"`\1`", part) for part in plain]
    return "".join(parts)
