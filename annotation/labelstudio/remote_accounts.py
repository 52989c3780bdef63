"""Who is who on a Label Studio that isn't ours: an owner-only file of the study that the researcher fills in.

We can't make accounts there without taking people's passwords. What Label Studio offers is one invitation link for
everybody: who has it can join, so it stands in that file and nowhere else.
"""

import json
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from annotation.errors import ConfigError, LabelStudioError
from annotation.io.files import write_text
from annotation.labelstudio.accounts import accounts_file, pseudonyms_by_user, read_accounts
from annotation.labelstudio.client import Studio
from annotation.labelstudio.connection import is_ours

FILE: Final = Path("accounts.toml")
_HEAD: Final = """\
# Who is who on the Label Studio named below. Only you may read this file.
# Send the invitation to each annotator: who opens it makes an account. Then write the address of the account here, as
# in  ann = "ann@example.org"  , so that `newsstance pull` can tell whose answers are whose.
"""


@dataclass(frozen=True)
class RemoteAccounts:
    """The addresses that annotators log in with on one server (empty: not known yet), and the way to join it."""

    server: str
    invitation: str
    addresses: Mapping[str, str]


def invite(studio: Studio, path: Path, annotators: Sequence[str]) -> list[str]:
    """Keep an invitation and a line for each annotator; gives those whose address is still to be filled in."""
    known = read_remote_accounts(path) or RemoteAccounts(studio.url, _invitation(studio), {})
    if known.server != studio.url:
        return []
    addresses = {**dict.fromkeys(annotators, ""), **known.addresses}
    if addresses != known.addresses:
        _write(path, RemoteAccounts(known.server, known.invitation, addresses))
    return [name for name in annotators if not addresses[name]]


def read_remote_accounts(path: Path) -> RemoteAccounts | None:
    """Read the file; None where there is none. One that others can read is refused."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    if mode & 0o077:
        raise ConfigError(f"{path} says who is who, and others can read it (its mode is {mode:o}); chmod 600 {path}")
    accounts = found.get("accounts", {})
    texts = [found.get("server"), found.get("invitation", ""), *accounts.values()] if _is_table(accounts) else [None]
    if not all(isinstance(text, str) for text in texts):
        raise ConfigError(f'{path}: it has server = "URL" and, below [accounts], lines such as ann = "ann@example.org"')
    _refuse_twice(path, accounts)
    return RemoteAccounts(found["server"], found.get("invitation", ""), accounts)


def annotators_by_user(studio: Studio, data: Path, path: Path = FILE) -> tuple[dict[int, str], list[str]]:
    """Say whose account a user id is, as far as is known, and in words of whom it isn't."""
    if is_ours(studio, data):
        return pseudonyms_by_user(read_accounts(accounts_file(data))), []
    known = read_remote_accounts(path)
    if known is None or known.server != studio.url:
        why = f"there is no {path}" if known is None else f"{path} is about {known.server}"
        return {}, [f"whose answers are whose is not checked: {why}"]
    try:
        there = _users(studio, known.addresses)
    except LabelStudioError as error:  # a server that shows accounts to its administrators only
        return {}, [f"whose answers are whose is not checked: {error}"]
    users = {name: there.get(email.lower()) for name, email in known.addresses.items()}
    found = {user: name for name, user in users.items() if user is not None}
    return found, [_unknown(path, name, known.addresses[name], studio) for name, user in users.items() if user is None]


def _users(studio: Studio, addresses: Mapping[str, str]) -> dict[str, int]:
    """The user ids by address; the server is asked only where one was filled in."""
    if not any(addresses.values()):
        return {}
    return {email.lower(): user for email, user in studio.accounts().items()}


def _unknown(path: Path, name: str, email: str, studio: Studio) -> str:
    if not email:
        return f"{path} has no address of {name} yet: whoever answers in {name}'s project counts as {name}"
    return f"{path} says that {name} is {email}, and {studio.url} has no such account"


def _refuse_twice(path: Path, accounts: Mapping[str, str]) -> None:
    given = [email.lower() for email in accounts.values() if email]
    for name, email in accounts.items():
        if given.count(email.lower()) > 1:
            raise ConfigError(f"{path} gives {email} to two annotators, {name} is one of them; each has an account")


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _invitation(studio: Studio) -> str:
    """Ask for the link; empty where the server doesn't give one to this account."""
    try:
        return studio.invitation()
    except LabelStudioError:
        return ""


def _write(path: Path, people: RemoteAccounts) -> None:
    lines = [f"{json.dumps(name)} = {json.dumps(email)}" for name, email in sorted(people.addresses.items())]
    head = f"server = {json.dumps(people.server)}\ninvitation = {json.dumps(people.invitation)}\n"
    write_text(path, "\n".join([_HEAD + head, "[accounts]", *lines, ""]), private=True)
