"""The arm of gold: that of the answers it rests on, or mixed where they differ."""

from collections.abc import Sequence

import pandas as pd

from annotation.tables.schema import MIXED, PRELABELED


def arms_of_gold(answers: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """Give the one arm that all rows with the same keys have in the column arm; a missing value counts as no arm.

    Where a model's label was shown for some rows and not for all, it is `mixed`: such gold is not free of the model.
    It is missing where some rows are blind and others have no arm.

    Args:
        answers: Answers or gold, with the column arm and those that `keys` names.
        keys: The columns that rows are grouped by.

    Returns:
        One arm for each group, indexed by the keys.

    >>> answers = pd.DataFrame({"sentence": ["s1", "s1", "s2", "s3"], "arm": ["blind", "prelabeled", "blind", None]})
    >>> arms_of_gold(answers, ["sentence"]).to_list()
    ['mixed', 'blind', nan]
    """
    arms = answers["arm"].astype("object").where(answers["arm"].notna(), "")
    groups = answers.assign(arm=arms, is_shown=arms.isin([PRELABELED, MIXED])).groupby(list(keys))
    has_one = groups["arm"].nunique() == 1
    one_or_mixed = groups["arm"].first().where(has_one, MIXED)
    return one_or_mixed.where(has_one | groups["is_shown"].any(), "").replace("", pd.NA).astype("str")
