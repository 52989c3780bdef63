"""The arm of gold: that of the answers it rests on, or partly where a label was shown for some of them."""

from collections.abc import Sequence

import pandas as pd

from annotation.tables.schema import PARTLY, PRELABELED


def arms_of_gold(answers: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """Give the one arm that all rows with the same keys have in the column arm; a missing value counts as no arm.

    Where a model's label was shown for some rows and not for all, it is partly: such gold is not free of the model.
    It is missing where some rows are blind and others have no arm.

    Args:
        answers: Answers or gold, with the column arm and those that `keys` names.
        keys: The columns that rows are grouped by.

    Returns:
        One arm for each group, indexed by the keys.

    >>> answers = pd.DataFrame({"sentence": ["s1", "s1", "s2", "s3"], "arm": ["blind", "prelabeled", "blind", None]})
    >>> arms_of_gold(answers, ["sentence"]).to_list()
    ['partly', 'blind', nan]
    """
    arms = answers["arm"].astype("object").where(answers["arm"].notna(), "")
    groups = answers.assign(arm=arms, is_shown=arms.isin([PRELABELED, PARTLY])).groupby(list(keys))
    has_one = groups["arm"].nunique() == 1
    one_or_partly = groups["arm"].first().where(has_one, PARTLY)
    return one_or_partly.where(has_one | groups["is_shown"].any(), "").replace("", pd.NA).astype("str")
