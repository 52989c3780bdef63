"""Which Label Studio is used: the server named in the environment or the settings, else the study's local one."""

import os
from pathlib import Path

from annotation.errors import LabelStudioError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.server import read_login, running_server

STUDIO_FOLDER = Path("studio")


def connect(url: str = "", studio_folder: Path = STUDIO_FOLDER) -> Studio:
    """Connect to a Label Studio and check that it accepts our key.

    Args:
        url: the address of a server; if empty, that in LABEL_STUDIO_URL; if that is empty too, the local one's.
        studio_folder: the data folder of the local Label Studio.

    Raises:
        LabelStudioError: if no server runs or answers, the key is missing, or the server refuses it.
    """
    url = url or os.environ.get("LABEL_STUDIO_URL", "")
    studio = _connect_remote(url) if url else connect_local(studio_folder)
    try:
        studio.whoami()
    except BaseException:
        studio.close()
        raise
    return studio


def connect_local(studio_folder: Path) -> Studio:
    """Connect as administrator to the Label Studio that runs on a data folder.

    Raises:
        LabelStudioError: if no server runs on the folder.
    """
    server = running_server(studio_folder)
    if server is None:
        raise LabelStudioError(
            f"no Label Studio runs on {studio_folder}; start it with `newsstance studio`, or name another server in "
            "LABEL_STUDIO_URL and its key in LABEL_STUDIO_API_KEY"
        )
    return Studio(server.url, read_login(studio_folder).token)


def is_local(studio: Studio, studio_folder: Path) -> bool:
    """Whether a server is the one that `newsstance studio` started on a data folder."""
    server = running_server(studio_folder)
    return server is not None and server.url == studio.url


def _connect_remote(url: str) -> Studio:
    key = os.environ.get("LABEL_STUDIO_API_KEY", "")
    if not key:
        raise LabelStudioError(
            f"there is no key for {url}; put a personal access token or a legacy token of that server into the "
            "environment variable LABEL_STUDIO_API_KEY"
        )
    return Studio(url, key)
