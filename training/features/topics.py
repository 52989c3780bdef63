"""Targets that are topics: a question asked of many texts that seldom name what it is about.

Where a text doesn't name the target ("Atheism", under a tweet that praises the Lord), no mask and no window can say
what the question is about. There words mean something else from topic to topic, so each is also counted by topic.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from training.masking.passages import Passage
from training.syntax.tokens import Document

TOPIC_SUFFIX: Final = " by topic"  # ends the names of such kinds


MIN_TOPIC_SENTENCES: Final = 100  # sentences about a topic
MAX_NAMING_SHARE: Final = 0.25  # share of a topic's sentences that name it


def find_topics(passages: Sequence[Passage]) -> frozenset[str]:
    """Find the targets that are topics; none where there is only one, since then there is nothing to tell apart."""
    asked = Counter(one.topic for one in passages if one.topic)
    named = Counter(one.topic for one in passages if one.topic and one.spans)
    found = {topic for topic, times in asked.items() if times >= MIN_TOPIC_SENTENCES and named[topic] < MAX_NAMING_SHARE * times}
    return frozenset(found) if len(found) > 1 else frozenset()


class TopicFeatures:
    """Gives what another analyzer finds, with the topic it was found under."""

    def __init__(self, of: Callable[[Document], Iterable[str]], topics: frozenset[str]) -> None:
        self.of = of
        self.topics = tuple(sorted(topics))  # a set would be pickled in an order that differs from run to run

    def __call__(self, found: Document) -> Iterator[str]:
        """Give the topic and each of its features; nothing where the target is no topic."""
        topic = found.passage.topic
        if topic in self.topics:
            yield topic
            yield from (f"{topic}: {one}" for one in self.of(found))
