"""Adjudication: an adjudicator's answers settle gold; the annotators' counts and shares stay in the table."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from exports.answers.valid import active_answers, codebook_counts, valid_answers
from exports.gold.aggregation import ADJUDICATED, UNANIMOUS, sort_gold
from exports.gold.arms import arms_of_gold
from exports.gold.soft_labels import KEYS, SHARE, label_shares


def apply_adjudications(
    gold: pd.DataFrame,
    answers: pd.DataFrame,
    adjudications: pd.DataFrame,
    *,
    codebook: Codebook | None = None,
    any_codebook: bool = False,
) -> pd.DataFrame:
    """Put the adjudicated labels into gold, with `adjudicated` in the column decided_by.

    The column share is then the share of annotators who gave the adjudicated label, and answers still counts all
    annotators. A question that only the adjudicator answered gets a row of its own, with no answers. A label that all
    annotators gave, and that the adjudicator only repeated, stays `unanimous`. What the adjudicator says of a question
    that was not open counts too: it was answered with all answers in view, and `overruled` names where it goes against
    all annotators.

    Args:
        gold: The gold table: one row per sentence and question.
        answers: The annotators' answers, with the columns of the answers table.
        adjudications: The adjudicator's answers, with the same columns.
        codebook: The codebook of the answers.
        any_codebook: Whether the adjudications may be of another codebook version than the answers.

    Returns:
        The gold table with the adjudicated labels, sorted by sentence and question.

    Raises:
        DataError: If an adjudication is of another codebook version, of a sentence that nobody answered, or
            contradicts another adjudication.
    """
    if not any_codebook:
        refuse_mismatched_codebooks(answers, adjudications)
    valid = valid_answers(adjudications, codebook)
    _refuse_unanswered_sentences(valid, set(active_answers(answers)["sentence"]))
    decided = _drop_repeated(_one_label_each(valid), gold)
    shares = label_shares(valid_answers(answers, codebook)).reindex(
        decided.set_index("label", append=True).index, fill_value=0.0
    )
    new = decided.index[~decided.index.isin(gold.set_index(KEYS).index)]
    settled = pd.concat([gold, _new_rows(gold, new)]).set_index(KEYS)
    settled.loc[decided.index, "label"] = decided["label"]
    settled.loc[decided.index, SHARE] = shares.to_numpy()
    settled.loc[new, SHARE] = float("nan")
    settled.loc[decided.index, "tied"] = None
    settled.loc[decided.index, "decided_by"] = ADJUDICATED
    return sort_gold(settled.reset_index(), codebook)


@dataclass(frozen=True)
class Overruled:
    """A sentence and question on which the adjudicator said something else than all annotators, however many."""

    sentence: str
    question: str
    agreed: str
    label: str
    answers: int


def overruled(before: pd.DataFrame, after: pd.DataFrame) -> list[Overruled]:
    """Name what all annotators agreed on and the adjudicator decided otherwise, in the order of the gold table.

    `before` and `after` are the gold tables without and with the adjudications (columns sentence, question, label,
    answers, decided_by).
    """
    agreed = before.loc[before["decided_by"] == UNANIMOUS, [*KEYS, "label"]].rename(columns={"label": "agreed"})
    decided = after.loc[after["decided_by"] == ADJUDICATED, [*KEYS, "label", "answers"]]
    return [
        Overruled(case["sentence"], case["question"], case["agreed"], case["label"], int(case["answers"]))
        for case in decided.merge(agreed, on=KEYS).to_dict("records")
    ]


def refuse_mismatched_codebooks(answers: pd.DataFrame, adjudications: pd.DataFrame) -> None:
    """Refuse adjudications under a codebook version that no answer was given under.

    Both tables have the columns of the answers table; a version is in the column codebook.

    Raises:
        DataError: If there are such adjudications.
    """
    of_answers, of_adjudications = codebook_counts(answers), codebook_counts(adjudications)
    other_stamps = [stamp for stamp in of_adjudications if stamp not in of_answers]
    if other_stamps:
        stamp = other_stamps[0]
        raise DataError(
            f"{of_adjudications[stamp]:,} of the adjudications were given under the codebook {stamp}, and the answers "
            f"under {', '.join(of_answers)}; adjudicate again under that one, or count them together with "
            "--any-codebook"
        )


def _one_label_each(adjudications: pd.DataFrame) -> pd.DataFrame:
    """Give the one label of each sentence and question; adjudicators who differ are refused."""
    grouped = adjudications.groupby(KEYS)["label"]
    labels = grouped.agg(lambda given_labels: " or ".join(sorted(set(given_labels))))
    contradictory = grouped.nunique() > 1
    if contradictory.any():
        sentence, question = contradictory.index[contradictory][0]
        raise DataError(
            f"the adjudications give sentence {sentence} more than one answer to {question!r} "
            f"({labels[sentence, question]}); mark the one that no longer counts as superseded in the column 'status'"
        )
    return labels.to_frame("label")


def _drop_repeated(decided: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Leave out labels that all annotators gave anyway.

    An adjudicator has to repeat them: Label Studio asks a question only after the question it depends on is answered.
    """
    unanimous = gold[gold["decided_by"] == UNANIMOUS].set_index(KEYS)["label"]
    return decided[decided["label"] != unanimous.reindex(decided.index)]


def _new_rows(gold: pd.DataFrame, new: "pd.Index[Any]") -> pd.DataFrame:
    """Give rows for questions that no annotator answered, with the sentence's values from its other questions."""
    carried = [column for column in ("article", "target", "arm", "audit", "codebook") if column in gold]
    sentence_values = gold.groupby("sentence")[carried].first()
    if "arm" in carried:
        sentence_values["arm"] = arms_of_gold(gold, ["sentence"])
    rows = new.to_frame(index=False).join(sentence_values, on="sentence").assign(answers=0)
    return rows.reindex(columns=gold.columns).astype(gold.dtypes.to_dict())


def _refuse_unanswered_sentences(adjudications: pd.DataFrame, answered: set[str]) -> None:
    unanswered = sorted(set(adjudications["sentence"]) - answered)
    if unanswered:
        raise DataError(
            f"nobody answered sentence {unanswered[0]}, which is adjudicated ({len(unanswered)} such); "
            "give the answers that these adjudications settle"
        )
