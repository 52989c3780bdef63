"""Who gets which sentence."""

import itertools
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from annotation.assignment.allocation import Allocation, QueueOrder, allocate, draw_audit, shuffle_queue
from annotation.errors import DataError
from newsstance import app

PEOPLE = ("ann", "bob", "cleo")
ONE_BY_ONE = Allocation(overlap=0.0, order=QueueOrder.SHUFFLED)

articles = st.lists(st.integers(1, 12), max_size=15)  # how long each is
keys = st.binary(min_size=1, max_size=8)
people = st.lists(st.sampled_from(["ann", "bob", "cleo", "dana", "eli"]), min_size=1, max_size=5, unique=True)


def sentences(*lengths: int, name: str = "a") -> dict[str, str]:
    """The sentences of articles of these lengths, in reading order, each with its article."""
    return {f"{name}{a}-{n}": f"{name}{a}" for a, length in enumerate(lengths) for n in range(length)}


def dealt(
    new: dict[str, str],
    shares: Allocation,
    who: tuple[str, ...] = PEOPLE,
    *,
    load: dict[str, int] | None = None,
    key: bytes = b"k",
) -> dict[str, frozenset[str]]:
    audit = draw_audit(list(new), shares.audit, key)
    return allocate(new, shares, annotators=who, audit=audit, load=load or {}, key=key)


def loads(found: dict[str, frozenset[str]], who: tuple[str, ...] = PEOPLE) -> list[int]:
    counted = Counter(name for names in found.values() for name in names)
    return [counted[name] for name in who]


def test_everybody_gets_everything_unless_work_is_dealt_out() -> None:
    found = dealt(sentences(2, 3), Allocation(audit=0.2))
    assert found == dict.fromkeys(sentences(2, 3), frozenset(PEOPLE))


def test_a_share_goes_to_everybody_and_each_other_sentence_to_one() -> None:
    """Of 300 sentences 90 are shared, 30 of them audit; the other 210 go to one annotator each."""
    new = sentences(*[10] * 30)
    found = dealt(new, Allocation(overlap=0.3, audit=0.1))
    assert Counter(len(names) for names in found.values()) == {3: 90, 1: 210}
    audit = draw_audit(list(new), 0.1, b"k")
    assert len(audit) == 30
    assert all(found[sentence] == frozenset(PEOPLE) for sentence in audit)
    assert list(found) == list(new)


