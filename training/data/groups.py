"""Near-duplicate sentences, and the groups of sentences that must never be on both sides of a split."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NotRequired, TypedDict

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from annotation.text.letter_forms import text_words
from exports.statistics.arrays import Ints
from training.data.near_duplicates import Words, near_duplicates

SHORTEST_COPY: Final = 6  # words; shorter sentences ("He declined to comment.") recur without being copied
LARGEST_GROUP_SHARE: Final = 0.5  # the share of all sentences that near-duplicates may join into one group,
MANY_ARTICLES: Final = 8  # where the group joins at least so many articles: fewer may well be copies of each other


class DuplicateCounts(TypedDict):
    """How many sentences are copies of each other, as evaluation.json has it under `duplicates`."""

    groups: int  # groups of sentences that are copies of each other
    sentences: int  # sentences in these groups
    across_articles: int  # groups with sentences of several articles
    joined: str  # which copies join their articles: "near-duplicates" or "exact copies"
    why: NotRequired[str]  # why only exact copies join their articles


@dataclass(frozen=True)
class Groups:
    """Each sentence's group, numbered; sentences of one group are never on both sides of a split."""

    groups: tuple[int, ...]
    duplicates: DuplicateCounts


def join_groups(texts: Sequence[str], articles: Sequence[str]) -> Groups:
    """Join articles that hold a copy, or nearly a copy, of the same sentence.

    Where that would put many articles with more than half of all sentences into one group, only exact copies are
    joined: a phrase that a whole corpus shares makes no article a copy of another.

    >>> wire = "The minister resigned on Monday after a long night of talks."
    >>> join_groups([wire, wire.upper(), "He declined."], ["a", "b", "c"]).groups
    (0, 0, 1)
    """
    words = [text_words(text) for text in texts]
    numbers: dict[str, int] = {}
    article_numbers = [numbers.setdefault(article, len(numbers)) for article in articles]
    near, exact = (_copy_numbers(words, find_pairs) for find_pairs in (near_duplicates, _no_pairs))
    groups = _join(article_numbers, near)
    allowed, largest = LARGEST_GROUP_SHARE * len(texts), _largest_group(groups)
    if (
        _largest_group(article_numbers) <= allowed < largest
        and _most_articles(article_numbers, groups) >= MANY_ARTICLES
    ):
        why = (
            f"near-duplicates would join {largest:,} of {len(texts):,} sentences in one group: "
            "only exact copies are joined"
        )
        counts = _count_duplicates(exact, words, article_numbers, "exact copies")
        return Groups(_join(article_numbers, exact), {**counts, "why": why})
    return Groups(groups, _count_duplicates(near, words, article_numbers, "near-duplicates"))


def copy_numbers(texts: Sequence[str]) -> list[int]:
    """Number texts so that near-duplicates have the same number; a short text shares its number with no other.

    >>> long = "A much longer sentence says this."
    >>> copy_numbers(["He said so.", "He said so.", long, long.replace(".", "!")])
    [0, 1, 2, 2]
    """
    return _copy_numbers([text_words(text) for text in texts], near_duplicates)


def is_long_enough(text: str) -> bool:
    """Whether a text has so many words that the same text elsewhere is taken for a copy.

    >>> is_long_enough("He declined to comment.")
    False
    """
    return len(text_words(text)) >= SHORTEST_COPY


def _no_pairs(_: Sequence[Words]) -> Ints:
    """Give an empty table of pairs, shape (0, 2): apart from exact copies, no text is a copy of another."""
    return np.empty((0, 2), dtype=np.int64)


def _copy_numbers(words: Sequence[Words], find_pairs: Callable[[Sequence[Words]], Ints]) -> list[int]:
    """Number the sentences so that copies have the same number, in the order of their first occurrence."""
    distinct = sorted({text for text in words if len(text) >= SHORTEST_COPY})
    position = {text: index for index, text in enumerate(distinct)}
    components = _connected(len(distinct), find_pairs(distinct))
    copied = [
        components[position[text]] if text in position else len(distinct) + index for index, text in enumerate(words)
    ]
    numbers: dict[int, int] = {}
    return [numbers.setdefault(component, len(numbers)) for component in copied]


def _join(article_numbers: Sequence[int], copied: Sequence[int]) -> tuple[int, ...]:
    """Join the sentences that share an article or a text, numbered in the order of their first occurrence."""
    first_copy = max(article_numbers) + 1  # articles and copies are the nodes of one graph, articles first
    links = np.stack([article_numbers, first_copy + np.array(copied)], axis=1)
    components = _connected(first_copy + max(copied) + 1, links)
    numbers: dict[int, int] = {}
    return tuple(numbers.setdefault(components[article], len(numbers)) for article in article_numbers)


def _connected(nodes: int, pairs: Ints) -> list[int]:
    """Give the connected component of each node; `pairs` has shape (links, 2)."""
    links = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(nodes, nodes))
    return connected_components(links, directed=False)[1].tolist() if nodes else []


def _count_duplicates(
    copied: Sequence[int], words: Sequence[Words], article_numbers: Sequence[int], joined: str
) -> DuplicateCounts:
    """Count what is copied; a sentence with one row for each of its targets is one sentence."""
    articles_by_copy: defaultdict[int, list[int]] = defaultdict(list)
    for number, article, _ in dict.fromkeys(zip(copied, article_numbers, words, strict=True)):
        articles_by_copy[number].append(article)
    duplicates = [articles for articles in articles_by_copy.values() if len(articles) > 1]
    return {
        "groups": len(duplicates),
        "sentences": sum(map(len, duplicates)),
        "across_articles": sum(len(set(articles)) > 1 for articles in duplicates),
        "joined": joined,
    }


def _largest_group(groups: Sequence[int]) -> int:
    """Count the sentences of the group that has most of them."""
    return int(np.bincount(groups).max())


def _most_articles(article_numbers: Sequence[int], groups: Sequence[int]) -> int:
    """Count the articles of the group that joins most of them."""
    return max(Counter(group for group, _ in set(zip(groups, article_numbers, strict=True))).values())
