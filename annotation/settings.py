"""`newsstance.toml` in the working folder: defaults for options, below the environment, above our own."""

import tomllib
from collections.abc import Mapping
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
_SECRETS: Final = ("key", "api_key", "token", "password")


def read_settings(folder: Path) -> dict[str, Any]:
    """Read a study folder's settings; an absent file is no settings, and all problems are told at once."""
    path = folder / FILE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    problems = [problem for key, value in found.items() if (problem := _problem(key, value))]
    if problems:
        raise ConfigError(f"{path}: {'; '.join(problems)}")
    return found


def defaults(command: Any) -> dict[str, Any]:  # noqa: ANN401 - the command tree is Typer's own type
    """Give the settings as defaults for every verb, in the shape the command line wants them."""
    settings = read_settings(Path())
    if "annotators" in settings:
        settings["annotators"] = ",".join(settings["annotators"])
    return _for_each_verb(command, settings) if settings else {}


def _for_each_verb(command: Any, settings: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    verbs = getattr(command, "commands", {})
    return {name: {**settings, **_for_each_verb(verb, settings)} for name, verb in verbs.items()}


def _problem(key: str, value: object) -> str:
    if key in _SECRETS:
        return f"{key!r} is a secret and stands in the environment (LABEL_STUDIO_API_KEY), not in a file that is shared"
    if key not in SETTINGS:
        return f"{key!r} is no setting (there are: {', '.join(SETTINGS)})"
    wanted = SETTINGS[key]
    if not isinstance(value, wanted):
        return f"{key!r} is {value!r}, not {'a list' if wanted is list else f'a {wanted.__name__}'}"
    return ""
