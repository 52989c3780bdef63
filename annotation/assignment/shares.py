"""What annotators were dealt, counted for each article."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from annotation.study.handout import HandoutRow


def articles_in_parts(handout: Iterable[HandoutRow], round: str) -> dict[str, dict[str, int]]:
    """The articles whose dealt sentences went to different annotators, and how many to each, besides the shared ones.

    Args:
        handout: the rows of the handout.
        round: the round that is looked at.
    """
    annotators: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in handout:
        if row.round == round and row.dealt and row.article:
            annotators[row.article, row.sentence].add(row.annotator)
    everybody = set().union(*annotators.values())
    dealt: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for (article, _), names in annotators.items():
        if names != everybody:
            dealt[article].append(frozenset(names))
    return {
        article: dict(sorted(Counter(name for group in groups for name in group).items()))
        for article, groups in sorted(dealt.items())
        if len(set(groups)) > 1
    }
