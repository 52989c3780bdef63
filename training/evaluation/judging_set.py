"""Which sentences figures rest on: audit ones where there are enough, then blind ones, else all, and why."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from annotation.io.console import plural
from annotation.tables.schema import BLIND, PARTLY, PRELABELED
from exports.statistics.arrays import Flags, Ints
from training.data.examples import Source
from training.evaluation.evaluation_json import JudgedOn
from training.metrics.intervals import FEWEST_CLUSTERS

ENOUGH_SENTENCES: Final = 100


def judging_set(sources: Sequence[Source], groups: Sequence[int]) -> tuple[Flags, JudgedOn]:
    """Choose the sentences whose labels may judge a model, shape (sentences,), and say which they are.

    An answer given with the model's own suggestion in view leans toward it, and flatters the model.
    """
    audit = np.array([source.audit for source in sources])
    blind = audit | np.array([source.arm == BLIND for source in sources])
    group_numbers = np.array(groups)
    if _is_enough(audit, group_numbers):
        return audit, _judged_on("audit", audit, f"{_count(audit)} audit sentences, drawn at random and answered blind")
    if _is_enough(blind, group_numbers):
        audit_size = _size(audit, group_numbers)
        addition = f"; the audit is only {audit_size}" if audit.any() else ", none of them drawn at random"
        why = f"{_count(blind)} sentences answered without a suggestion in view{addition}"
        return blind, _judged_on("blind", blind, why)
    every_sentence = np.ones(len(sources), dtype=bool)
    judged_on = _judged_on("all", every_sentence, _why_all(sources, audit, blind, group_numbers))
    warning = _prelabeled_warning(sources)
    if warning:
        return every_sentence, {**judged_on, "flatters": True, "warning": warning}
    return every_sentence, judged_on


def _is_enough(selected: Flags, groups: Ints) -> bool:
    return int(selected.sum()) >= ENOUGH_SENTENCES and len(np.unique(groups[selected])) >= FEWEST_CLUSTERS


def _count(selected: Flags) -> str:
    return f"{int(selected.sum()):,}"


def _judged_on(which: str, selected: Flags, why: str) -> JudgedOn:
    return {"which": which, "sentences": int(selected.sum()), "why": why, "flatters": False}


def _why_all(sources: Sequence[Source], audit: Flags, blind: Flags, groups: Ints) -> str:
    """Say why a model is judged by all sentences, though they are no random sample."""
    all_sentences = (
        f"all {plural(len(sources), 'sentence')}, which are" if len(sources) > 1 else "the only sentence, which is"
    )
    start = f"{all_sentences} no random sample"
    if not any(source.arm or source.audit for source in sources):
        return f"{start}: no row says how it was drawn or whether a suggestion was in view"
    required = f"at least {ENOUGH_SENTENCES} of {FEWEST_CLUSTERS} articles are needed"
    kinds = [(audit, "audit sentences"), (blind, "blind answers")]
    sizes = " and ".join(f"{name} are: {_size(selected, groups)}" for selected, name in kinds)
    return f"{start}: {sizes}, and {required}"


def _size(selected: Flags, groups: Ints) -> str:
    if not selected.any():
        return "no sentence"
    articles = plural(len(np.unique(groups[selected])), "article")
    return f"{plural(int(selected.sum()), 'sentence')} of {articles}"


def _prelabeled_warning(sources: Sequence[Source]) -> str:
    """Say loudly how many of the labels judged by were given with a suggestion in view; empty where none were."""
    arms = [source.arm for source in sources if source.arm in (PRELABELED, PARTLY) and not source.audit]
    if not arms:
        return ""
    share = "ALL" if len(arms) == len(sources) else f"{len(arms):,} of {len(sources):,}"
    view = "in view of some annotators or all" if PARTLY in arms else "in view"
    return f"{share} labels were given with a model's suggestion {view}: THESE FIGURES FLATTER THE MODEL"
