"""The one place that downloads: the files of a known encoder, from the hub or from a mirror of it, when asked to.

Nothing is sent but the address of a file: no token, no login, nothing about this machine or its data.
"""

import json
import os
import time
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote, urlsplit

import httpx

from annotation.errors import ConfigError
from annotation.io.console import remark
from annotation.io.folders import replaced_folder
from training.encoders.known_encoders import HubFile, KnownEncoder

HUB: Final = "https://huggingface.co"
TRIES: Final = 3
_PAUSE: Final = 0.5  # seconds before the second try; twice that before the third
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)  # of one wait; a whole download may take hours
_HEADERS: Final = {"User-Agent": "newsstance", "Accept-Encoding": "identity", "Accept": "*/*"}
_MAX_REDIRECTS: Final = 5  # the hub sends large files from another host
_PARTIAL: Final = 206
_REFUSED: Final = (401, 403)
_BUSY: Final = 429


def download(encoder: KnownEncoder) -> tuple[Path, bool]:
    """Put an encoder's files into the cache: all of them, each with its pinned SHA-256, or none.

    Gives the folder, and whether anything was downloaded: an encoder that is here already stays as it is.

    Raises ConfigError if the hub does not give exactly these files, and DataError if they cannot be written.
    """
    if encoder.is_here and not encoder.damaged_file():
        return encoder.folder, False
    hub = hub_address()
    with _client() as client, replaced_folder(encoder.folder, encoder.folder) as folder:
        for hub_file in encoder.files:
            remark(f"getting {hub_file.path} ({megabytes(hub_file.bytes)}) of {encoder.repository} from {hub}")
            _Download(client, hub, encoder, hub_file).save(folder / hub_file.name)
        for name, settings in encoder.settings().items():
            (folder / name).write_text(json.dumps(settings), encoding="utf-8")
    return encoder.folder, True


def hub_address() -> str:
    """Give the address of the hub, or of the mirror that HF_ENDPOINT names.

    Raises ConfigError if that is no address of a server, or holds a login.
    """
    setting = os.environ.get("HF_ENDPOINT") or HUB
    address = setting.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        usable = False
    if not usable:
        raise ConfigError(f"HF_ENDPOINT is {setting[:200]!r}, which is no address of a hub; write one such as {HUB}")
    if parts.username is not None or parts.password is not None:
        raise ConfigError(
            f"HF_ENDPOINT, the address of {parts.hostname}, holds a login, which would be printed; leave it out"
        )
    return address


def _client() -> httpx.Client:
    """Make what asks the hub; raises ConfigError if the environment names a proxy or certificates of no use."""
    try:
        return httpx.Client(timeout=_TIMEOUT, headers=_HEADERS, follow_redirects=True, max_redirects=_MAX_REDIRECTS)
    except (ValueError, OSError, ImportError, httpx.InvalidURL) as error:  # what httpx raises for each of them
        raise ConfigError(
            "cannot use what HTTPS_PROXY (HTTP_PROXY, ALL_PROXY) or SSL_CERT_FILE (SSL_CERT_DIR) names: "
            f"{_reason(error)}; mend or unset it"
        ) from error


def megabytes(size: int) -> str:
    """Write a size in bytes.

    >>> megabytes(23_026_053), megabytes(466_247)
    ('23 MB', '0.5 MB')
    """
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e6:.1f} MB"


class _Download:
    """One file of an encoder; what was received stays between tries, so that the next one asks for the rest."""

    def __init__(self, client: httpx.Client, hub: str, encoder: KnownEncoder, hub_file: HubFile) -> None:
        self._client = client
        self._hub = hub
        self._file = hub_file
        self._name = f"{encoder.repository}/{hub_file.path}"
        self._revision = encoder.revision
        self._url = f"{hub}/{encoder.repository}/resolve/{encoder.revision}/{quote(hub_file.path)}"
        self._digest = sha256()
        self._received = 0

    def save(self, path: Path) -> None:
        """Download into a file, and check that it is the pinned one."""
        problem = ""
        with path.open("wb") as file:
            for number in range(TRIES):
                if number:
                    time.sleep(_PAUSE * number)
                try:
                    self._receive(file)
                except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
                    raise self._away(error) from error
                except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
                    raise ConfigError(f"cannot get {self._name} from {self._hub}: {_reason(error)}") from error
                except httpx.TransportError as error:
                    problem = _reason(error)
                if self._received == self._file.bytes:
                    break
            else:
                why = f" ({problem})" if problem else ""
                raise ConfigError(
                    f"the hub {self._hub} broke off {self._name} {TRIES} times, at last after {self._received:,} of "
                    f"{self._file.bytes:,} bytes{why}: nothing was kept; try again later"
                )
        if self._digest.hexdigest() != self._file.sha256:
            raise self._another_file(
                f"its SHA-256 is {self._digest.hexdigest()[:12]}…, the pinned one {self._file.sha256[:12]}…"
            )

    def _receive(self, file: BinaryIO) -> None:
        headers = {"Range": f"bytes={self._received}-"} if self._received else {}
        with self._client.stream("GET", self._url, headers=headers) as response:
            self._check_status(response)
            if response.status_code != _PARTIAL or not self._continues(response):
                file.seek(0)
                file.truncate()
                self._digest = sha256()
                self._received = 0
            for chunk in response.iter_raw():
                self._received += len(chunk)
                if self._received > self._file.bytes:
                    raise self._another_file(f"it is longer than the pinned one, which has {self._file.bytes:,} bytes")
                self._digest.update(chunk)
                file.write(chunk)

    def _continues(self, response: httpx.Response) -> bool:
        """Say whether a part of the file begins where what was received ends."""
        return str(response.headers.get("Content-Range", "")).startswith(f"bytes {self._received}-")

    def _check_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in _REFUSED:
            raise ConfigError(
                f"the hub {self._hub} wants a login for {self._name} (status {status}), and newsstance sends none: "
                "download the files with a browser, and name their folder as --encoder"
            )
        if response.is_client_error and status != _BUSY:
            raise ConfigError(
                f"the hub {self._hub} has no {self._name} at revision {self._revision[:8]} (status {status}): if "
                "HF_ENDPOINT names a mirror, look there; else get the files elsewhere and name their folder"
            )
        if not response.is_success:
            raise ConfigError(
                f"the hub {self._hub} doesn't give {self._name} now (status {status}): nothing was kept; try again "
                "later"
            )

    def _another_file(self, difference: str) -> ConfigError:
        return ConfigError(
            f"the hub {self._hub} gave another file as {self._name} than the pinned one: {difference}; nothing was "
            "kept; if HF_ENDPOINT names a mirror, or a page of your network asks for a login, look there"
        )

    def _away(self, error: Exception) -> ConfigError:
        return ConfigError(
            f"cannot reach the hub {self._hub}: {_reason(error)}; look at the connection, name your proxy in "
            "HTTPS_PROXY or a mirror in HF_ENDPOINT, or get the files elsewhere and name their folder"
        )


def _reason(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
