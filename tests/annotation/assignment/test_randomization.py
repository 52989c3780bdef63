"""Which sentences are blind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.assignment.randomization import assign_arms
from annotation.errors import DataError
from annotation.tables.schema import BLIND, PRELABELED

QUEUE = [f"s{number}" for number in range(100)]


def blind_places(queue: list[str], share: float, key: bytes = b"key") -> list[int]:
    found = assign_arms(queue, blind=share, key=key, assigned_arms={})
    return [place for place, sentence in enumerate(queue) if found[sentence] == BLIND]


@pytest.mark.parametrize(("share", "number"), [(0.0, 0), (0.1, 10), (0.2, 20), (0.25, 25), (0.7, 70), (1.0, 100)])
def test_the_share_is_exact_where_it_can_be(share: float, number: int) -> None:
    assert len(blind_places(QUEUE, share)) == number


def test_blind_sentences_lie_evenly_over_the_queue() -> None:
    """One in each stretch of five: no reader meets a long run of either arm."""
    places = blind_places(QUEUE, 0.2)
    assert [place // 5 for place in places] == list(range(20))


def test_without_the_key_nobody_can_tell_which() -> None:
    assert blind_places(QUEUE, 0.2, b"one") != blind_places(QUEUE, 0.2, b"two")
    assert blind_places(QUEUE, 0.2, b"one") == blind_places(QUEUE, 0.2, b"one")


def test_an_arm_once_given_is_kept() -> None:
    """Also the empty arm of a sentence that was handed out before there was a model."""
    known = {"s0": BLIND, "s1": PRELABELED, "s2": ""}
    found = assign_arms(["s0", "s1", "s2"], blind=0.0, key=b"key", assigned_arms=known)
    assert found == known


def test_many_small_pushes_keep_the_share() -> None:
    """Three sentences at a time, a fifth of all of them is blind in the long run."""
    pushes = [[f"s{push}-{number}" for number in range(3)] for push in range(2000)]
    blind = sum(len(blind_places(queue, 0.2)) for queue in pushes)
    assert 0.18 < blind / 6000 < 0.22


@given(st.integers(0, 60), st.floats(0, 1), st.binary(min_size=1, max_size=8))
def test_every_sentence_gets_an_arm_and_the_share_is_off_by_less_than_one(size: int, share: float, key: bytes) -> None:
    queue = [f"s{number}" for number in range(size)]
    found = assign_arms(queue, blind=share, key=key, assigned_arms={})
    assert list(found) == queue
    assert abs(sum(arm == BLIND for arm in found.values()) - size * share) < 1 + 1e-6


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_a_share_outside_0_to_1_is_refused(share: float) -> None:
    with pytest.raises(DataError, match="is no share; it is between 0"):
        assign_arms(QUEUE, blind=share, key=b"key", assigned_arms={})
