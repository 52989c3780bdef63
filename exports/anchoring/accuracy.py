"""How right the answers of each arm are, and what became of wrong and of right pre-labels: the arms against gold.

A study with 2,784 people found that having to correct makes people accept wrong suggestions (arXiv 2509.08514). Whether
that happened can be told where gold does not rest on these answers alone: where an adjudicator decided, or where the
gold table is somebody's own. Gold that is a majority of the answers would be compared with itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.io.console import plural
from exports.anchoring.arms import MODEL_LABEL, ArmAnswers
from exports.anchoring.comparison import ArmComparison
from exports.answers.matrix import article_clusters
from exports.answers.valid import question_order
from exports.gold.aggregation import ADJUDICATED
from exports.statistics.arrays import Flags, Floats
from exports.statistics.estimate import Estimate, percentage

GOLD_LABEL: Final = "gold_label"  # a column of answers joined with gold
RIGHT: Final = "right"
TOOK_WRONG: Final = "took a wrong label"
REFUSED_RIGHT: Final = "refused a right label"
_KEYS: Final = ["sentence", "question"]


@dataclass(frozen=True)
class OutcomeByArm:
    """How many percent of the answers of each arm had an outcome, of how many, and how much more often it was there.

    `outcome` is RIGHT (the answer is gold), TOOK_WRONG (among answers where the model's label is wrong: the answer is
    that label) or REFUSED_RIGHT (among answers where it is right: the answer is another one). In the blind arm the last
    two say what happens by itself, since nobody was shown the label. `difference` is a share of the answers.
    """

    outcome: str
    blind: Estimate
    blind_answers: int
    prelabeled: Estimate
    prelabeled_answers: int
    difference: Estimate


@dataclass(frozen=True)
class GoldComparison:
    """One question: the outcomes by arm on sentences with gold, and how often the model is right on audit sentences.

    `sentences` have gold and answers in the arms. `audit_model` is a percentage, and None where the model labeled no
    audit sentence with gold; that gold is free of the model, since nobody was shown a label.
    """

    question: str
    sentences: int
    outcomes: list[OutcomeByArm]
    audit_model: Estimate | None


@dataclass(frozen=True)
class GoldReport:
    """The arms against gold on each question, and how many gold labels were left out, by reason.

    `adjudicated` counts the gold labels used that an adjudicator decided: on sentences about which people disagreed.
    """

    questions: list[GoldComparison]
    adjudicated: int
    left_out: Mapping[str, int]


def compare_with_gold(arms: ArmAnswers, gold: pd.DataFrame, codebook: Codebook | None, seed: int) -> GoldReport:
    """Compare the answers of both arms with gold, for each question in codebook order, else by name.

    Args:
        arms: The answers of both arms, and those to audit sentences, with the columns sentence, annotator, question,
            round, arm, label and model_label.
        gold: The gold table: columns sentence, question, label, and where known decided_by.
        codebook: Gives the questions their order.
        seed: The seed for resampling.

    Raises:
        DataError: If gold has a sentence and question twice, or no label that can be compared.
    """
    labeled = _labeled_gold(gold)
    is_own = labeled["decided_by"].isin([ADJUDICATED, ""])
    in_arms = _with_gold(arms.answers, labeled[is_own])
    in_audit = _with_gold(arms.audit[arms.audit[MODEL_LABEL].ne("")], labeled)
    is_used = labeled.set_index(_KEYS).index.isin(pd.concat([in_arms, in_audit]).set_index(_KEYS).index)
    left_out = {
        "decided by the answers themselves": int((~is_own & ~is_used).sum()),
        "on sentences without answers to compare": int((is_own & ~is_used).sum()),
    }
    if not is_used.any():
        why = "; ".join(f"{number:,} {reason}" for reason, number in left_out.items() if number)
        raise DataError(
            f"no gold to compare the arms with ({why or 'the table has no label'}); it takes adjudicated labels "
            "(`newsstance adjudicate`), audit sentences, or a gold table of your own without the column decided_by"
        )
    comparisons = [
        _compare_question(name, in_arms[in_arms["question"] == name], in_audit[in_audit["question"] == name], seed)
        for name in question_order(labeled, codebook)
        if name in {*in_arms["question"], *in_audit["question"]}
    ]
    adjudicated = int((is_used & labeled["decided_by"].eq(ADJUDICATED)).sum())
    return GoldReport(comparisons, adjudicated, {reason: number for reason, number in left_out.items() if number})


def _labeled_gold(gold: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of gold that have a label, with an empty decided_by where nothing says who decided."""
    labeled = gold[gold["label"].replace("", pd.NA).notna()]
    repeated = labeled[labeled.duplicated(_KEYS)]
    if len(repeated):
        sentence, question = repeated.iloc[0][_KEYS]
        raise DataError(
            f"the gold has sentence {sentence} twice for the question {question!r} "
            f"({plural(len(repeated), 'such row')}); keep one row of each"
        )
    decided_by = labeled.get("decided_by", pd.Series("", index=labeled.index, dtype="str"))
    return labeled[[*_KEYS, "label"]].assign(decided_by=decided_by.astype("object").where(decided_by.notna(), ""))


