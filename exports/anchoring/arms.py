"""Which answers of the blind and the pre-labeled arm can be compared: those of one selection of sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.schema import BLIND, PRELABELED
from exports.answers.valid import valid_answers

MODEL_LABEL_COLUMNS: Final = {BLIND: "withheld_label", PRELABELED: "shown_label"}
MODEL_LABEL: Final = "model_label"  # the column of `ArmAnswers.answers`


@dataclass(frozen=True)
class ArmAnswers:
    """The answers of both arms, with the model's label in the column model_label; and those left out, by reason.

    `audit` has the answers to audit sentences, of the same rounds and questions: nobody was shown a label for these.
    """

    answers: pd.DataFrame
    audit: pd.DataFrame
    left_out: Mapping[str, int]


def answers_in_both_arms(answers: pd.DataFrame, codebook: Codebook | None = None) -> ArmAnswers:
    """Select the valid answers in rounds that have both arms, to questions for which the model gave a label too.

    Audit sentences stay out. They are blind, but drawn at random, and so differ from selected sentences by themselves.

    Args:
        answers: The answers table: one row per answer, with the columns arm, round, audit, shown_label and
            withheld_label where known.
        codebook: Says which questions mark spans.

    Raises:
        DataError: If no answers are left to compare, or if an arm is unknown.
    """
    valid = _with_model_label(normalize_arms(valid_answers(answers, codebook)))
    reasons = pd.Series("", index=valid.index, dtype="str")
    reasons = reasons.mask(valid[MODEL_LABEL].eq(""), "where the model says nothing")
    reasons = reasons.mask(valid["arm"].eq(""), "in no arm")
    reasons = reasons.mask(valid["audit"], "to audit sentences, drawn at random")
    arm_counts = valid[reasons.eq("")].groupby(["question", "round"])["arm"].transform("nunique")
    only_one_arm = reasons.eq("") & arm_counts.reindex(valid.index).eq(1)
    reasons = reasons.mask(only_one_arm, "in a round without the other arm")
    left_out = reasons[reasons.ne("")].value_counts().sort_index()
    comparable = valid[reasons.eq("")]
    if comparable.empty:
        why = "; ".join(f"{count:,} {reason}" for reason, count in left_out.items())
        raise DataError(
            f"no answers to compare: no round has answers in a blind and in a pre-labeled arm ({why}); a scores table "
            "that is pushed with --blind makes both arms, and `newsstance pull` writes the arm of each answer"
        )
    audit = valid[valid["audit"] & valid["question"].isin(comparable["question"])]
    audit = audit[audit["round"].isin(comparable["round"])]
    return ArmAnswers(comparable, audit, {str(reason): int(count) for reason, count in left_out.items()})


def normalize_arms(answers: pd.DataFrame) -> pd.DataFrame:
    """Give the answers with the columns arm, round and audit without missing values; other columns stay as they are.

    A missing arm or round is an empty text, a missing audit flag is False.

    Raises:
        DataError: If an arm is neither blind nor prelabeled.
    """
    arms, rounds = (_text_column(answers, column) for column in ("arm", "round"))
    unknown = sorted(set(arms) - {"", *MODEL_LABEL_COLUMNS})
    if unknown:
        raise DataError(f"an answer's arm is {unknown[0]!r}; the arms are {', '.join(MODEL_LABEL_COLUMNS)}, or none")
    audit = answers["audit"].astype("boolean").fillna(False) if "audit" in answers else False
    return answers.assign(arm=arms, round=rounds, audit=pd.Series(audit, index=answers.index).astype(bool))


def _with_model_label(answers: pd.DataFrame) -> pd.DataFrame:
    """Add the column model_label: the label that was shown, or withheld in the blind arm; empty where there is none."""
    model_labels = pd.Series("", index=answers.index, dtype="str")
    for arm, column in MODEL_LABEL_COLUMNS.items():
        model_labels = model_labels.mask(answers["arm"].eq(arm), _text_column(answers, column))
    return answers.assign(**{MODEL_LABEL: model_labels})


def _text_column(answers: pd.DataFrame, column: str) -> "pd.Series[str]":
    """Give a column as text, empty where a value, or the whole column, is missing."""
    if column not in answers:
        return pd.Series("", index=answers.index, dtype="str")
    return answers[column].astype("object").where(answers[column].notna(), "").astype("str")
