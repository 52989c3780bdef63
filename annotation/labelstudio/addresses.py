"""Addresses of servers: what a usable one is, which name the same server, and which are on this machine."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from annotation.errors import ConfigError

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ADDRESS: Final = re.compile(r"https?://[\w.\-:@\[\]]+(?:/[\w.\-~%/]*)?", re.IGNORECASE)


class TypedAddress(str):
    """An address that the user typed as `--url` in this very command: their own word that the key may go there."""

    __slots__ = ()


def checked_address(url: str) -> str:
    """Return an address without the slash at its end.

    >>> checked_address("https://labels.example.org/")
    'https://labels.example.org'

    Raises:
        ConfigError: if it is no address of a server, or holds a login, which would be printed and stored.
    """
    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        usable = bool(_ADDRESS.fullmatch(text)) and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or brackets without an address
        usable = False
    if not usable:
        raise ConfigError(f"{url[:200]!r} is no address of a server; write one such as https://labels.example.org")
    if parts.username is not None or parts.password is not None:
        raise ConfigError(
            f"the address of {parts.hostname} holds a login, which would be printed; leave it out, and put a key into "
            "LABEL_STUDIO_API_KEY"
        )
    return text


def server_of(url: str) -> str:
    """The server that an address belongs to: scheme, host and port, without the path.

    >>> server_of("https://Labels.example.org:443/studio")
    'https://labels.example.org'
    """
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, so that nothing that is sent to it can be read on the way.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "10.0.0.7", "127.0.0.1.example.org")]
    [True, True, True, False, False]
    """
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_readable_on_the_way(url: str) -> bool:
    """Whether others in the network could read what is sent to an address: plain http to another machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")
