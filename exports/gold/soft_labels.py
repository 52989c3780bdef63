"""Soft labels: the share of each label among the answers to a sentence, and those shares as columns."""

from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from exports.answers.valid import question_order

KEYS: Final = ["sentence", "question"]
SHARE: Final = "share"


def label_shares(answers: pd.DataFrame) -> pd.Series:
    """Give the share of each label among the answers to a sentence and question.

    Args:
        answers: The valid answers, one row per answer: columns sentence, question and label.

    Returns:
        Shares from 0 to 1, indexed by sentence, question and label; only labels that the sentence was given are there.

    >>> answers = pd.DataFrame({"sentence": "s1", "question": "mood", "label": ["up", "down", "up", "up"]})
    >>> label_shares(answers).to_dict()
    {('s1', 'mood', 'down'): 0.25, ('s1', 'mood', 'up'): 0.75}
    """
    votes = answers.groupby([*KEYS, "label"]).size()
    return (votes / votes.groupby(KEYS).transform("sum")).rename(SHARE)


def soft_columns(soft_labels: pd.Series, gold: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Turn soft labels into columns for training rows.

    Args:
        soft_labels: A share or probability, indexed by sentence, question and label.
        gold: The gold table, with the columns sentence and question.
        codebook: Gives the labels and their order; without it, the labels that were given are sorted.

    Returns:
        One row per sentence with gold, and a column `<question>_share_<label>` for each label; a question without
        answers or without gold is empty.
    """
    columns: dict[str, pd.Series] = {}
    questions = soft_labels.index.get_level_values("question")
    for question in question_order(gold, codebook):
        shares = soft_labels[questions == question].droplevel("question").unstack("label")
        with_gold = gold.loc[gold["question"] == question, "sentence"]
        shares = shares[shares.index.isin(with_gold)].fillna(0.0)
        labels = sorted(map(str, shares)) if codebook is None else codebook.question(question).label_names
        never_given = shares.sum(axis=1) * 0
        columns |= {f"{question}_share_{label}": shares.get(label, never_given) for label in labels}
    return pd.DataFrame(columns, index=pd.Index(sorted(set(gold["sentence"])), name="sentence"))
