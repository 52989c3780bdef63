"""The servers that a key may be sent to: kept for this user, so that a study's folder cannot choose where keys go.

A user confirms a server by typing `--url` once. What is kept is a digest of server and key: another key is not sent
there, and nobody who writes the file without knowing the key can add a server to it.
"""

import hashlib
import json
from pathlib import Path

from annotation.errors import ConfigError, DataError
from annotation.io.files import write_text
from annotation.io.json_files import read_json_file
from annotation.io.locks import locked
from annotation.io.user_folder import user_folder
from annotation.labelstudio.addresses import server_of


def confirmed_file() -> Path:
    """The file in the user's own settings folder."""
    return user_folder() / "servers.json"


def is_confirmed(url: str, key: str) -> bool:
    """Whether the user confirmed that this key is for the server of an address.

    Raises:
        DataError: if the file cannot be read.
    """
    return _read(confirmed_file()).get(server_of(url)) == _digest(url, key)


def confirm(url: str, key: str) -> bool:
    """Keep that a key is for the server of an address; returns whether this was new.

    Raises:
        DataError: if the file cannot be read.
        ConfigError: if it cannot be written.
    """
    path = confirmed_file()
    if is_confirmed(url, key):
        return False
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(path.with_name(f"{path.name}.lock")):
            servers = {**_read(path), server_of(url): _digest(url, key)}
            write_text(path, json.dumps(servers, indent=1, sort_keys=True) + "\n", private=True)
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror or error}") from error
    return True


def _read(path: Path) -> dict[str, str]:
    try:
        servers = read_json_file(path)
    except FileNotFoundError:
        return {}
    if not isinstance(servers, dict) or not all(isinstance(digest, str) for digest in servers.values()):
        raise DataError(f"{path} is damaged; delete it, and confirm your servers again by typing --url once")
    return servers


def _digest(url: str, key: str) -> str:
    return hashlib.sha256(f"{server_of(url)}\n{key}".encode()).hexdigest()
