"""How long a sentence takes in each arm, over all annotators together: nobody's own pace can be read from it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from annotation.tables.schema import BLIND, PRELABELED
from exports.anchoring.arms import normalize_arms
from exports.answers.matrix import article_clusters
from exports.answers.valid import active_answers
from exports.statistics.estimate import Estimate, mean_difference_estimate

MIN_ANNOTATORS: Final = 2
_NOBODY: Final = Estimate(None, None, None, 0)


@dataclass(frozen=True)
class ArmPace:
    """Median seconds by arm, and how many times as long a pre-labeled sentence takes (ratio of geometric means)."""

    seconds: dict[str, float]
    sentences: dict[str, int]  # counted once for each annotator
    times: Estimate
    why: str = ""


def arm_pace(answers: pd.DataFrame, seed: int) -> ArmPace:
    """Measure the pace of both arms; where only one person is timed it would be theirs, and stays away."""
    known = normalize_arms(active_answers(answers))
    known = known[known["arm"].ne("") & ~known["audit"]]
    seconds = known.get("seconds", pd.Series(np.nan, index=known.index)).astype("float64")
    timed = known.assign(seconds=seconds)[seconds > 0].drop_duplicates(["round", "annotator", "sentence"])
    people = timed.groupby("arm")["annotator"].nunique().reindex([BLIND, PRELABELED], fill_value=0)
    if people.min() < MIN_ANNOTATORS:
        why = f"pace is that of {MIN_ANNOTATORS} people or more in each arm, and not shown of one person"
        return ArmPace({}, {}, _NOBODY, why)
    by_arm = timed.groupby("arm")["seconds"]
    return ArmPace(
        {str(arm): float(median) for arm, median in by_arm.median().items()},
        {str(arm): int(number) for arm, number in by_arm.size().items()},
        _times(timed, seed),
    )


def _times(timed: pd.DataFrame, seed: int) -> Estimate:
    """Compare means of logarithms: some leave the page open over lunch."""
    sentences = pd.Index(timed["sentence"].unique()).sort_values()
    place = sentences.get_indexer(timed["sentence"])
    blind = timed["arm"].eq(BLIND).to_numpy()
    logs = np.log(timed["seconds"].to_numpy())
    parts = np.zeros((len(sentences), 4))
    for column, part in enumerate((logs * blind, blind, logs * ~blind, ~blind)):
        np.add.at(parts[:, column], place, part)
    found = mean_difference_estimate(parts, article_clusters(timed, sentences, seed))
    value, low, high = (None if x is None else float(np.exp(x)) for x in (found.value, found.low, found.high))
    return replace(found, value=value, low=low, high=high)
