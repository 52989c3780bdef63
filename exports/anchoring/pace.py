"""How long a sentence takes in each arm, over all annotators together: nobody's own pace can be read from it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from annotation.tables.schema import BLIND, PRELABELED
from exports.anchoring.arms import normalize_arms
from exports.anchoring.comparison import ArmComparison
from exports.answers.valid import active_answers
from exports.statistics.estimate import Estimate

MIN_ANNOTATORS: Final = 2  # in each arm
_NO_ESTIMATE: Final = Estimate(None, None, None, 0)


@dataclass(frozen=True)
class ArmPace:
    """The median seconds per sentence in each arm.

    `times` is how many times as long a pre-labeled sentence takes as a blind one: a ratio of geometric means, within
    annotators, and within sentences where arms are by person.
    """

    seconds: dict[str, float]
    sentences: dict[str, int]  # counted once for each annotator
    times: Estimate
    why: str = ""


def arm_pace(answers: pd.DataFrame, seed: int) -> ArmPace:
    """Measure the pace of both arms; audit sentences don't count.

    Where only one annotator is timed in an arm, there are no figures: they would be that annotator's own.

    Args:
        answers: The answers table: one row per answer, with the columns sentence, annotator, arm, round, audit and
            seconds where known.
        seed: The seed for resampling the articles.

    Raises:
        DataError: If an arm or a status is unknown, or if an answer names no question.
    """
    active = normalize_arms(active_answers(answers))
    in_arms = active[active["arm"].ne("") & ~active["audit"]]
    seconds = in_arms.get("seconds", pd.Series(np.nan, index=in_arms.index)).astype("float64")
    timed = in_arms.assign(seconds=seconds)[seconds > 0].drop_duplicates(["round", "annotator", "sentence"])
    annotators = timed.groupby("arm")["annotator"].nunique().reindex([BLIND, PRELABELED], fill_value=0)
    if annotators.min() < MIN_ANNOTATORS:
        condition = f"at least {MIN_ANNOTATORS} annotators were timed in each arm"
        why = f"pace is shown where {condition}, so that it is nobody's own"
        return ArmPace({}, {}, _NO_ESTIMATE, why)
    by_arm = timed.groupby("arm")["seconds"]
    return ArmPace(
        {str(arm): float(median) for arm, median in by_arm.median().items()},
        {str(arm): int(count) for arm, count in by_arm.size().items()},
        _times_as_long(timed, seed),
    )


def _times_as_long(timed: pd.DataFrame, seed: int) -> Estimate:
    """Give the ratio of the arms' geometric means, which a page left open over lunch changes little.

    `timed` has one row per annotator and sentence, with the columns sentence, annotator, round, arm and seconds.
    """
    compared = ArmComparison(timed, seed)
    difference = compared.difference(np.log(compared.answers["seconds"].to_numpy()))
    value, low, high = (
        None if logarithm is None else float(np.exp(logarithm))
        for logarithm in (difference.value, difference.low, difference.high)
    )
    return replace(difference, value=value, low=low, high=high)
