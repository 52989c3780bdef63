"""Which sentences figures rest on: audit ones where there are enough, then blind ones, else all, and why."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from annotation.io.console import plural
from exports.statistics.arrays import Flags, Ints
from training.data.examples import Source
from training.metrics.intervals import FEWEST_CLUSTERS

ENOUGH_SENTENCES: Final = 100  # sentences
BLIND: Final = "blind"
PRELABELED: Final = "prelabeled"


def judging_set(sources: Sequence[Source], groups: Sequence[int]) -> tuple[Flags, dict[str, Any]]:
    """Choose the sentences whose labels may judge a model, and say which they are.

    An answer given with the model's own suggestion in view leans toward it, and flatters the model.
    """
    audit = np.array([source.audit for source in sources])
    blind = audit | np.array([source.arm == BLIND for source in sources])
    group = np.array(groups)
    if _enough(audit, group):
        return audit, _told("audit", audit, group, "audit sentences, drawn at random and answered blind")
    if _enough(blind, group):
        few = f"; the audit is only {_number(audit, group)}" if audit.any() else ", none of them drawn at random"
        return blind, _told("blind", blind, group, f"sentences answered without a suggestion in view{few}")
    every = np.ones(len(sources), dtype=bool)
    return every, {**_told("all", every, group, _why_all(sources, audit, blind, group)), **_flattered(sources)}


def _enough(kept: Flags, groups: Ints) -> bool:
    return int(kept.sum()) >= ENOUGH_SENTENCES and len(np.unique(groups[kept])) >= FEWEST_CLUSTERS


def _told(which: str, kept: Flags, groups: Ints, why: str) -> dict[str, Any]:
    told = f"{int(kept.sum()):,} {why}" if which != "all" else why
    return {"which": which, "sentences": int(kept.sum()), "why": told, "flatters": False}


def _why_all(sources: Sequence[Source], audit: Flags, blind: Flags, groups: Ints) -> str:
    every = f"all {plural(len(sources), 'sentence')}, which are" if len(sources) > 1 else "the only sentence, which is"
    start = f"{every} no random sample"
    if not any(source.arm or source.audit for source in sources):
        return f"{start}: no row says how it was drawn or whether a suggestion was in view"
    needed = f"at least {ENOUGH_SENTENCES} of {FEWEST_CLUSTERS} articles are needed"
    kinds = [(audit, "audit sentences"), (blind, "blind answers")]
    few = " and ".join(f"{name} are: {_number(kept, groups)}" for kept, name in kinds)
    return f"{start}: {few}, and {needed}"


def _number(kept: Flags, groups: Ints) -> str:
    if not kept.any():
        return "no sentence"
    return f"{plural(int(kept.sum()), 'sentence')} of {plural(len(np.unique(groups[kept])), 'article')}"


def _flattered(sources: Sequence[Source]) -> dict[str, Any]:
    """Say loudly how many of the labels judged by were given with a suggestion in view."""
    number = sum(source.arm == PRELABELED and not source.audit for source in sources)
    if not number:
        return {}
    share = "ALL" if number == len(sources) else f"{number:,} of {len(sources):,}"
    warning = f"{share} labels were given with a model's suggestion in view: THESE FIGURES FLATTER THE MODEL"
    return {"flatters": True, "warning": warning}
