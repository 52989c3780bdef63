"""The annotators' accounts on a Label Studio that newsstance does not run, in a file that the researcher fills in.

Accounts cannot be created there without knowing people's passwords. What Label Studio offers is one invitation link
for everybody. Whoever has the link can join, so it is kept in that file, which only its owner can read, and nowhere
else.
"""

import json
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError, LabelStudioError
from annotation.io.files import write_text
from annotation.labelstudio.accounts import accounts_file, pseudonyms_by_user, read_accounts
from annotation.labelstudio.client import Studio
from annotation.labelstudio.connection import is_local
from annotation.labelstudio.server_errors import readable
from annotation.labelstudio.transport import status_of

REMOTE_ACCOUNTS_FILE: Final = Path("accounts.toml")
_HEADER: Final = """\
# Who is who on the Label Studio named below. Only you may read this file.
# Send the invitation to each annotator: who opens it makes an account. Then write the address of the account here, as
# in  ann = "ann@example.org"  , so that `newsstance pull` can tell whose answers are whose.
"""


@dataclass(frozen=True)
class RemoteAccounts:
    """The annotators' accounts on one server.

    Attributes:
        server: the server's address.
        invitation: the link with which annotators join the server.
        addresses: the e-mail address with which each annotator logs in; empty if it is not filled in yet.
    """

    server: str
    invitation: str
    addresses: Mapping[str, str]


def invite(studio: Studio, path: Path, annotators: Sequence[str]) -> list[str]:
    """Write the invitation and a line for each annotator; returns the annotators whose address is not filled in."""
    accounts = read_remote_accounts(path) or RemoteAccounts(studio.url, "", {})
    if accounts.server != studio.url:
        return []
    addresses = {**dict.fromkeys(annotators, ""), **accounts.addresses}
    completed = RemoteAccounts(accounts.server, accounts.invitation or _invitation(studio), addresses)
    if completed != accounts:
        _write(path, completed)
    return [name for name in annotators if not addresses[name]]


def read_remote_accounts(path: Path) -> RemoteAccounts | None:
    """Read the file of accounts; None if there is no file.

    Raises:
        ConfigError: if others can read the file, it is not as described in its header, or an address occurs twice.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise ConfigError(f"{path} cannot be read: it is no file")
        mode = stat.S_IMODE(mode)
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number of thousands of digits, or too nested
        raise ConfigError(f"{path} cannot be read: {readable(str(error), 120)}") from error
    if mode & 0o077:
        raise ConfigError(f"{path} says who is who, and others can read it (its mode is {mode:o}); chmod 600 {path}")
    accounts = settings.get("accounts", {})
    is_table = isinstance(accounts, dict)
    texts = [settings.get("server"), settings.get("invitation", ""), *accounts.values()] if is_table else [None]
    if not all(isinstance(text, str) and text.isprintable() for text in [*texts, *accounts]):
        raise ConfigError(f'{path}: it has server = "URL" and, below [accounts], lines such as ann = "ann@example.org"')
    _check_unique(path, accounts)
    return RemoteAccounts(settings["server"], settings.get("invitation", ""), accounts)


def annotators_by_user(
    studio: Studio, studio_folder: Path, path: Path = REMOTE_ACCOUNTS_FILE
) -> tuple[dict[int, str], list[str]]:
    """The annotator of each user id, and remarks about annotators whose account is not known.

    Args:
        studio: the server that the user ids belong to.
        studio_folder: the data folder of the local Label Studio, which may be that server.
        path: the file of accounts on another server.
    """
    if is_local(studio, studio_folder):
        logins = accounts_file(studio_folder)
        pseudonyms = pseudonyms_by_user(read_accounts(logins))
        return pseudonyms, [] if pseudonyms else [f"whose answers are whose is not checked: {logins} names nobody"]
    accounts = read_remote_accounts(path)
    if accounts is None or accounts.server != studio.url:
        reason = f"there is no {path}" if accounts is None else f"{path} is about {accounts.server}"
        return {}, [f"whose answers are whose is not checked: {reason}"]
    try:
        users = _users_by_address(studio, accounts.addresses)
    except LabelStudioError as error:  # a server that shows accounts to its administrators only
        return {}, [f"whose answers are whose is not checked: {error}"]
    annotators: dict[int, str] = {}
    remarks: list[str] = []
    for name, address in accounts.addresses.items():
        user = users.get(address.lower())
        if user is None:
            remarks.append(_unknown_account(path, name, address, studio))
        else:
            annotators[user] = name
    return annotators, remarks


def _users_by_address(studio: Studio, addresses: Mapping[str, str]) -> dict[str, int]:
    """The user ids by e-mail address; the server is asked only if an address was filled in."""
    if not any(addresses.values()):
        return {}
    return {address.lower(): user for address, user in studio.accounts().items()}


def _unknown_account(path: Path, name: str, address: str, studio: Studio) -> str:
    if not address:
        return f"{path} has no address of {name} yet: whoever answers in {name}'s project counts as {name}"
    return f"{path} says that {name} is {address}, and {studio.url} has no such account"


def _check_unique(path: Path, accounts: Mapping[str, str]) -> None:
    """Refuse an address that two annotators share: their answers could not be told apart."""
    addresses = [address.lower() for address in accounts.values() if address]
    for name, address in accounts.items():
        if addresses.count(address.lower()) > 1:
            raise ConfigError(f"{path} gives {address} to two annotators, {name} is one of them; each has an account")


def _invitation(studio: Studio) -> str:
    """The invitation link; empty if the server does not give one to this account."""
    try:
        return studio.invitation()
    except LabelStudioError as error:
        if status_of(error) in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            return ""
        raise


def _write(path: Path, accounts: RemoteAccounts) -> None:
    server_lines = f"server = {json.dumps(accounts.server)}\ninvitation = {json.dumps(accounts.invitation)}\n"
    account_lines = [
        f"{json.dumps(name)} = {json.dumps(address)}" for name, address in sorted(accounts.addresses.items())
    ]
    write_text(path, "\n".join([_HEADER + server_lines, "[accounts]", *account_lines, ""]), private=True)
