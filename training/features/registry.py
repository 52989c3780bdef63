"""The features that a model sees of a sentence, in groups, each of which can be left out.

Every feature counts something in the tokens of the sentence or of the text around it, so that a prediction can be
traced to words.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from annotation.errors import ConfigError
from annotation.text.targets import split_names
from training.features.attitude import attitude_features
from training.features.context import context_features, words_after, words_before
from training.features.grammar import grammar_features
from training.features.mentions import naming_features, window_features
from training.features.ngrams import character_features, shape_features, word_features
from training.features.others import other_name_features
from training.features.role import role_features
from training.features.speakers import speaker_features
from training.features.speech import cue_features, source_features
from training.features.tone import tone_features
from training.features.topics import TOPIC_SUFFIX, TopicFeatures
from training.language.lexicons import lexicons_digest
from training.syntax.tokens import Document

FEATURES_VERSION: Final = f"9 {lexicons_digest()}"  # changes whenever the same text would give other features
Analyzer = Callable[[Document], Iterable[str]]


class FeatureKind(NamedTuple):
    """Features of one kind: the function that finds them, and how they are weighed."""

    analyzer: Analyzer
    weight: float = 1.0  # of all the features of the kind in a sentence together
    use_idf: bool = True  # whether rare features weigh more (inverse document frequency)


FeatureGroups = Mapping[str, dict[str, FeatureKind]]  # the kinds of each group, by name

# The weights were chosen once, on sets that are not reported; they differ only with whether a question has a target.
SHARED_GROUPS: Final[FeatureGroups] = {
    "words": {"words": FeatureKind(word_features)},
    "characters": {"characters": FeatureKind(character_features)},
    "tone": {"tone": FeatureKind(tone_features, 0.7, use_idf=False)},
    "attitude": {"attitude": FeatureKind(attitude_features, 0.5, use_idf=False)},
    "context": {
        "earlier": FeatureKind(words_before, 0.35),
        "later": FeatureKind(words_after, 0.35),
        "standing": FeatureKind(context_features, 0.5, use_idf=False),
    },
}
GROUPS_WITHOUT_TARGET: Final[FeatureGroups] = {
    "speech": {
        "cues": FeatureKind(cue_features, 0.7),
        "sources": FeatureKind(source_features),
        "speakers": FeatureKind(speaker_features),
    },
    "shapes": {"shapes": FeatureKind(shape_features)},
    "grammar": {"grammar": FeatureKind(grammar_features)},
}
GROUPS_ABOUT_TARGET: Final[FeatureGroups] = {
    "speech": {"cues": FeatureKind(cue_features, 0.3), "sources": FeatureKind(source_features, 0.3)},
    "windows": {"windows": FeatureKind(window_features)},
    "called": {"called": FeatureKind(naming_features, 0.7, use_idf=False)},
    "others": {"others": FeatureKind(other_name_features, 0.7)},
    "role": {"role": FeatureKind(role_features, 0.7)},
}
TOPIC_GROUP: Final = "topics"
_KINDS_BY_TOPIC: Final = ("words", "characters")  # kinds that are also counted by topic
GROUP_NAMES: Final = (*dict.fromkeys((*SHARED_GROUPS, *GROUPS_WITHOUT_TARGET, *GROUPS_ABOUT_TARGET)), TOPIC_GROUP)


class FeatureSelection(NamedTuple):
    """Which features are made for a question."""

    about_target: bool = False
    topics: frozenset[str] = frozenset()  # the targets by which words and characters are also counted
    without: tuple[str, ...] = ()  # the groups that are left out


def feature_kinds(selection: FeatureSelection) -> dict[str, FeatureKind]:
    """Give the kinds of features that are made, by name, in the order of a model's blocks.

    >>> list(feature_kinds(FeatureSelection(without=("speech", "context", "tone", "attitude"))))
    ['words', 'characters', 'shapes', 'grammar']
    """
    groups = {**SHARED_GROUPS, **(GROUPS_ABOUT_TARGET if selection.about_target else GROUPS_WITHOUT_TARGET)}
    kinds = {
        name: kind
        for group, group_kinds in groups.items()
        if group not in selection.without
        for name, kind in group_kinds.items()
    }
    if selection.topics and TOPIC_GROUP not in selection.without:
        for name in _KINDS_BY_TOPIC:
            if name in kinds:
                by_topic = TopicFeatures(kinds[name].analyzer, selection.topics)
                kinds[f"{name}{TOPIC_SUFFIX}"] = FeatureKind(by_topic)
    return kinds


def check_without(names: Iterable[str]) -> tuple[str, ...]:
    """Give the groups to leave out, each once; a name may be several that are joined by a comma.

    Raises ConfigError for an unknown group, and if no group is left.
    """
    groups = tuple(dict.fromkeys(part for name in names for part in split_names(name, ",")))
    for name in groups:
        if name not in GROUP_NAMES:
            raise ConfigError(f"--without {name!r} is no group of features; the groups are {', '.join(GROUP_NAMES)}")
    if {*SHARED_GROUPS, *GROUPS_WITHOUT_TARGET} <= {*groups} or {*SHARED_GROUPS, *GROUPS_ABOUT_TARGET} <= {*groups}:
        raise ConfigError("--without leaves no features at all for a question; leave some in")
    return groups
