"""Soft labels: the share of each label among the answers to a sentence, and those shares as columns."""

from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from exports.answers.valid import question_order

KEYS: Final = ["sentence", "question"]
SHARE: Final = "share"


def label_shares(chosen: pd.DataFrame) -> pd.Series:
    """Give the share of each label among a sentence's answers to a question, of labels that were given at all.

    >>> chosen = pd.DataFrame({"sentence": "s1", "question": "mood", "label": ["up", "down", "up", "up"]})
    >>> label_shares(chosen).to_dict()
    {('s1', 'mood', 'down'): 0.25, ('s1', 'mood', 'up'): 0.75}
    """
    votes = chosen.groupby([*KEYS, "label"]).size()
    return (votes / votes.groupby(KEYS).transform("sum")).rename(SHARE)


def soft_columns(soft: pd.Series, gold: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Give a column `<question>_share_<label>` for each label, a row for each sentence with gold.

    Labels come in codebook order, else sorted; a question without answers or without gold stays empty.
    """
    wide: dict[str, pd.Series] = {}
    for question in question_order(gold, codebook):
        mine = soft[soft.index.get_level_values("question") == question].droplevel("question").unstack("label")
        kept = mine[mine.index.isin(gold.loc[gold["question"] == question, "sentence"])].fillna(0.0)
        labels = sorted(map(str, kept)) if codebook is None else codebook.question(question).label_names
        wide |= {f"{question}_share_{label}": kept.get(label, kept.sum(axis=1) * 0) for label in labels}
    return pd.DataFrame(wide, index=pd.Index(sorted(set(gold["sentence"])), name="sentence"))
