"""What a model sees of a sentence: groups of features, each of which can be left out.

Every feature counts something in the sentence's tokens or its neighbors', so that a prediction can be traced to words.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from annotation.errors import ConfigError
from training.features.attitude import attitude
from training.features.context import surroundings, words_after, words_before
from training.features.grammar import grammar
from training.features.mentions import called, windows
from training.features.ngrams import characters, shapes, words
from training.features.role import role
from training.features.speech import cues, sources
from training.features.tone import tone
from training.features.topics import BY_TOPIC, ByTopic
from training.language.lexicons import lexicons_digest
from training.syntax.tokens import Document

RECIPE: Final = f"7 {lexicons_digest()}"  # another one means that the same text gives other features
Analyzer = Callable[[Document], Iterable[str]]


class FeatureKind(NamedTuple):
    """Features of one kind: how they are found, what they weigh together, and whether rare ones weigh more."""

    analyzer: Analyzer
    weight: float = 1.0
    rare: bool = True


# The weights were chosen once, on sets that are not reported; they differ only with whether a question has a target.
ANY: Final[Mapping[str, dict[str, FeatureKind]]] = {
    "words": {"words": FeatureKind(words)},
    "characters": {"characters": FeatureKind(characters)},
    "tone": {"tone": FeatureKind(tone, 0.7, rare=False)},
    "attitude": {"attitude": FeatureKind(attitude, 0.5, rare=False)},
    "context": {
        "earlier": FeatureKind(words_before, 0.35),
        "later": FeatureKind(words_after, 0.35),
        "standing": FeatureKind(surroundings, 0.5, rare=False),
    },
}
PLAIN: Final[Mapping[str, dict[str, FeatureKind]]] = {
    "speech": {"cues": FeatureKind(cues, 0.7), "sources": FeatureKind(sources)},
    "shapes": {"shapes": FeatureKind(shapes)},
    "grammar": {"grammar": FeatureKind(grammar)},
}
ABOUT: Final[Mapping[str, dict[str, FeatureKind]]] = {
    "speech": {"cues": FeatureKind(cues, 0.3), "sources": FeatureKind(sources, 0.3)},
    "windows": {"windows": FeatureKind(windows)},
    "called": {"called": FeatureKind(called, 0.7, rare=False)},
    "role": {"role": FeatureKind(role, 0.7)},
}
TOPICS: Final = "topics"
GROUPS: Final = (*dict.fromkeys((*ANY, *PLAIN, *ABOUT)), TOPICS)


class FeatureSelection(NamedTuple):
    """Which features are made: of which question, for which topics, and what is left out."""

    about_target: bool = False
    topics: frozenset[str] = frozenset()
    without: tuple[str, ...] = ()


def feature_kinds(wanted: FeatureSelection) -> dict[str, FeatureKind]:
    """Name the kinds of features that are made."""
    groups = {**ANY, **(ABOUT if wanted.about_target else PLAIN)}
    found = {name: kind for group, own in groups.items() if group not in wanted.without for name, kind in own.items()}
    if wanted.topics and TOPICS not in wanted.without:
        by = {name: found[name] for name in ("words", "characters") if name in found}
        found |= {f"{name}{BY_TOPIC}": FeatureKind(ByTopic(kind.analyzer, wanted.topics)) for name, kind in by.items()}
    return found


def check_without(names: Iterable[str]) -> tuple[str, ...]:
    """Refuse a group of features that there isn't, and leaving out all."""
    found = tuple(dict.fromkeys(names))
    for name in found:
        if name not in GROUPS:
            raise ConfigError(f"--without {name!r} is no group of features; the groups are {', '.join(GROUPS)}")
    if {*ANY, *PLAIN} <= {*found} or {*ANY, *ABOUT} <= {*found}:
        raise ConfigError("--without leaves no features at all for a question; leave some in")
    return found
