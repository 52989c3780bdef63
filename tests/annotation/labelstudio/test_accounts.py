"""Accounts on a real Label Studio, and somebody who takes one out of the organization."""

import secrets
from pathlib import Path

import pytest

from annotation.errors import LabelStudioError
from annotation.labelstudio.accounts import create_accounts, read_accounts
from annotation.labelstudio.client import Studio


@pytest.mark.studio
def test_a_member_who_was_taken_out_is_named_and_the_others_get_their_accounts(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    gone, other = (f"p{secrets.token_hex(3)}" for _ in range(2))
    user = create_accounts(studio, path, [gone])[gone].user
    studio._ask("DELETE", f"api/organizations/1/memberships/{user}/")
    with pytest.raises(LabelStudioError, match=rf"the account of {gone} is no longer a member of the organization"):
        create_accounts(studio, path, [gone, other])
    assert read_accounts(path)[other].user in studio.accounts().values()
    assert read_accounts(path)[gone].user == user
