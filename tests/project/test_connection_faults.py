"""Faults of the connection, on a real Label Studio behind a proxy: one clear line, in time, and exact when run again.

A handful, with a seed; `make torture` runs all of them.
"""

import random
from pathlib import Path
from typing import Final

import pytest

from tests.examples.connection_faults import FaultyConnection, fault_outcomes

pytestmark = pytest.mark.studio
SEED: Final = 13
KINDS: Final = {
    "push": ("dropped after", "late", "truncated", "trickling", "null"),
    "pull": ("502 after", "a gzip bomb", "a large number", "hanging"),
    "rounds": ("redirected", "wrong kinds", "a page"),
}


def test_a_fault_is_one_line_in_time_and_the_command_exact_when_run_again(tmp_path: Path, studio_data: Path) -> None:
    dice = random.Random(SEED)  # noqa: S311 - no secret
    with FaultyConnection(tmp_path, studio_data) as connection:
        outcomes = list(fault_outcomes(connection, dice, KINDS))
    assert [str(outcome) for outcome in outcomes if outcome.problem] == []
    assert len(outcomes) == sum(map(len, KINDS.values()))
    assert all(outcome.request for outcome in outcomes)