def _with_gold(answers: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Join answers with the gold of their sentence and question, in the column gold_label; others are left out."""
    return answers.merge(gold[[*_KEYS, "label"]].rename(columns={"label": GOLD_LABEL}), on=_KEYS)


def _compare_question(name: str, in_arms: pd.DataFrame, in_audit: pd.DataFrame, seed: int) -> GoldComparison:
    outcomes: list[OutcomeByArm] = []
    if len(in_arms):
        is_model_right = in_arms[MODEL_LABEL] == in_arms[GOLD_LABEL]
        outcomes = [
            _outcome(RIGHT, in_arms, seed),
            _outcome(TOOK_WRONG, in_arms[~is_model_right], seed),
            _outcome(REFUSED_RIGHT, in_arms[is_model_right], seed),
        ]
    audit_model = _model_accuracy(in_audit, seed) if len(in_audit) else None
    return GoldComparison(name, in_arms["sentence"].nunique(), outcomes, audit_model)


def _outcome(outcome: str, answers: pd.DataFrame, seed: int) -> OutcomeByArm:
    if answers.empty:
        nothing = Estimate(None, None, None, 0, "no such answer")
        return OutcomeByArm(outcome, nothing, 0, nothing, 0, nothing)
    compared = ArmComparison(answers, seed)
    flags = _outcome_flags(outcome, compared.answers)
    is_blind = compared.is_blind
    return OutcomeByArm(
        outcome,
        compared.percent(flags, is_blind),
        int(is_blind.sum()),
        compared.percent(flags, ~is_blind),
        int((~is_blind).sum()),
        compared.difference(flags),
    )


def _outcome_flags(outcome: str, answers: pd.DataFrame) -> Flags:
    if outcome == RIGHT:
        flags = answers["label"] == answers[GOLD_LABEL]
    elif outcome == TOOK_WRONG:
        flags = answers["label"] == answers[MODEL_LABEL]
    else:
        flags = answers["label"] != answers[MODEL_LABEL]
    return flags.to_numpy(dtype=bool)


def _model_accuracy(in_audit: pd.DataFrame, seed: int) -> Estimate:
    """Give in how many percent of the audit sentences the model's withheld label is gold; each sentence counts once."""
    once = in_audit.drop_duplicates("sentence").sort_values("sentence")
    clusters = article_clusters(once, pd.Index(once["sentence"]), seed)
    is_right: Floats = once[MODEL_LABEL].eq(once[GOLD_LABEL]).to_numpy().astype(np.float64)
    return percentage(is_right, np.ones(len(once)), clusters)
