"""Where the key in the environment goes: to the server that it was given for, and nowhere else."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.errors import ConfigError, DataError, LabelStudioError
from annotation.labelstudio.addresses import TypedAddress
from annotation.labelstudio.confirmed_servers import confirmed_file
from annotation.labelstudio.connection import connect
from tests.examples.odd_server import OddServer, always, response

KEY = "0123456789" * 4
ACCOUNT = response(b'{"email": "ann@example.org"}')


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddServer]:
    """A server that takes any key; the user has one in the environment."""
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", KEY)
    with OddServer(always(ACCOUNT)) as server:
        yield server


def keys_sent(listener: OddServer) -> int:
    """How many requests came with the key."""
    return sum(KEY.encode() in request.head for request in listener.requests)


def test_the_key_goes_to_the_server_in_its_variable(listener: OddServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", f"{listener.url}/")
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", f" {KEY}\n")  # as copying leaves it
    connect().close()
    connect(listener.url).close()
    assert keys_sent(listener) == 2
    assert not confirmed_file().exists()


def test_a_server_that_only_the_settings_name_gets_nothing(listener: OddServer) -> None:
    """They may be in somebody else's study."""
    with pytest.raises(LabelStudioError) as refused:
        connect(listener.url)
    assert listener.requests == []
    assert str(refused.value) == (
        f"newsstance.toml names {listener.url}, and the key in LABEL_STUDIO_API_KEY was not given for it, so nothing "
        f"was sent; if the key is for that server, run this once with --url {listener.url}, which is remembered, or "
        "set LABEL_STUDIO_URL"
    )


def test_a_server_that_was_typed_once_may_be_named_by_settings(
    listener: OddServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the same key; another key was not given for it."""
    connect(TypedAddress(listener.url)).close()
    assert f"from now on newsstance.toml may name {listener.url} for this key" in capsys.readouterr().err
    connect(f"{listener.url}/").close()
    connect(TypedAddress(listener.url)).close()
    assert keys_sent(listener) == 3
    assert capsys.readouterr().err == ""
    assert KEY not in confirmed_file().read_text()
    assert stat.S_IMODE(confirmed_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(confirmed_file().parent.stat().st_mode) == 0o700
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "9" * 40)
    with pytest.raises(LabelStudioError, match="was not given for it"):
        connect(listener.url)
    assert len(listener.requests) == 3


def test_a_server_that_did_not_take_the_key_is_not_remembered(listener: OddServer) -> None:
    listener.answer = always(response(b'{"detail": "Invalid token."}', "application/json", "401 Unauthorized"))
    with pytest.raises(LabelStudioError, match="does not take the key"):
        connect(TypedAddress(listener.url))
    assert not confirmed_file().exists()


def test_a_key_with_a_server_of_its_own_goes_to_no_other(listener: OddServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also not to one that is typed: set both."""
    monkeypatch.setenv("LABEL_STUDIO_URL", "https://labels.example.org")
    with pytest.raises(LabelStudioError) as refused:
        connect(TypedAddress(listener.url))
    assert listener.requests == []
    assert str(refused.value) == (
        "the key in LABEL_STUDIO_API_KEY is for https://labels.example.org (LABEL_STUDIO_URL), so it is not sent to "
        f"{listener.url}; set both for the server that you mean"
    )


def test_nobody_without_the_key_can_confirm_a_server(listener: OddServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with the right server and a wrong digest, and a settings folder that would be below the working folder."""
    Path("config/newsstance").mkdir(parents=True)
    connect(TypedAddress(listener.url)).close()
    forged = {listener.url: "0" * 64}
    for path in (confirmed_file(), Path("config/newsstance/servers.json")):
        path.write_text(json.dumps(forged))
    with pytest.raises(LabelStudioError, match="was not given for it"):
        connect(listener.url)
    monkeypatch.setenv("XDG_CONFIG_HOME", "config")
    assert confirmed_file() == Path.home() / ".config" / "newsstance" / "servers.json"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": 1}', b"\xff", b"[" * 100_000])
def test_a_damaged_list_of_servers_is_one_line(content: bytes, listener: OddServer) -> None:
    confirmed_file().parent.mkdir(parents=True)
    confirmed_file().write_bytes(content)
    with pytest.raises(DataError, match=r"servers\.json is damaged"):
        connect(listener.url)
    connect(TypedAddress(listener.url)).close()
    assert confirmed_file().read_bytes() == content


def test_plain_http_to_another_machine_needs_a_word(listener: OddServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The listener is the user's proxy, through which the other machine is reached."""
    monkeypatch.setenv("http_proxy", listener.url)
    for url in ("http://labels.example.org", "http://127.0.0.1.example.org", "http://10.1.2.3:8080"):
        with pytest.raises(LabelStudioError) as refused:
            connect(TypedAddress(url))
        assert str(refused.value) == (
            f"{url} is plain http to another machine, so that others in the network could read the key and all "
            "answers; give its https address, or add --insecure if you trust the network"
        )
    assert listener.requests == []
    connect(TypedAddress("http://labels.example.org"), insecure=True).close()
    assert keys_sent(listener) == 1


@pytest.mark.parametrize(
    "url",
    [
        *("labels.example.org", "ftp://labels.example.org", "https://", "https://a b", "https://x:port", "//x"),
        *("https://a.org\\@b.org", "https://a.org?b", "https://a.org#b", "https://a.org\x1b[2J", "https://[::1"),
        *("https://a.org:0", "https://a.org:99999", "file:///etc/passwd"),
    ],
)
@pytest.mark.usefixtures("listener")
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="is no address of a server; write one such as https://labels") as refused:
        connect(TypedAddress(url))
    assert str(refused.value).isprintable()


@pytest.mark.usefixtures("listener")
def test_a_login_in_an_address_is_not_shown() -> None:
    with pytest.raises(ConfigError, match=r"the address of a\.org holds a login") as refused:
        connect(TypedAddress("https://ann:secret@a.org"))
    assert "secret" not in str(refused.value)
