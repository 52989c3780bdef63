"""The annotators' accounts on our own Label Studio: a pseudonym and a login each.

They stand in an owner-only file of the server's data folder: several studies may share the server and its people.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from annotation.errors import DataError
from annotation.io.files import write_text
from annotation.io.locks import locked
from annotation.labelstudio.client import Studio

_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,29})")

_NOBODY: Final = 0  # the user id of an account that is not made yet


@dataclass(frozen=True)
class Account:
    """An annotator's login; a secret."""

    email: str
    password: str
    user: int


def read_annotators(joined: str) -> tuple[str, ...]:
    """Read `ann,bob,cleo`.

    >>> read_annotators("ann, bob")
    ('ann', 'bob')
    """
    names = tuple(name.strip() for name in joined.split(",") if name.strip())
    if not names:
        raise DataError("--annotators names nobody; give pseudonyms, such as --annotators ann,bob")
    _refuse_twice(names)
    odd = [name for name in names if not _NAME.fullmatch(name)]
    if odd:
        raise DataError(
            f"--annotators: {odd[0]!r} is no pseudonym; use up to 30 letters, digits, dots, dashes (not an e-mail)"
        )
    return names


def _refuse_twice(names: Sequence[str]) -> None:
    """Refuse a name given twice, also in other letters: the two would share an account, and so their answers."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise DataError(f"--annotators names {other} and {name}, who would share an account; give other pseudonyms")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"--annotators names {twice[0]} twice; name each annotator once")


def accounts_file(data: Path) -> Path:
    """Where the accounts of a local Label Studio stand."""
    return data / "accounts.json"


def read_accounts(path: Path) -> dict[str, Account]:
    """Read the accounts made so far."""
    if not path.exists():
        return {}
    return {name: Account(**found) for name, found in json.loads(path.read_text(encoding="utf-8")).items()}


def make_accounts(studio: Studio, path: Path, annotators: Sequence[str]) -> dict[str, Account]:
    """Make an account for each annotator who has none on this server, and keep the logins; gives the new ones.

    A password is kept before it is used: cut short in between, the account would be one that nobody can open.
    """
    with locked(path.with_suffix(".lock")):  # another study may share the server
        return _make_missing(studio, path, annotators)


def _make_missing(studio: Studio, path: Path, annotators: Sequence[str]) -> dict[str, Account]:
    known, users = read_accounts(path), studio.accounts()
    missing = [name for name in annotators if email(name) not in users]
    planned = known | {name: known.get(name) or _plan(name) for name in missing}
    if planned != known:
        write_accounts(path, planned)
    for name in missing:
        users[email(name)] = studio.sign_up(email(name), planned[name].password)
    made = {name: replace(account, user=users.get(account.email, _NOBODY)) for name, account in planned.items()}
    if made != planned:
        write_accounts(path, made)
    return {name: made[name] for name in missing}


def unknown_logins(studio: Studio, path: Path, annotators: Sequence[str]) -> list[str]:
    """Name those who have an account on the server, but whose login we don't know."""
    known, there = read_accounts(path), studio.accounts()
    return [name for name in annotators if name not in known and email(name) in there]


def write_accounts(path: Path, accounts: Mapping[str, Account]) -> None:
    """Keep the accounts, readable by their owner only."""
    kept = {name: asdict(account) for name, account in sorted(accounts.items())}
    write_text(path, json.dumps(kept, indent=1), private=True)


def pseudonyms_by_user(accounts: Mapping[str, Account]) -> dict[int, str]:
    """Who a user id is."""
    return {account.user: name for name, account in accounts.items()}


def _plan(name: str) -> Account:
    return Account(email(name), secrets.token_urlsafe(9), _NOBODY)


def email(name: str) -> str:
    """The address an annotator logs in with.

    >>> email("Ann")
    'ann@newsstance.localhost'
    """
    return f"{name.lower()}@newsstance.localhost"
