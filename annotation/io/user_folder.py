"""The folder of the user's own settings, which no folder that somebody else made can stand in for."""

import os
from pathlib import Path


def user_folder() -> Path:
    """The folder for files of this user on this machine; it may not exist yet.

    A relative XDG_CONFIG_HOME is ignored, as its standard says (XDG Base Directory Specification 0.8): it would mean
    another folder wherever the program is run.
    """
    config = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (config if config.is_absolute() else Path.home() / ".config") / "newsstance"
