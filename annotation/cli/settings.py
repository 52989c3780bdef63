"""The settings in `newsstance.toml` in the working folder: defaults for options.

Options and environment variables override them; they override the verbs' own defaults. A setting has the name of the
verbs' parameter that it fills, except where `_PARAMETERS` names others. Relative paths start at the folder of the
file, which is the working folder.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from annotation.errors import ConfigError
from annotation.io.toml_text import read_toml
from annotation.io.visible import visible_line
from annotation.tables.schema import shortened

SETTINGS_FILE: Final = "newsstance.toml"
SETTINGS: Final[Mapping[str, type]] = {
    "codebook": str,
    "round": str,
    "annotators": list,
    "target": list,
    "alias": list,
    "not": list,
    "model": str,
    "models": str,
    "seed": int,
    "studio": str,
    "port": int,
    "public_address": str,
    "url": str,
}
_PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "codebook": ("codebook", "file"),  # `newsstance codebook check` takes it as its argument
    "not": ("not_alias",),
    "studio": ("studio_folder",),
}
_TYPE_NAMES: Final = {str: "text", int: "a whole number", list: "a list of texts"}
_SECRETS: Final = ("key", "api_key", "token", "password")


def read_settings(folder: Path) -> dict[str, Any]:
    """Read the settings of a study's folder; if there is no file, there are no settings.

    Raises:
        ConfigError: if the file is not TOML or has problems, with all problems in one message.
    """
    path = folder / SETTINGS_FILE
    try:
        settings = read_toml(path)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    problems = [problem for key, value in settings.items() if (problem := _problem(key, value))]
    if problems:
        raise ConfigError.listing(str(path), problems)
    return settings


def defaults(command: Any) -> dict[str, Any]:  # noqa: ANN401 - the command tree is Typer's own type
    """The settings as defaults for every verb, in the form of Click's `default_map`."""
    parameters = dict(_parameters(read_settings(Path())))
    return _default_map(command, parameters) if parameters else {}


def _parameters(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The parameters that settings fill, with their values.

    >>> dict(_parameters({"codebook": "tone.toml", "annotators": ["ann", "bob"]}))
    {'codebook': 'tone.toml', 'file': 'tone.toml', 'annotators': 'ann,bob'}
    """
    for key, value in settings.items():
        for parameter in _PARAMETERS.get(key, (key,)):
            yield parameter, ",".join(value) if key == "annotators" else value


def _default_map(command: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    verbs = getattr(command, "commands", {})
    return {name: {**parameters, **_default_map(verb, parameters)} for name, verb in verbs.items()}


def _problem(key: str, value: object) -> str:
    if key in _SECRETS:
        return (
            f"{key!r} is a secret and belongs in the environment (LABEL_STUDIO_API_KEY), not in a file that is shared"
        )
    if key not in SETTINGS:
        return f"{key!r} is no setting (there are: {', '.join(SETTINGS)})"
    expected_type = SETTINGS[key]
    if not _has_type(value, expected_type):
        return f"{key!r} is {shortened(value)}, not {_TYPE_NAMES[expected_type]}"
    if any(visible_line(text) != text for text in (value if isinstance(value, list) else [str(value)])):
        return f"{key!r} is {shortened(value)}, with characters that nobody would see"
    return ""


def _has_type(value: object, expected_type: type) -> bool:
    if isinstance(value, list):
        return expected_type is list and all(isinstance(text, str) for text in value)
    return isinstance(value, expected_type) and not isinstance(value, bool)
