"""The annotators' accounts on the local Label Studio: a pseudonym and a login each.

They are kept in a file of the server's data folder that only its owner can read, because several studies may share
the server and its annotators.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from annotation.errors import DataError, LabelStudioError
from annotation.io.files import write_text
from annotation.io.json_files import are_texts, read_json_file
from annotation.io.locks import locked
from annotation.labelstudio.answer_fields import is_whole
from annotation.labelstudio.client import Studio

_PSEUDONYM: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,29})")

_NO_USER: Final = 0  # the user id of an account that is planned and not created yet


@dataclass(frozen=True)
class Account:
    """An annotator's login, which is secret, and the user id on the server."""

    email: str
    password: str
    user: int


def read_annotators(text: str) -> tuple[str, ...]:
    """Read pseudonyms from a text such as `ann,bob,cleo`.

    >>> read_annotators("ann, bob")
    ('ann', 'bob')

    Raises:
        DataError: if there is no name, a name occurs twice, or a name is not a pseudonym.
    """
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise DataError("--annotators names nobody; give pseudonyms, such as --annotators ann,bob")
    _check_unique(names)
    invalid = [name for name in names if not _PSEUDONYM.fullmatch(name)]
    if invalid:
        raise DataError(
            f"--annotators: {invalid[0]!r} is no pseudonym; use up to 30 letters, digits, dots, dashes (not an e-mail)"
        )
    return names


def _check_unique(names: Sequence[str]) -> None:
    """Refuse a repeated name, also with other capitals: both would share an account, and so their answers."""
    by_lower_case: dict[str, str] = {}
    for name in names:
        first = by_lower_case.setdefault(name.lower(), name)
        if first != name:
            raise DataError(f"--annotators names {first} and {name}, who would share an account; give other pseudonyms")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise DataError(f"--annotators names {repeated[0]} twice; name each annotator once")


def accounts_file(studio_folder: Path) -> Path:
    """The file with the accounts of a local Label Studio."""
    return studio_folder / "accounts.json"


def read_accounts(path: Path) -> dict[str, Account]:
    """Read the accounts created so far, by pseudonym.

    Raises:
        DataError: if the file is damaged.
    """
    try:
        accounts = read_json_file(path)
    except FileNotFoundError:
        return {}
    if not isinstance(accounts, dict):
        raise DataError(f"{path} is damaged: it holds no accounts by name; bring it back from a backup")
    return {name: _read_account(path, name, fields) for name, fields in accounts.items()}


def _read_account(path: Path, name: str, fields: object) -> Account:
    if (
        isinstance(fields, dict)
        and fields.keys() == {"email", "password", "user"}
        and are_texts(name, fields["email"], fields["password"])
        and is_whole(fields["user"])
    ):
        return Account(**fields)
    raise DataError(
        f"{path} is damaged: an account has an email, a password and a user (a whole number), and that of {name!r:.40} "
        "has not; bring it back from a backup"
    )


def create_accounts(studio: Studio, path: Path, annotators: Sequence[str]) -> dict[str, Account]:
    """Create an account for each annotator who has none on the server, save the logins, and return the new accounts.

    A password is saved before it is used: if the program were interrupted in between, nobody could log in to the
    account.
    """
    with locked(path.with_suffix(".lock")):  # another study may share the server
        return _create_missing(studio, path, annotators)


def _create_missing(studio: Studio, path: Path, annotators: Sequence[str]) -> dict[str, Account]:
    saved, users = read_accounts(path), studio.accounts()
    missing = [name for name in annotators if annotator_email(name) not in users]
    planned = saved | {name: saved.get(name) or _planned_account(name) for name in missing}
    if planned != saved:
        write_accounts(path, planned)
    removed = []
    for name in missing:
        try:
            users[annotator_email(name)] = studio.sign_up(annotator_email(name), planned[name].password)
        except LabelStudioError:
            if planned[name].user == _NO_USER:
                raise
            removed.append(name)
    created = {name: replace(account, user=users.get(account.email, account.user)) for name, account in planned.items()}
    if created != planned:
        write_accounts(path, created)
    if removed:
        raise LabelStudioError(
            f"the account of {', '.join(removed)} is no longer a member of the organization on {studio.url} (somebody "
            "took it out), so nobody can work with it; hand the sentences out under another pseudonym"
        )
    return {name: created[name] for name in missing}


def unknown_logins(studio: Studio, path: Path, annotators: Sequence[str]) -> list[str]:
    """The annotators who have an account on the server, but whose login is not in the file."""
    accounts, users = read_accounts(path), studio.accounts()
    return [name for name in annotators if name not in accounts and annotator_email(name) in users]


def write_accounts(path: Path, accounts: Mapping[str, Account]) -> None:
    """Write the accounts to a file that only its owner can read."""
    by_name = {name: asdict(account) for name, account in sorted(accounts.items())}
    write_text(path, json.dumps(by_name, indent=1), private=True)


def pseudonyms_by_user(accounts: Mapping[str, Account]) -> dict[int, str]:
    """The annotator's pseudonym of each user id."""
    return {account.user: name for name, account in accounts.items() if account.user != _NO_USER}


def _planned_account(name: str) -> Account:
    return Account(annotator_email(name), secrets.token_urlsafe(9), _NO_USER)


def annotator_email(name: str) -> str:
    """The e-mail address with which an annotator logs in.

    >>> annotator_email("Ann")
    'ann@newsstance.localhost'
    """
    return f"{name.lower()}@newsstance.localhost"
