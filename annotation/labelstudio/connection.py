"""Which Label Studio is used: the server named in the environment or the settings, else the study's local one."""

import os
from pathlib import Path

from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.io.console import remark
from annotation.labelstudio.addresses import TypedAddress, checked_address, is_readable_on_the_way, server_of
from annotation.labelstudio.client import Studio
from annotation.labelstudio.confirmed_servers import confirm, confirmed_file, is_confirmed
from annotation.labelstudio.server import read_login, running_server

STUDIO_FOLDER = Path("studio")


def connect(url: str = "", studio_folder: Path = STUDIO_FOLDER, *, insecure: bool = False) -> Studio:
    """Connect to a Label Studio and check that it accepts our key.

    The key in LABEL_STUDIO_API_KEY is sent only to the server in LABEL_STUDIO_URL, or, if that is not set, to one that
    the user types as `--url` or has typed before.

    Args:
        url: the address of a server; if empty, that in LABEL_STUDIO_URL; if that is empty too, the local one's.
        studio_folder: the data folder of the local Label Studio.
        insecure: whether the key may be sent to another machine over plain http.

    Raises:
        LabelStudioError: if no server runs or answers, the key is missing or not for it, or the server refuses it.
    """
    url = url or os.environ.get("LABEL_STUDIO_URL", "")
    studio = _connect_remote(url, insecure=insecure) if url else connect_local(studio_folder)
    try:
        studio.whoami()
    except BaseException:
        studio.close()
        raise
    if isinstance(url, TypedAddress) and not os.environ.get("LABEL_STUDIO_URL"):
        _keep_confirmed(studio.url)
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


def _connect_remote(url: str, *, insecure: bool) -> Studio:
    address, key = checked_address(url), _key()
    if not key:
        raise LabelStudioError(
            f"there is no key for {address}; put a personal access token or a legacy token of that server into the "
            "environment variable LABEL_STUDIO_API_KEY"
        )
    _check_key_is_for(address, key, typed=isinstance(url, TypedAddress))
    if is_readable_on_the_way(address) and not insecure:
        raise LabelStudioError(
            f"{address} is plain http to another machine, so that others in the network could read the key and all "
            "answers; give its https address, or add --insecure if you trust the network"
        )
    return Studio(address, key)


def _key() -> str:
    return os.environ.get("LABEL_STUDIO_API_KEY", "").strip()


def _check_key_is_for(address: str, key: str, *, typed: bool) -> None:
    """Refuse to send the key to a server that it was not given for: a study's folder may name any server."""
    server = server_of(address)
    its_server = os.environ.get("LABEL_STUDIO_URL", "")
    if its_server:
        if server_of(checked_address(its_server)) != server:
            raise LabelStudioError(
                f"the key in LABEL_STUDIO_API_KEY is for {its_server} (LABEL_STUDIO_URL), so it is not sent to "
                f"{server}; set both for the server that you mean"
            )
    elif not typed and not is_confirmed(address, key):
        raise LabelStudioError(
            f"newsstance.toml names {server}, and the key in LABEL_STUDIO_API_KEY was not given for it, so nothing was "
            f"sent; if the key is for that server, run this once with --url {address}, which is remembered, or set "
            "LABEL_STUDIO_URL"
        )


def _keep_confirmed(address: str) -> None:
    """Remember that the user typed this address with this key."""
    try:
        if confirm(address, _key()):
            remark(f"from now on newsstance.toml may name {server_of(address)} for this key (see {confirmed_file()})")
    except (ConfigError, DataError) as error:  # the command itself does not need it
        remark(str(error))
