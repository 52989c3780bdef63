"""Targets that are topics: the question is asked of many texts, and few of them name the target.

Where a text does not name the target ("Atheism", under a tweet that praises the Lord), neither a mask nor a window can
tell a model what the question is about. The same word can favor one topic and oppose another, so that each feature is
also counted by topic.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from training.masking.passages import Passage
from training.syntax.tokens import Document

TOPIC_SUFFIX: Final = " by topic"  # ends the names of the kinds of features that are counted by topic
MIN_TOPIC_SENTENCES: Final = 100
MAX_NAMING_SHARE: Final = 0.25  # of a topic's sentences: a target that more of them name is no topic


def find_topics(passages: Sequence[Passage]) -> frozenset[str]:
    """Give the names of the targets that are topics; none where there is only one, as no features tell it from others.

    >>> names = ["Faith"] * 100 + ["Coal"] * 100
    >>> sorted(find_topics([Passage("Amen.", target_name=name) for name in names]))
    ['Coal', 'Faith']
    """
    sentences = Counter(passage.target_name for passage in passages if passage.target_name)
    naming = Counter(passage.target_name for passage in passages if passage.target_name and passage.target_spans)
    topics = {
        target
        for target, count in sentences.items()
        if count >= MIN_TOPIC_SENTENCES and naming[target] < MAX_NAMING_SHARE * count
    }
    return frozenset(topics) if len(topics) > 1 else frozenset()


class TopicFeatures:
    """An analyzer that gives the features of another one, each with the topic of the document before it."""

    def __init__(self, analyzer: Callable[[Document], Iterable[str]], topics: frozenset[str]) -> None:
        self.analyzer = analyzer
        self.topics = tuple(sorted(topics))  # a set would be pickled in an order that differs from run to run

    def __call__(self, document: Document) -> Iterator[str]:
        """Give the topic and each of its features; nothing where the target is no topic."""
        topic = document.passage.target_name
        if topic in self.topics:
            yield topic
            yield from (f"{topic}: {feature}" for feature in self.analyzer(document))
