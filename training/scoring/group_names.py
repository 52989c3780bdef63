"""What groups of features are called where an explanation names them: in plain words, each group with its kinds."""

from collections.abc import Mapping
from typing import Final

from training.features.registry import GROUPS_ABOUT_TARGET, GROUPS_WITHOUT_TARGET, SHARED_GROUPS, TOPIC_GROUP
from training.features.topics import TOPIC_SUFFIX

ENCODER: Final = "encoder"
PLAIN_NAMES: Final[Mapping[str, str]] = {
    "words": "punctuation and the sentence's beginning",
    "characters": "pieces of words",
    "tone": "balance of good and bad words",
    "attitude": "marks of attitude, or none",
    "context": "the text around the sentence",
    "speech": "who says it, and how",
    "shapes": "order of names, numbers and marks",
    "grammar": "order of kinds of words",
    "windows": "what stands beside the target",
    "others": "what stands between the target and other names",
    "called": "how the target is called",
    "role": "what the target does or suffers",
    TOPIC_GROUP: "words for this topic",
    ENCODER: "the sentence as a whole",
}
_GROUP_OF_KIND: Final = {
    kind: group
    for groups in (SHARED_GROUPS, GROUPS_WITHOUT_TARGET, GROUPS_ABOUT_TARGET)
    for group, kinds in groups.items()
    for kind in kinds
}


def plain_group_name(kind: str) -> str:
    """Name the group of a kind of features in plain words.

    >>> plain_group_name("cues"), plain_group_name("words by topic")
    ('who says it, and how', 'words for this topic')
    """
    return PLAIN_NAMES[TOPIC_GROUP if kind.endswith(TOPIC_SUFFIX) else _GROUP_OF_KIND.get(kind, kind)]
