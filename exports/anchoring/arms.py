"""Which answers can be compared between the blind and the pre-labeled arm: those of one selection."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.schema import BLIND, PRELABELED
from exports.answers.valid import valid_answers

MODEL_LABEL_COLUMNS = {BLIND: "withheld_label", PRELABELED: "shown_label"}


@dataclass(frozen=True)
class ArmAnswers:
    """The answers of both arms, what the model says of each in `said`; and how many stay out, by the reason."""

    answers: pd.DataFrame
    left_out: Mapping[str, int]


def answers_in_both_arms(answers: pd.DataFrame, codebook: Codebook | None = None) -> ArmAnswers:
    """Keep the answers that count, in rounds that have both arms, to questions that the model answered too.

    Audit sentences stay out. They are blind, but drawn at random, and so differ from selected ones by themselves.
    """
    chosen = _known(valid_answers(answers, codebook))
    reasons = pd.Series("", index=chosen.index, dtype="str")
    reasons = reasons.mask(chosen["said"].eq(""), "where the model says nothing")
    reasons = reasons.mask(chosen["arm"].eq(""), "in no arm")
    reasons = reasons.mask(chosen["audit"], "to audit sentences, drawn at random")
    kept = chosen[reasons.eq("")]
    arms = kept.groupby(["question", "round"])["arm"].transform("nunique")
    reasons = reasons.mask(reasons.eq("") & arms.reindex(chosen.index).eq(1), "in a round without the other arm")
    left_out = reasons[reasons.ne("")].value_counts().sort_index()
    kept = chosen[reasons.eq("")]
    if kept.empty:
        why = "; ".join(f"{number:,} {reason}" for reason, number in left_out.items())
        raise DataError(
            f"no answers to compare: none stand in a blind and a pre-labeled arm of one round ({why}); a scores table "
            "that is pushed with --blind makes arms, `newsstance pull` tells them"
        )
    return ArmAnswers(kept, {str(reason): int(number) for reason, number in left_out.items()})


def normalize_arms(answers: pd.DataFrame) -> pd.DataFrame:
    """Give `arm`, `audit` and `round` as they are compared: no missing values, no arm that isn't one."""
    arm, round = (_text(answers, name) for name in ("arm", "round"))
    unknown = sorted(set(arm) - {"", *MODEL_LABEL_COLUMNS})
    if unknown:
        raise DataError(f"an answer's arm is {unknown[0]!r}; the arms are {', '.join(MODEL_LABEL_COLUMNS)}, or none")
    audit = answers["audit"].astype("boolean").fillna(False) if "audit" in answers else False
    return answers.assign(arm=arm, round=round, audit=pd.Series(audit, index=answers.index).astype(bool))


def _known(chosen: pd.DataFrame) -> pd.DataFrame:
    known = normalize_arms(chosen)
    said = pd.Series("", index=known.index, dtype="str")
    for arm, column in MODEL_LABEL_COLUMNS.items():
        said = said.mask(known["arm"].eq(arm), _text(known, column))
    return known.assign(said=said)


def _text(answers: pd.DataFrame, column: str) -> "pd.Series[str]":
    if column not in answers:
        return pd.Series("", index=answers.index, dtype="str")
    return answers[column].astype("object").where(answers[column].notna(), "").astype("str")
