"""Which sentences are learned from and which are judged: by article, by outlet, by time, and shuffled.

A group (an article, joined with every article that holds a copy of one of its sentences) is never on both sides,
except in the shuffled split, which is there to show how much better figures look when that rule is broken.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from annotation.io.console import plural
from exports.statistics.arrays import Ints
from training.data.examples import Source

FOLDS: Final = 5
TIME_WINDOWS: Final = 4  # periods that are judged, after a first period that is only learned from
Positions = NDArray[np.intp]
Fold = tuple[Positions, Positions]  # the positions of the sentences learned from, and of those judged
Answers = NDArray[np.object_]


@dataclass(frozen=True)
class Split:
    """The folds of a split, and a description of how they were made."""

    folds: tuple[Fold, ...]
    description: str


@dataclass(frozen=True)
class NoSplit:
    """The reason why sentences can't be split; it takes the place of the figures that can't be computed."""

    reason: str


def article_split(answers: Sequence[str], groups: Sequence[int], seed: int) -> Split | NoSplit:
    """Deal whole groups into up to five folds, each with about the same share of every label."""
    group_numbers = np.array(groups)

    def deal(labels: Answers, number: int) -> Iterable[Fold]:
        dealer = StratifiedGroupKFold(number, shuffle=True, random_state=seed)
        return dealer.split(labels, labels, group_numbers)  # type: ignore[no-any-return]

    folds = _deal_folds(answers, len(set(groups)), deal)
    if folds:
        return Split(folds, f"articles dealt whole into {len(folds)} folds, near-duplicate sentences with them")
    return NoSplit(_no_folds_reason(answers, groups))


def shuffled_split(answers: Sequence[str], seed: int) -> Split | NoSplit:
    """Deal single sentences into folds, whatever their article; figures from this split flatter a model."""

    def deal(labels: Answers, number: int) -> Iterable[Fold]:
        dealer = StratifiedKFold(number, shuffle=True, random_state=seed)
        return dealer.split(labels, labels)  # type: ignore[no-any-return]

    folds = _deal_folds(answers, len(answers), deal)
    if folds:
        description = (
            f"single sentences dealt into {len(folds)} folds, those of one article on both sides: this flatters"
        )
        return Split(folds, description)
    return NoSplit(_no_folds_reason(answers, range(len(answers))))


def outlet_split(answers: Sequence[str], groups: Sequence[int], sources: Sequence[Source]) -> Split | NoSplit:
    """Judge each outlet by a model that learned from none of its sentences.

    A sentence that names no outlet may be of any outlet, so it is on neither side. A sentence that shares its group
    with a judged one (wire copy that two outlets ran) isn't learned from.
    """
    outlets = np.array([source.outlet for source in sources], dtype=object)
    reason = too_few_outlets(sources)
    if reason:
        return NoSplit(reason)
    group_numbers, has_outlet = np.array(groups), outlets != ""
    folds = []
    for test_outlets in _pack_outlets(Counter(outlets[has_outlet].tolist())):
        test = np.isin(outlets, test_outlets)
        train = has_outlet & ~test & ~np.isin(group_numbers, group_numbers[test])
        folds.append((np.flatnonzero(train), np.flatnonzero(test)))
    usable = _usable_folds(answers, folds)
    if not usable:
        return NoSplit("without one outlet the others have only one label: nothing could be learned from them")
    without = int((~has_outlet).sum())
    left_out = f"; {plural(without, 'sentence')} without an outlet left out" if without else ""
    number = len(set(outlets[has_outlet].tolist()))
    return Split(usable, f"{number} outlets dealt whole into {len(usable)} folds, each judged unseen{left_out}")


def too_few_outlets(sources: Sequence[Source]) -> str:
    """Say why sentences can't be split by their outlets; empty where they can."""
    outlets = [source.outlet for source in sources if source.outlet]
    if not outlets:
        return "no sentence names its outlet (a column 'outlet' would)"
    if 2 * len(outlets) <= len(sources):
        return f"only {len(outlets):,} of {plural(len(sources), 'sentence')} name their outlet"
    if len(set(outlets)) == 1:
        return f"all sentences are of one outlet, {outlets[0]}"
    return ""


