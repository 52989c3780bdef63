"""Which sentences are learned from and which are judged: by article, by outlet, by time, and shuffled.

A group (an article, joined with every article that holds a copy of one of its sentences) is never on both sides,
except in the shuffled split, which is there to show how much that flatters.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from annotation.io.console import plural
from training.data.examples import Source

FOLDS: Final = 5
TIME_WINDOWS: Final = 4  # of time, after a first part that is only learned from
Positions = NDArray[np.intp]
Fold = tuple[Positions, Positions]
Answers = NDArray[np.object_]


@dataclass(frozen=True)
class Split:
    """Pairs of sentences learned from and judged, and in a sentence how they were made."""

    folds: tuple[Fold, ...]
    description: str


@dataclass(frozen=True)
class NoSplit:
    """Stands where a figure can't be had, and says why."""

    reason: str


def article_split(answers: Sequence[str], groups: Sequence[int], seed: int) -> Split | NoSplit:
    """Deal whole groups into up to five folds of alike answers."""
    group = np.array(groups)

    def dealt(given: Answers, number: int) -> Iterable[Fold]:
        dealer = StratifiedGroupKFold(number, shuffle=True, random_state=seed)
        return dealer.split(given, given, group)  # type: ignore[no-any-return]

    folds = _dealt(answers, len(set(groups)), dealt)
    if folds:
        return Split(folds, f"articles dealt whole into {len(folds)} folds, near-duplicate sentences with them")
    return NoSplit(_why_none(answers, groups))


def shuffled_split(answers: Sequence[str], seed: int) -> Split | NoSplit:
    """Deal single sentences, whatever their article: what flatters."""

    def dealt(given: Answers, number: int) -> Iterable[Fold]:
        return StratifiedKFold(number, shuffle=True, random_state=seed).split(given, given)  # type: ignore[no-any-return]

    folds = _dealt(answers, len(answers), dealt)
    if folds:
        how = f"single sentences dealt into {len(folds)} folds, those of one article on both sides: this flatters"
        return Split(folds, how)
    return NoSplit(_why_none(answers, range(len(answers))))


def outlet_split(answers: Sequence[str], groups: Sequence[int], sources: Sequence[Source]) -> Split | NoSplit:
    """Judge each outlet by a model that saw nothing of it.

    A sentence that names no outlet may be of any, so it is on neither side; nor is one learned from that shares its
    group with a sentence judged (wire copy that two outlets ran).
    """
    outlets = np.array([source.outlet for source in sources], dtype=object)
    why = too_few_outlets(sources)
    if why:
        return NoSplit(why)
    group, known = np.array(groups), outlets != ""
    folds = []
    for tested in _packed(Counter(outlets[known].tolist())):
        test = np.isin(outlets, tested)
        train = known & ~test & ~np.isin(group, group[test])
        folds.append((np.flatnonzero(train), np.flatnonzero(test)))
    usable = _usable(answers, folds)
    if not usable:
        return NoSplit("without one outlet the others have only one label: nothing could be learned from them")
    without = int((~known).sum())
    told = f"; {plural(without, 'sentence')} without an outlet left out" if without else ""
    number = len(set(outlets[known].tolist()))
    return Split(usable, f"{number} outlets dealt whole into {len(usable)} folds, each judged unseen{told}")


def too_few_outlets(sources: Sequence[Source]) -> str:
    """Say why outlets can't be told apart, or nothing where they can."""
    named = [source.outlet for source in sources if source.outlet]
    if not named:
        return "no sentence names its outlet (a column 'outlet' would)"
    if 2 * len(named) <= len(sources):
        return f"only {len(named):,} of {plural(len(sources), 'sentence')} name their outlet"
    if len(set(named)) == 1:
        return f"all sentences are of one outlet, {named[0]}"
    return ""


