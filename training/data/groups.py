"""Near-duplicate sentences, and the groups of sentences that must never be on both sides of a split."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from exports.statistics.arrays import Ints
from training.data.near_duplicates import Words, near_duplicates

SHORTEST_COPY: Final = 6  # words; "He declined to comment." is written again and again, and copies nothing
LARGEST_GROUP_SHARE: Final = 0.5  # the share of all sentences that near-duplicates may join in one group,
MANY_ARTICLES: Final = 8  # where that joins so many articles: a few may well be copies
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Groups:
    """Each sentence's group, numbered; sentences of one group are never on both sides of a split."""

    groups: tuple[int, ...]
    duplicates: Mapping[str, Any]  # what was joined, for `evaluation.json`


def join_groups(texts: Sequence[str], articles: Sequence[str]) -> Groups:
    """Join articles that hold a copy, or nearly a copy, of the same sentence.

    Where that would put many articles with more than half of all sentences into one group, only exact copies are
    joined: a phrase that a whole corpus shares makes no article a copy of another.

    >>> wire = "The minister resigned on Monday after a long night of talks."
    >>> join_groups([wire, wire.upper(), "He declined."], ["a", "b", "c"]).groups
    (0, 0, 1)
    """
    words = [tuple(_WORD.findall(text.casefold())) for text in texts]
    known: dict[str, int] = {}
    own = [known.setdefault(article, len(known)) for article in articles]
    near, exact = (_components(words, links) for links in (near_duplicates, _none))
    together = _together(own, near)
    if _largest(own) <= LARGEST_GROUP_SHARE * len(texts) < _largest(together) and _widest(own, together) >= MANY_ARTICLES:
        why = (
            f"near-duplicates would join {_largest(together):,} of {len(texts):,} sentences in one group: "
            "only exact copies are joined"
        )
        return Groups(_together(own, exact), {**_counts(exact, words, own), "joined": "exact copies", "why": why})
    return Groups(together, {**_counts(near, words, own), "joined": "near-duplicates"})


def copy_numbers(texts: Sequence[str]) -> list[int]:
    """Number texts so that those which are nearly the same have one number; short ones are only ever themselves.

    >>> copy_numbers(["He said so.", "He said so.", "A much longer sentence says this.", "A much longer sentence says this!"])
    [0, 1, 2, 2]
    """
    return _components([tuple(_WORD.findall(text.casefold())) for text in texts], near_duplicates)


def is_long_enough(text: str) -> bool:
    """Whether a text is long enough for a copy of it to tell anything.

    >>> is_long_enough("He declined to comment.")
    False
    """
    return len(_WORD.findall(text)) >= SHORTEST_COPY


def _none(_: Sequence[Words]) -> Ints:
    return np.empty((0, 2), dtype=np.int64)


def _components(words: Sequence[Words], links: Callable[[Sequence[Words]], Ints]) -> list[int]:
    """Number the sentences so that copies have one number; the order of the sentences changes only the numbers."""
    distinct = sorted({text for text in words if len(text) >= SHORTEST_COPY})
    place = {text: at for at, text in enumerate(distinct)}
    cluster = _connected(len(distinct), links(distinct))
    numbers = [cluster[place[text]] if text in place else len(distinct) + at for at, text in enumerate(words)]
    known: dict[int, int] = {}
    return [known.setdefault(number, len(known)) for number in numbers]


def _together(own: Sequence[int], copied: Sequence[int]) -> tuple[int, ...]:
    """Join what shares an article or a text; groups are numbered as they come."""
    shift = max(own) + 1
    linked = _connected(shift + max(copied) + 1, np.stack([own, shift + np.array(copied)], axis=1))
    known: dict[int, int] = {}
    return tuple(known.setdefault(linked[one], len(known)) for one in own)


def _connected(number: int, pairs: Ints) -> list[int]:
    links = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(number, number))
    return connected_components(links, directed=False)[1].tolist() if number else []


def _counts(copied: Sequence[int], words: Sequence[Words], own: Sequence[int]) -> dict[str, int]:
    """Count what is copied; a sentence that stands there once for each of its targets is one sentence."""
    clusters: defaultdict[int, list[int]] = defaultdict(list)
    for number, article, _ in dict.fromkeys(zip(copied, own, words, strict=True)):
        clusters[number].append(article)
    several = [articles for articles in clusters.values() if len(articles) > 1]
    return {
        "groups": len(several),
        "sentences": sum(map(len, several)),
        "across_articles": sum(len(set(articles)) > 1 for articles in several),
    }


def _largest(groups: Sequence[int]) -> int:
    return int(np.bincount(groups).max())


def _widest(own: Sequence[int], together: Sequence[int]) -> int:
    """How many articles the widest group joins."""
    return max(Counter(group for group, _ in set(zip(together, own, strict=True))).values())