def time_split(answers: Sequence[str], groups: Sequence[int], sources: Sequence[Source]) -> Split | NoSplit:
    """Learn from what was published before a day and judge what came from that day on; then move on to a later day."""
    days = _days(sources)
    if isinstance(days, NoSplit):
        return days
    day_numbers, group_numbers = np.array(days), np.array(groups)
    dated = day_numbers >= 0
    latest_day = np.full(group_numbers.max() + 1, -1)  # of each group
    np.maximum.at(latest_day, group_numbers, day_numbers)
    undated_groups = np.unique(group_numbers[~dated])  # each of them may be of any day
    folds = []
    for start, end in pairwise(_window_starts(day_numbers[dated])):
        train = dated & (latest_day[group_numbers] < start) & ~np.isin(group_numbers, undated_groups)
        test = dated & (day_numbers >= start) & (day_numbers < end)
        folds.append((np.flatnonzero(train), np.flatnonzero(test)))
    usable = _usable_folds(answers, folds)
    if not usable:
        return NoSplit(
            "the earlier sentences have only one label, or all are of one day: nothing could be learned from"
        )
    first_day = datetime.fromordinal(int(min(day_numbers[test].min() for _, test in usable))).date().isoformat()
    without = int((~dated).sum())
    left_out = f"; {plural(without, 'sentence')} without a date left out" if without else ""
    windows = plural(len(usable), "window")
    return Split(
        usable, f"learned from the past, judged on what came after, in {windows} from {first_day} on{left_out}"
    )


def _days(sources: Sequence[Source]) -> list[int] | NoSplit:
    """Give each sentence's day as a number, -1 where it names none."""
    dated = [source for source in sources if source.published]
    if not dated:
        return NoSplit("no sentence says when it was published (a column 'published' would)")
    if 2 * len(dated) <= len(sources):
        return NoSplit(f"only {len(dated):,} of {plural(len(sources), 'sentence')} say when they were published")
    unreadable = sorted((source.name, source.published) for source in dated if _day(source.published) < 0)
    if unreadable:
        name, value = unreadable[0]
        more = f" ({len(unreadable):,} such values)" if len(unreadable) > 1 else ""
        return NoSplit(f"'published' of sentence {name} is {value!r}, not a date like 2026-03-31{more}")
    return [_day(source.published) if source.published else -1 for source in sources]


def _day(value: str) -> int:
    try:
        return datetime.fromisoformat(value).toordinal()
    except ValueError:
        return -1


def _window_starts(days: Ints) -> list[int]:
    """Give the first day of each time window, and the day after the last one.

    Windows start where a fifth, two fifths… of the sentences lie before, and never within a day.
    """
    ordered = np.sort(days)
    starts = [int(ordered[len(ordered) * part // (TIME_WINDOWS + 1)]) for part in range(1, TIME_WINDOWS + 1)]
    return [*sorted({start for start in starts if start > ordered[0]}), int(ordered[-1]) + 1]


def _pack_outlets(sizes: Counter[str]) -> list[list[str]]:
    """Deal outlets into up to five folds of about the same number of sentences."""
    folds: list[list[str]] = [[] for _ in range(min(FOLDS, len(sizes)))]
    fold_sizes = [0] * len(folds)
    for outlet, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        smallest = fold_sizes.index(min(fold_sizes))
        folds[smallest].append(outlet)
        fold_sizes[smallest] += size
    return folds


def _usable_folds(answers: Sequence[str], folds: Sequence[Fold]) -> tuple[Fold, ...]:
    """Select the folds with two labels to learn from and at least one sentence to judge."""
    return tuple(
        (train, test) for train, test in folds if len({answers[position] for position in train}) > 1 and len(test)
    )


def _deal_folds(
    answers: Sequence[str], groups: int, deal: Callable[[Answers, int], Iterable[Fold]]
) -> tuple[Fold, ...]:
    """Deal sentences into five folds, or into fewer where five would leave one label to learn from.

    Gives no folds where no number of them leaves two labels to learn from.
    """
    labels = np.array(answers, dtype=object)
    most_frequent = max(Counter(answers).values())
    for number in range(min(FOLDS, groups, most_frequent), 1, -1):
        with warnings.catch_warnings():  # newsstance says itself which label is rarer than folds, with its count
            warnings.filterwarnings("ignore", message="The least populated class")
            folds = tuple(deal(labels, number))
        if len(_usable_folds(answers, folds)) == number:
            return folds
    return ()


def _no_folds_reason(answers: Sequence[str], groups: Sequence[int]) -> str:
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