def time_split(answers: Sequence[str], groups: Sequence[int], sources: Sequence[Source]) -> Split | NoSplit:
    """Learn from what was published before a day, judge what came from that day on; then a later day."""
    days = _days(sources)
    if isinstance(days, NoSplit):
        return days
    known = np.array([day >= 0 for day in days])
    when, group = np.array(days), np.array(groups)
    latest = np.full(group.max() + 1, -1)
    np.maximum.at(latest, group, when)
    undated = np.unique(group[~known])  # may be of any day
    folds = []
    for start, end in pairwise(_starts(when[known])):
        train = known & (latest[group] < start) & ~np.isin(group, undated)
        folds.append((np.flatnonzero(train), np.flatnonzero(known & (when >= start) & (when < end))))
    usable = _usable(answers, folds)
    if not usable:
        return NoSplit(
            "the earlier sentences have only one label, or all are of one day: nothing could be learned from"
        )
    judged_from = datetime.fromordinal(int(min(when[test].min() for _, test in usable))).date().isoformat()
    without = int((~known).sum())
    told = f"; {plural(without, 'sentence')} without a date left out" if without else ""
    windows = plural(len(usable), "window")
    return Split(usable, f"learned from the past, judged on what came after, in {windows} from {judged_from} on{told}")


def _days(sources: Sequence[Source]) -> list[int] | NoSplit:
    """Give each sentence's day as a number, -1 where it names none."""
    dated = [source for source in sources if source.published]
    if not dated:
        return NoSplit("no sentence says when it was published (a column 'published' would)")
    if 2 * len(dated) <= len(sources):
        return NoSplit(f"only {len(dated):,} of {plural(len(sources), 'sentence')} say when they were published")
    bad = sorted((source.name, source.published) for source in dated if _day(source.published) < 0)
    if bad:
        name, value = bad[0]
        more = f" ({len(bad):,} such values)" if len(bad) > 1 else ""
        return NoSplit(f"'published' of sentence {name} is {value!r}, not a date like 2026-03-31{more}")
    return [_day(source.published) if source.published else -1 for source in sources]


def _day(value: str) -> int:
    try:
        return datetime.fromisoformat(value).toordinal()
    except ValueError:
        return -1


def _starts(days: NDArray[Any]) -> list[int]:
    """Cut time where a fifth, two fifths… of the sentences lie before, between days only."""
    ordered = np.sort(days)
    cuts = [int(ordered[len(ordered) * part // (TIME_WINDOWS + 1)]) for part in range(1, TIME_WINDOWS + 1)]
    return [*sorted({cut for cut in cuts if cut > ordered[0]}), int(ordered[-1]) + 1]


def _packed(sizes: Counter[str]) -> list[list[str]]:
    """Deal outlets into up to five folds of about the same size."""
    folds: list[list[str]] = [[] for _ in range(min(FOLDS, len(sizes)))]
    filled = [0] * len(folds)
    for outlet, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        least = filled.index(min(filled))
        folds[least].append(outlet)
        filled[least] += size
    return folds


def _usable(answers: Sequence[str], folds: Sequence[Fold]) -> tuple[Fold, ...]:
    """Keep the folds with two labels to learn from and something to judge."""
    return tuple((train, test) for train, test in folds if len({answers[at] for at in train}) > 1 and len(test))


def _dealt(answers: Sequence[str], groups: int, deal: Callable[[Answers, int], Iterable[Fold]]) -> tuple[Fold, ...]:
    """Deal into five folds, or fewer where five would leave one label to learn from."""
    given = np.array(answers, dtype=object)
    most = max(Counter(answers).values())
    for number in range(min(FOLDS, groups, most), 1, -1):
        with warnings.catch_warnings():  # a label rarer than folds is told in our own words, with its count
            warnings.filterwarnings("ignore", message="The least populated class")
            folds = tuple(deal(given, number))
        if len(_usable(answers, folds)) == number:
            return folds
    return ()


def _why_none(answers: Sequence[str], groups: Sequence[int]) -> str:
    number = len(set(groups))
    if number == 1:
        return (
            f"all {plural(len(answers), 'sentence')} are of one article, or copies of each other: "
            "label sentences of more articles"
        )
    return (
        f"{plural(len(answers), 'sentence')} of {plural(number, 'group')} can't be split so that both sides have two "
        "labels: label more sentences"
    )