def test_shared_sentences_are_spread_over_the_queue() -> None:
    """Without an audit, exactly one in each stretch of four."""
    found = dealt(sentences(*[8] * 10), Allocation(overlap=0.25))
    assert [place // 4 for place, names in enumerate(found.values()) if len(names) == 3] == list(range(20))


def test_audit_sentences_are_drawn_at_random_and_known_only_with_the_key() -> None:
    new = list(sentences(*[10] * 10))
    places = [new.index(sentence) // 10 for sentence in draw_audit(new, 0.1, b"k")]
    assert len(places) == 10
    assert sorted(places) != list(range(10))  # a random sample, not one of each article
    assert draw_audit(new, 0.1, b"k") == draw_audit(new[::-1], 0.1, b"k") != draw_audit(new, 0.1, b"l")


def test_audit_sentences_of_an_earlier_round_stay_audit_and_count() -> None:
    new = list(sentences(20))
    found = draw_audit(new, 0.2, b"k", earlier_audit=["a0-3", "a0-7", "elsewhere"])
    assert len(found) == 4
    assert {"a0-3", "a0-7"} < found


def test_many_small_pushes_keep_the_audit_share() -> None:
    """Three sentences at a time, a tenth of all of them in the long run."""
    drawn = sum(len(draw_audit([f"s{push}-{n}" for n in range(3)], 0.1, b"k")) for push in range(2000))
    assert 0.09 < drawn / 6000 < 0.11


def test_articles_are_given_whole_to_the_least_loaded() -> None:
    """Five, four, three and two sentences to two people: 5 + 2 and 4 + 3."""
    found = dealt(sentences(5, 4, 3, 2), Allocation(overlap=0.0), ("ann", "bob"))
    parts = [{found[f"a{a}-{n}"] for n in range(length)} for a, length in enumerate((5, 4, 3, 2))]
    assert [len(part) for part in parts] == [1, 1, 1, 1]
    assert parts[0] == parts[3] != parts[1] == parts[2]


def test_who_comes_later_gets_the_new_work() -> None:
    """Dana has nothing yet: all but the shared sentences are hers until she has as much as the others."""
    new = sentences(*[5] * 8, name="b")
    found = dealt(new, Allocation(overlap=0.25), (*PEOPLE, "dana"), load={"ann": 30, "bob": 30, "cleo": 30})
    assert Counter(len(names) for names in found.values()) == {4: 10, 1: 30}
    assert loads(found, ("dana",)) == [40]


def test_sentences_without_an_article_are_dealt_one_by_one() -> None:
    found = dealt({f"s{n}": "" for n in range(9)}, Allocation(overlap=0.0))
    assert loads(found) == [3, 3, 3]


def test_each_sentence_goes_to_as_many_as_asked_for() -> None:
    """Eight articles of five, each to two of three: 80 answers, 25 to 30 for each."""
    found = dealt(sentences(*[5] * 8), Allocation(per_sentence=2))
    assert {len(names) for names in found.values()} == {2}
    assert sorted(loads(found)) == [25, 25, 30]


@given(articles, people, st.floats(0, 1), st.floats(0, 1), st.sampled_from(QueueOrder), keys)
def test_nothing_is_left_out_shares_are_kept_and_loads_are_even(
    lengths: list[int], who: list[str], overlap: float, part: float, order: QueueOrder, key: bytes
) -> None:
    new, audit = sentences(*lengths), overlap * part
    found = dealt(new, Allocation(overlap=overlap, audit=audit, order=order), tuple(who), key=key)
    assert list(found) == list(new)
    assert all(names <= frozenset(who) and names for names in found.values())
    assert {len(names) for names in found.values()} <= {1, len(who)}
    if len(who) > 1:
        assert abs(sum(len(names) > 1 for names in found.values()) - overlap * len(new)) < 1 + 1e-6
    assert all(found[sentence] == frozenset(who) for sentence in draw_audit(list(new), audit, key))
    longest = 1 if order is QueueOrder.SHUFFLED else max(lengths, default=0)
    assert max(loads(found, tuple(who))) - min(loads(found, tuple(who))) <= longest


@given(articles, people, st.integers(1, 5), st.sampled_from(QueueOrder), keys)
def test_loads_are_even_however_many_get_each_sentence(
    lengths: list[int], who: list[str], number: int, order: QueueOrder, key: bytes
) -> None:
    number = min(number, len(who))
    found = dealt(sentences(*lengths), Allocation(per_sentence=number, order=order), tuple(who), key=key)
    assert {len(names) for names in found.values()} <= {number}
    longest = 1 if order is QueueOrder.SHUFFLED else max(lengths, default=0)
    assert max(loads(found, tuple(who))) - min(loads(found, tuple(who))) <= longest


@given(articles, st.permutations(PEOPLE), st.floats(0, 1), keys)
def test_the_order_of_the_annotators_decides_nothing(
    lengths: list[int], who: list[str], overlap: float, key: bytes
) -> None:
    shares = Allocation(overlap=overlap)
    assert dealt(sentences(*lengths), shares, tuple(who), key=key) == dealt(sentences(*lengths), shares, key=key)


@given(articles, st.randoms(use_true_random=False), keys)
def test_shuffled_the_order_of_the_rows_decides_nothing(lengths: list[int], random: object, key: bytes) -> None:
    new = sentences(*lengths)
    mixed = list(new)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert dealt({s: new[s] for s in mixed}, ONE_BY_ONE, key=key) == dealt(new, ONE_BY_ONE, key=key)
    assert shuffle_queue(mixed, key) == shuffle_queue(new, key)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (Allocation(overlap=1.5), r"--overlap 1\.5 is no share; it is between 0"),
        (Allocation(audit=-0.1), r"--audit -0\.1 is no share"),
        (Allocation(overlap=float("nan")), "--overlap nan is no share"),
        (
            Allocation(overlap=0.1, audit=0.2),
            r"--audit 0\.2 does not fit into --overlap 0\.1: .* give a larger --overlap",
        ),
        (Allocation(overlap=0.5, per_sentence=2), "--overlap and --per-sentence both say who gets what; give one"),
        (Allocation(per_sentence=4), r"--per-sentence 4 is not possible with 3 \(ann, bob, cleo\); it is between 1"),
        (Allocation(per_sentence=0), "--per-sentence 0 is not possible"),
    ],
)
def test_what_cannot_be_done_is_refused(shares: Allocation, said: str) -> None:
    with pytest.raises(DataError, match=said):
        shares.check(PEOPLE)


@pytest.mark.parametrize(
    "options", [["--overlap", "2"], ["--per-sentence", "3"], ["--overlap", "1", "--per-sentence", "1"]]
)
def test_push_refuses_it_before_a_server_is_asked(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "s.jsonl").write_text('{"sentence": "s1", "text": "He won."}\n')
    ran = CliRunner().invoke(app, ["push", "s.jsonl", "--annotators", "ann,bob", *options])
    assert isinstance(ran.exception, DataError)
    assert list(tmp_path.iterdir()) == [tmp_path / "s.jsonl"]


def test_an_unknown_order_is_a_wrong_command_line() -> None:
    ran = CliRunner().invoke(app, ["push", "s.jsonl", "--annotators", "ann", "--order", "sideways"])
    assert ran.exit_code == 2
    assert "sideways" in ran.stderr


def test_an_article_longer_than_a_share_is_dealt_in_parts() -> None:
    """One article for three: as near to equal as can be, each a stretch of sentences in a row; else all went to one."""
    new = sentences(33)
    assignees = dealt(new, Allocation(overlap=0.0))
    assert loads(assignees) == [11, 11, 11]
    holders = [next(iter(assignees[sentence])) for sentence in new]
    assert sum(before != after for before, after in itertools.pairwise(holders)) == 2
    assert max(loads(dealt(sentences(47), Allocation(overlap=0.3)))) - 25 <= 1
    assert sorted(loads(dealt(sentences(30), Allocation(per_sentence=2)))) == [20, 20, 20]


def test_articles_that_fit_into_a_share_stay_whole() -> None:
    new = sentences(*[4] * 9)
    assignees = dealt(new, Allocation(overlap=0.0))
    assert loads(assignees) == [12, 12, 12]
    for article in set(new.values()):
        assert len({assignees[sentence] for sentence in new if new[sentence] == article}) == 1
