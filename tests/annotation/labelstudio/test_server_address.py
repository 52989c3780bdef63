"""The local server's address: the same port at every start, and what annotators type."""

import json
import socket
from pathlib import Path

import pytest

from annotation.errors import ConfigError, LabelStudioError
from annotation.labelstudio.server_address import (
    HOST,
    KeptAddress,
    checked_public_address,
    choose_port,
    free_port,
    keep_address,
    kept_address,
)


def test_the_port_of_the_last_start_is_taken_again(tmp_path: Path) -> None:
    """A wished port comes first, and 0 wishes for a free one."""
    port = choose_port(tmp_path, None)
    keep_address(tmp_path, KeptAddress(port, "https://labels.example.org"))
    assert kept_address(tmp_path) == KeptAddress(port, "https://labels.example.org")
    assert choose_port(tmp_path, None) == port
    other = free_port(0)
    assert choose_port(tmp_path, other) == other


def test_a_kept_port_that_another_program_has_is_no_reason_to_move_in_silence(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        keep_address(tmp_path, KeptAddress(port))
        with pytest.raises(LabelStudioError, match=f"port {port}, at which people know this server .* is taken by"):
            choose_port(tmp_path, None)
        assert choose_port(tmp_path, 0) != port


@pytest.mark.parametrize("content", ["", "[]", '{"port": "80"}', '{"port": true}', '{"port": 70000, "public": "x"}'])
def test_a_damaged_file_keeps_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "address.json").write_text(content)
    assert kept_address(tmp_path) == KeptAddress()


def test_the_file_is_not_written_again_without_a_change(tmp_path: Path) -> None:
    keep_address(tmp_path, KeptAddress(8391))
    assert json.loads((tmp_path / "address.json").read_text()) == {"port": 8391, "public": ""}
    (tmp_path / "address.json").chmod(0o400)
    keep_address(tmp_path, KeptAddress(8391))


@pytest.mark.parametrize(
    "address", ["labels.example.org", "ftp://a.org", "https://a.org/labels", "https://", "https://a b"]
)
def test_an_address_that_no_browser_opens_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match=r"--public-address .* is no address that a browser can open"):
        checked_public_address(address)
