"""Targets that are topics."""

import os
import subprocess
import sys

from training.features.mentions import naming_features
from training.features.ngrams import word_features
from training.features.topics import MIN_TOPIC_SENTENCES, TopicFeatures, find_topics
from training.masking.passages import Passage
from training.syntax.tokens import make_document


def many(topic: str, number: int = MIN_TOPIC_SENTENCES, spans: tuple[tuple[int, int], ...] = ()) -> list[Passage]:
    return [Passage(f"Text {at}.", spans, target_name=topic) for at in range(number)]


def test_topics_are_targets_of_many_texts_that_seldom_name_them() -> None:
    assert find_topics([*many("Faith"), *many("Coal")]) == {"Faith", "Coal"}
    assert (
        find_topics([*many("Faith"), *many("Coal", MIN_TOPIC_SENTENCES - 1)]) == frozenset()
    )  # one alone tells nothing apart
    assert find_topics([*many("Faith"), *many("Coal"), *many("Bo", spans=((0, 4),))]) == {"Faith", "Coal"}


def test_features_are_counted_under_a_topic_only_where_it_is_one() -> None:
    by = TopicFeatures(word_features, frozenset({"Faith"}))
    assert list(by(make_document(Passage("Amen", target_name="Faith")))) == [
        "Faith",
        "Faith: ^",
        "Faith: amen",
        "Faith: ^ amen",
    ]
    assert list(by(make_document(Passage("Amen", target_name="Coal")))) == []


def test_a_name_says_nothing_and_a_word_does() -> None:
    assert "as thug" in naming_features(make_document(Passage("The thug ran.", ((0, 8),))))
    assert list(naming_features(make_document(Passage("Bo ran.", ((0, 2),))))) == [
        "no pronoun",
        "1 words",
        "capital",
        "first",
    ]
    assert "pronoun she" in naming_features(make_document(Passage("She ran.", ((0, 3),))))
    assert list(naming_features(make_document(Passage("They ran.")))) == ["not called"]


PICKLED = """
import pickle, sys
from training.features.registry import FeatureSelection
from training.masking.passages import Passage
from training.vectorize.pipeline import feature_steps
names = [f"topic {number}" for number in range(20)]
passages = [Passage("We won.", target_name=name) for name in names]
steps = feature_steps(FeatureSelection(True, frozenset(names)), 1).fit(passages)
sys.stdout.buffer.write(pickle.dumps(steps))
"""


def test_the_same_topics_are_pickled_as_the_same_bytes() -> None:
    """Sets come in an order that differs from process to process, and a model's digest must not."""
    found = {
        subprocess.run(
            [sys.executable, "-c", PICKLED],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
