"""The address at which people know the local server: its port, kept from start to start, and what they type."""

import json
import re
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.io.files import write_text
from annotation.io.json_files import read_json_file

HOST: Final = "127.0.0.1"
MAX_PORT: Final = 65535
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?")


@dataclass(frozen=True)
class KeptAddress:
    """What a studio folder remembers: the port (None before the first start), and the public address, if any."""

    port: int | None = None
    public: str = ""


def kept_address(studio_folder: Path) -> KeptAddress:
    """The address that a studio folder remembers; nothing where the file is missing or damaged."""
    try:
        fields = read_json_file(_file(studio_folder))
    except (FileNotFoundError, DataError):
        return KeptAddress()
    if not isinstance(fields, dict):
        return KeptAddress()
    port, public = fields.get("port"), fields.get("public")
    is_port = isinstance(port, int) and not isinstance(port, bool) and 0 < port <= MAX_PORT
    is_public = isinstance(public, str) and _ORIGIN.fullmatch(public)
    return KeptAddress(port if is_port else None, str(public) if is_public else "")


def keep_address(studio_folder: Path, address: KeptAddress) -> None:
    """Remember an address for the next start."""
    if address != kept_address(studio_folder):
        write_text(_file(studio_folder), json.dumps(asdict(address)), private=True)


def choose_port(studio_folder: Path, wished: int | None) -> int:
    """The wished port, else the one of the last start, else a free one; 0 wishes for a free one.

    Raises:
        LabelStudioError: if the port is taken.
    """
    kept = kept_address(studio_folder).port
    if wished is None and kept is not None:
        try:
            return free_port(kept)
        except LabelStudioError as error:
            raise LabelStudioError(
                f"port {kept}, at which people know this server since its last start, is taken by another program; end "
                "that program, or choose another port with --port (0 takes a free one) and tell your annotators"
            ) from error
    return free_port(wished)


def free_port(port: int | None) -> int:
    """A free port, or the wished one; raises LabelStudioError if that is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port or 0))
        except PermissionError as error:
            raise LabelStudioError(
                f"port {port} is for the system's administrator; choose one from 1024 to {MAX_PORT}"
            ) from error
        except OSError as error:
            raise LabelStudioError(f"port {port} is taken; choose another, or --port 0 for a free one") from error
        return int(probe.getsockname()[1])


def checked_public_address(address: str) -> str:
    """The address that annotators type, without a slash at its end; raises ConfigError if it is none.

    >>> checked_public_address("https://labels.example.org/")
    'https://labels.example.org'
    """
    origin = address.strip().rstrip("/")
    if not _ORIGIN.fullmatch(origin):
        raise ConfigError(
            f"--public-address {address!r} is no address that a browser can open: it starts with http:// or https://, "
            "and has a host, a port if need be, and no path, such as https://labels.example.org"
        )
    return origin


def public_variables(public: str) -> dict[str, str]:
    """What Label Studio must know of a public address: otherwise it refuses who logs in there."""
    return {"CSRF_TRUSTED_ORIGINS": public} if public else {}


def _file(studio_folder: Path) -> Path:
    return studio_folder / "address.json"
