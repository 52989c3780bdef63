"""What the handout says before anything goes to a server."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.assignment.allocation import EVERYBODY, Allocation, QueueOrder
from annotation.assignment.arms import Arms
from annotation.assignment.plan import HandoutKey, HandOutOptions, plan_handout
from annotation.assignment.queue import Queue, make_queue
from annotation.codebook.codebook import Codebook, read_codebook
from annotation.errors import DataError
from annotation.study.handout import HandoutRow
from annotation.tables.schema import SENTENCES, check_row
from tests.conftest import CONFIGS

BOOK: Codebook = read_codebook(CONFIGS / "stance_sourcing.toml")
PEOPLE = ("ann", "bob", "cleo")
DEALT = Allocation(overlap=0.3, audit=0.1)
SCORE: dict[str, Any] = {"sourcing": "named", "sourcing_probability": 0.75, "model": "m1"}


def queue(*lengths: int, name: str = "a", **more: Any) -> Queue:
    """Articles of these lengths."""
    rows = (
        {"sentence": f"{name}{a}-{n}", "text": f"Text {n}.", "article": f"{name}{a}", **more}
        for a, length in enumerate(lengths)
        for n in range(length)
    )
    return make_queue((check_row(SENTENCES, values, "x") for values in rows), BOOK)


def planned(
    asked: Queue, before: dict[HandoutKey, HandoutRow] | None = None, who: Sequence[str] = PEOPLE, **options: Any
) -> dict[HandoutKey, HandoutRow]:
    key = options.pop("key", b"k")
    settings = {"round": "pilot", "blind": 0.2, "allocation": DEALT, **options}
    return plan_handout(asked, before or {}, HandOutOptions(who, **settings), key)


def of(handout: dict[HandoutKey, HandoutRow], annotator: str) -> list[HandoutRow]:
    return [given for given in handout.values() if given.annotator == annotator]


def test_audit_sentences_are_blind_and_everybodys_and_the_shares_are_those_stated() -> None:
    """300 sentences: 30 audit, 60 blind, 210 pre-labeled; 90 go to everybody, the audit among them."""
    found = planned(queue(*[10] * 30, **SCORE), arms=Arms.SENTENCE)
    by_sentence: dict[str, list[HandoutRow]] = {}
    for one in found.values():
        by_sentence.setdefault(one.sentence, []).append(one)
    assert len(by_sentence) == 300
    kinds = [(rows[0].arm, rows[0].audit) for rows in by_sentence.values()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        ("blind", True): 30,
        ("blind", False): 60,
        ("prelabeled", False): 210,
    }
    assert sum(len(rows) == 3 for rows in by_sentence.values()) == 90
    for rows in by_sentence.values():
        assert len({(row.arm, row.audit) for row in rows}) == 1  # the same for whoever has it
        assert len(rows) == 3 or not rows[0].audit
        assert all(bool(row.shown) == (row.arm == "prelabeled") for row in rows)
        assert all(bool(row.withheld) == (row.arm == "blind") for row in rows)


def test_by_person_each_has_arms_of_her_own_and_a_joiner_changes_nobodys() -> None:
    """As it is usual where several answer a sentence; the handout says it row by row."""
    asked = queue(*[10] * 6, **SCORE)
    before = planned(asked, who=("ann", "bob"), allocation=Allocation(audit=0.1))
    arms = {who: {row.sentence: row.arm for row in of(before, who) if not row.audit} for who in ("ann", "bob")}
    assert [sum(arm == "blind" for arm in arms[who].values()) for who in ("ann", "bob")] == [12, 12]
    assert not any(arms["ann"][sentence] == arms["bob"][sentence] == "blind" for sentence in arms["ann"])
    assert all(row.arm == "blind" for row in before.values() if row.audit)
    assert all(bool(row.shown) == (row.arm == "prelabeled") for row in before.values())
    more = queue(*[10] * 7, **SCORE)
    later = planned(more, before, ("ann", "bob", "cleo"), allocation=Allocation(audit=0.1))
    assert {key: later[key] for key in before} == before
    assert len(of(later, "cleo")) == 70
    assert all(row.arm == "blind" for row in of(later, "cleo") if row.audit)
    assert planned(more, later, ("cleo", "bob"), allocation=Allocation(audit=0.1)) == later


def test_an_old_handout_keeps_its_arms_also_for_who_joins() -> None:
    old = planned(queue(*[10] * 6, **SCORE), who=("ann", "bob"), allocation=EVERYBODY, arms=Arms.SENTENCE)
    joined = planned(queue(*[10] * 6, **SCORE), old, ("ann", "bob", "cleo"), allocation=EVERYBODY)
    arms = {who: [row.arm for row in of(joined, who)] for who in PEOPLE}
    assert arms["ann"] == arms["bob"] == arms["cleo"]
    assert arms["ann"].count("blind") == 12


def test_without_scores_only_audit_sentences_have_an_arm() -> None:
    found = planned(queue(20))
    assert {(one.arm, one.audit) for one in found.values()} == {("blind", True), ("", False)}


@given(st.lists(st.integers(1, 15), max_size=15), st.floats(0.1, 0.6), st.floats(0, 1), st.binary(min_size=1))
def test_blind_sentences_lie_evenly_in_every_annotators_own_queue(
    lengths: list[int], blind: float, overlap: float, key: bytes
) -> None:
    """What an annotator has is shared or their own, and in each part one sentence of every stretch is blind.

    So a window of w sentences that are not audit holds w times the share, give or take less than two for each part.
    """
    shares = Allocation(overlap=overlap, audit=overlap * 0.2)
    found = planned(queue(*lengths, **SCORE), blind=blind, allocation=shares, key=key, arms=Arms.SENTENCE)
    mine = {who: [one.arm == "blind" for one in of(found, who) if not one.audit] for who in PEOPLE}
    rest = {one.sentence: one.arm == "blind" for one in found.values() if not one.audit}
    share = blind * sum(lengths) / len(rest) if rest else 0.0
    assert abs(sum(rest.values()) - share * len(rest)) < 1 + 1e-6
    for arms in mine.values():
        for start in range(len(arms)):
            for end in range(start + 1, len(arms) + 1):
                assert abs(sum(arms[start:end]) - share * (end - start)) < 4 + 1e-6


def test_no_annotator_meets_a_long_run_without_a_blind_sentence() -> None:
    """The blind share is a fifth: within each of the two parts runs are at most 8, so 16 together."""
    for key in (b"one", b"two", b"three"):
        found = planned(queue(*[12] * 25, **SCORE), key=key, arms=Arms.SENTENCE)
        for who in PEOPLE:
            blind = [place for place, one in enumerate(o for o in of(found, who) if not o.audit) if one.arm == "blind"]
            assert max(later - earlier - 1 for earlier, later in pairwise(blind)) <= 16
            assert abs(len(blind) / len([o for o in of(found, who) if not o.audit]) - 60 / 270) < 0.03


@pytest.mark.parametrize(
    "shares", [DEALT, EVERYBODY, Allocation(per_sentence=2), Allocation(overlap=1), Allocation(audit=0.5)]
)
def test_repeating_a_push_adds_nothing_whatever_the_options_say(shares: Allocation) -> None:
    before = planned(queue(5, 5, 5, 5, **SCORE))
    assert planned(queue(5, 5, 5, 5, **SCORE), before, allocation=shares, blind=0.4) == before


def test_a_fourth_annotator_gets_new_work_only_and_nobodys_existing_work_changes() -> None:
    before = planned(queue(*[10] * 6, **SCORE))
    again = planned(queue(*[10] * 6, **SCORE), before, (*PEOPLE, "dana"))
    assert again == before
    later = planned(queue(*[10] * 2, name="b", **SCORE), before, (*PEOPLE, "dana"))
    assert {of: later[of] for of in before} == before
    assert list(later)[: len(before)] == list(before)
    new = [one for one in later.values() if one.key not in before]
    assert {one.sentence for one in new} == {f"b{a}-{n}" for a in range(2) for n in range(10)}
    shared = {one.sentence for one in new if one.annotator != "dana"}
    assert len(shared) == 6
    assert len(of(later, "dana")) == 20


def test_what_everybody_got_also_goes_to_who_is_new_unless_work_is_dealt_out_now() -> None:
    before = planned(queue(4), who=("ann",), allocation=EVERYBODY)
    assert len(of(planned(queue(4), before, ("ann", "bob"), allocation=EVERYBODY), "bob")) == 4
    assert planned(queue(4), before, ("ann", "bob"), allocation=Allocation(overlap=0.0)) == before


def test_an_audit_sentence_stays_one_in_every_later_round() -> None:
    """Nothing that figures rest on is ever pre-labeled, in no round."""
    before = planned(queue(10, 10))
    audit = {one.sentence for one in before.values() if one.audit}
    later = planned(queue(10, 10, **SCORE), before, round="next", allocation=EVERYBODY)
    again = {one.sentence for one in later.values() if one.round == "next" and one.audit}
    assert again == audit != set()
    assert all(one.arm == "blind" and not one.shown for one in later.values() if one.sentence in audit)


def test_the_same_key_gives_the_same_plan_and_another_another() -> None:
    asked = queue(*[6] * 8, **SCORE)
    assert planned(asked) == planned(asked)
    assert planned(asked) != planned(asked, key=b"l")


def test_the_order_of_the_annotators_changes_who_stands_first_and_nothing_else() -> None:
    asked = queue(*[6] * 8, **SCORE)
    assert planned(asked, who=PEOPLE[::-1]) == planned(asked)


def test_shuffled_work_is_even_within_one_sentence() -> None:
    found = planned(queue(17, 3, 1), allocation=Allocation(overlap=0.2, order=QueueOrder.SHUFFLED))
    loads = [len(of(found, who)) for who in PEOPLE]
    assert max(loads) - min(loads) <= 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"blind": 0.8, "allocation": Allocation(audit=0.3)},
            r"--blind 0\.8 and --audit 0\.3 add up to more than everything",
        ),
        ({"blind": 1.5}, r"--blind 1\.5 is no share"),
        ({"allocation": Allocation(overlap=2)}, "--overlap 2 is no share"),
    ],
)
def test_shares_that_cannot_be_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError, match=said):
        planned(queue(5, **SCORE), **options)


def test_all_may_be_blind_beside_the_audit() -> None:
    found = planned(queue(10, **SCORE), blind=0.9, allocation=Allocation(audit=0.1))
    assert {one.arm for one in found.values()} == {"blind"}
    assert sum(one.audit for one in of(found, "ann")) == 1


def test_where_it_is_said_who_gets_what_that_decides() -> None:
    """Also for somebody who joins later; an audit sentence stays one, and goes to nobody else."""
    asked = queue(3)
    audit = {
        given.key: given
        for given in planned(asked, allocation=Allocation(audit=1.0)).values()
        if given.sentence == "a0-0"
    }
    whose = {"a0-0": frozenset({"ann"}), "a0-1": frozenset({"ann", "bob"}), "a0-2": frozenset({"bob"})}
    first = planned(asked, audit, round="again", allocation=EVERYBODY, assignees=whose)
    new = [key[1:] for key in first if key[0] == "again"]
    assert new == [("ann", "a0-0"), ("ann", "a0-1"), ("bob", "a0-1"), ("bob", "a0-2")]
    assert [given.audit for given in first.values() if given.round == "again"] == [True, False, False, False]
    later = planned(
        asked, first, round="again", allocation=EVERYBODY, assignees={**whose, "a0-2": frozenset({"bob", "cleo"})}
    )
    assert [key[1:] for key in later if key not in first] == [("cleo", "a0-2")]
