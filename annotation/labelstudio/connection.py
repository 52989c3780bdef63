"""Which Label Studio is meant: the one the environment or the settings name, else the local one of this study."""

import os
from pathlib import Path

from annotation.errors import LabelStudioError
from annotation.labelstudio.client import Studio
from annotation.labelstudio.server import read_login, running

STUDIO = Path("studio")


def connect(url: str = "", data: Path = STUDIO) -> Studio:
    """Open the door, and make sure that somebody answers who takes our key."""
    url = url or os.environ.get("LABEL_STUDIO_URL", "")
    studio = _elsewhere(url) if url else local(data)
    try:
        studio.whoami()
    except BaseException:
        studio.close()
        raise
    return studio


def local(data: Path) -> Studio:
    """Open the door to the Label Studio that runs on a data folder."""
    found = running(data)
    if found is None:
        raise LabelStudioError(
            f"no Label Studio runs on {data}; start it with `newsstance studio`, or name another server in "
            "LABEL_STUDIO_URL and its key in LABEL_STUDIO_API_KEY"
        )
    return Studio(found.url, read_login(data).token)


def is_ours(studio: Studio, data: Path) -> bool:
    """Whether the server is the one that `newsstance studio` started on that folder."""
    found = running(data)
    return found is not None and found.url == studio.url


def _elsewhere(url: str) -> Studio:
    key = os.environ.get("LABEL_STUDIO_API_KEY", "")
    if not key:
        raise LabelStudioError(
            f"there is no key for {url}; put a personal access token or a legacy token of that server into the "
            "environment variable LABEL_STUDIO_API_KEY"
        )
    return Studio(url, key)
