"""What a model sees of a sentence: groups of features, each of which can be left out.

Every feature counts something in the sentence's tokens or its neighbors', so that a prediction can be traced to words.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from annotation.errors import ConfigError
from training.features.attitude import attitude_features
from training.features.context import context_features, words_after, words_before
from training.features.grammar import grammar_features
from training.features.mentions import naming_features, window_features
from training.features.ngrams import character_features, shape_features, word_features
from training.features.role import role_features
from training.features.speech import cue_features, source_features
from training.features.tone import tone_features
from training.features.topics import TOPIC_SUFFIX, TopicFeatures
from training.language.lexicons import lexicons_digest
from training.syntax.tokens import Document

FEATURES_VERSION: Final = f"7 {lexicons_digest()}"  # another one means that the same text gives other features
Analyzer = Callable[[Document], Iterable[str]]


class FeatureKind(NamedTuple):
    """Features of one kind: how they are found, what they weigh together, and whether rare ones weigh more."""

    analyzer: Analyzer
    weight: float = 1.0
    rare: bool = True


# The weights were chosen once, on sets that are not reported; they differ only with whether a question has a target.
SHARED_GROUPS: Final[Mapping[str, dict[str, FeatureKind]]] = {
    "words": {"words": FeatureKind(word_features)},
    "characters": {"characters": FeatureKind(character_features)},
    "tone": {"tone": FeatureKind(tone_features, 0.7, rare=False)},
    "attitude": {"attitude": FeatureKind(attitude_features, 0.5, rare=False)},
    "context": {
        "earlier": FeatureKind(words_before, 0.35),
        "later": FeatureKind(words_after, 0.35),
        "standing": FeatureKind(context_features, 0.5, rare=False),
    },
}
GROUPS_WITHOUT_TARGET: Final[Mapping[str, dict[str, FeatureKind]]] = {
    "speech": {"cues": FeatureKind(cue_features, 0.7), "sources": FeatureKind(source_features)},
    "shapes": {"shapes": FeatureKind(shape_features)},
    "grammar": {"grammar": FeatureKind(grammar_features)},
}
GROUPS_ABOUT_TARGET: Final[Mapping[str, dict[str, FeatureKind]]] = {
    "speech": {"cues": FeatureKind(cue_features, 0.3), "sources": FeatureKind(source_features, 0.3)},
    "windows": {"windows": FeatureKind(window_features)},
    "called": {"called": FeatureKind(naming_features, 0.7, rare=False)},
    "role": {"role": FeatureKind(role_features, 0.7)},
}
TOPIC_GROUP: Final = "topics"
GROUP_NAMES: Final = (*dict.fromkeys((*SHARED_GROUPS, *GROUPS_WITHOUT_TARGET, *GROUPS_ABOUT_TARGET)), TOPIC_GROUP)


class FeatureSelection(NamedTuple):
    """Which features are made: of which question, for which topics, and what is left out."""

    about_target: bool = False
    topics: frozenset[str] = frozenset()
    without: tuple[str, ...] = ()


def feature_kinds(wanted: FeatureSelection) -> dict[str, FeatureKind]:
    """Name the kinds of features that are made."""
    groups = {**SHARED_GROUPS, **(GROUPS_ABOUT_TARGET if wanted.about_target else GROUPS_WITHOUT_TARGET)}
    found = {name: kind for group, own in groups.items() if group not in wanted.without for name, kind in own.items()}
    if wanted.topics and TOPIC_GROUP not in wanted.without:
        by = {name: found[name] for name in ("words", "characters") if name in found}
        found |= {f"{name}{TOPIC_SUFFIX}": FeatureKind(TopicFeatures(kind.analyzer, wanted.topics)) for name, kind in by.items()}
    return found


def check_without(names: Iterable[str]) -> tuple[str, ...]:
    """Refuse a group of features that there isn't, and leaving out all."""
    found = tuple(dict.fromkeys(names))
    for name in found:
        if name not in GROUP_NAMES:
            raise ConfigError(f"--without {name!r} is no group of features; the groups are {', '.join(GROUP_NAMES)}")
    if {*SHARED_GROUPS, *GROUPS_WITHOUT_TARGET} <= {*found} or {*SHARED_GROUPS, *GROUPS_ABOUT_TARGET} <= {*found}:
        raise ConfigError("--without leaves no features at all for a question; leave some in")
    return found
