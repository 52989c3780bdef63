"""`newsstance.toml` in the working folder: defaults for options, below the environment, above our own.

A setting's key is the name of the verbs' parameter that it fills, except where `_PARAMETERS` names others. Relative
paths count from the folder that the file is in, which is the working folder.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from annotation.errors import ConfigError

FILE: Final = "newsstance.toml"
SETTINGS: Final[Mapping[str, type]] = {
    "codebook": str,
    "round": str,
    "annotators": list,
    "target": list,
    "alias": list,
    "model": str,
    "models": str,
    "seed": int,
    "studio": str,
    "url": str,
}
_PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "codebook": ("codebook", "file"),  # `newsstance codebook check` takes it as its argument
    "studio": ("data",),
}
_WANTED: Final = {str: "text", int: "a whole number", list: "a list of texts"}
_SECRETS: Final = ("key", "api_key", "token", "password")


def read_settings(folder: Path) -> dict[str, Any]:
    """Read a study folder's settings; an absent file is no settings, and all problems are told at once."""
    path = folder / FILE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    problems = [problem for key, value in found.items() if (problem := _problem(key, value))]
    if problems:
        raise ConfigError(f"{path}: {'; '.join(problems)}")
    return found


def defaults(command: Any) -> dict[str, Any]:  # noqa: ANN401 - the command tree is Typer's own type
    """Give the settings as defaults for every verb, in the shape the command line wants them."""
    parameters = dict(_parameters(read_settings(Path())))
    return _for_each_verb(command, parameters) if parameters else {}


def _parameters(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Name the parameters that settings fill.

    >>> dict(_parameters({"studio": "server", "annotators": ["ann", "bob"]}))
    {'data': 'server', 'annotators': 'ann,bob'}
    """
    for key, value in settings.items():
        for parameter in _PARAMETERS.get(key, (key,)):
            yield parameter, ",".join(value) if key == "annotators" else value


def _for_each_verb(command: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    verbs = getattr(command, "commands", {})
    return {name: {**parameters, **_for_each_verb(verb, parameters)} for name, verb in verbs.items()}


def _problem(key: str, value: object) -> str:
    if key in _SECRETS:
        return f"{key!r} is a secret and stands in the environment (LABEL_STUDIO_API_KEY), not in a file that is shared"
    if key not in SETTINGS:
        return f"{key!r} is no setting (there are: {', '.join(SETTINGS)})"
    wanted = SETTINGS[key]
    return "" if _is_a(value, wanted) else f"{key!r} is {value!r}, not {_WANTED[wanted]}"


def _is_a(value: object, wanted: type) -> bool:
    if isinstance(value, list):
        return wanted is list and all(isinstance(one, str) for one in value)
    return isinstance(value, wanted) and not isinstance(value, bool)
