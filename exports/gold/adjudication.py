"""Adjudication: an adjudicator's answers settle gold; what the annotators said stays beside it."""

from typing import Any

import pandas as pd

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from exports.answers.valid import active_answers, codebook_counts, valid_answers
from exports.gold.aggregation import sort_gold
from exports.gold.soft_labels import KEYS, SHARE, label_shares


def apply_adjudications(
    gold: pd.DataFrame,
    answers: pd.DataFrame,
    adjudications: pd.DataFrame,
    *,
    codebook: Codebook | None = None,
    any_codebook: bool = False,
) -> pd.DataFrame:
    """Put the adjudicated labels into gold; `share` and `answers` are of the annotators who gave that label, and all.

    A question that only the adjudicator answered gets a row of its own, with no answers. What all annotators said and
    the adjudicator only repeated was not settled by it, and stays `unanimous`.
    """
    if not any_codebook:
        refuse_mismatched_codebooks(answers, adjudications)
    chosen = valid_answers(adjudications, codebook)
    _refuse_strangers(chosen, set(active_answers(answers)["sentence"]))
    decided = _without_repeated(_decided(chosen), gold)
    said = label_shares(valid_answers(answers, codebook)).reindex(
        decided.set_index("label", append=True).index, fill_value=0.0
    )
    new = decided.index[~decided.index.isin(gold.set_index(KEYS).index)]
    after = pd.concat([gold, _of_sentences(gold, new)]).set_index(KEYS)
    after.loc[decided.index, "label"] = decided["label"]
    after.loc[decided.index, SHARE] = said.to_numpy()
    after.loc[new, SHARE] = float("nan")
    after.loc[decided.index, "tied"] = None
    after.loc[decided.index, "decided_by"] = "adjudicated"
    return sort_gold(after.reset_index(), codebook)


def _decided(chosen: pd.DataFrame) -> pd.DataFrame:
    """Give the one label of each sentence and question; adjudicators who differ have settled nothing."""
    labels = chosen.groupby(KEYS)["label"].agg(lambda given: " or ".join(sorted(set(given))))
    several = chosen.groupby(KEYS)["label"].nunique() > 1
    if several.any():
        sentence, question = several.index[several][0]
        raise DataError(
            f"the adjudications give sentence {sentence} more than one answer to {question!r} "
            f"({labels[sentence, question]}); mark the one that no longer counts as superseded in the column 'status'"
        )
    return labels.to_frame("label")


def _without_repeated(decided: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Leave out what all annotators agreed on anyway: to answer one question, another one has to be answered too."""
    agreed = gold[gold["decided_by"] == "unanimous"].set_index(KEYS)["label"]
    return decided[decided["label"] != agreed.reindex(decided.index)]


def _of_sentences(gold: pd.DataFrame, new: "pd.Index[Any]") -> pd.DataFrame:
    """Rows for questions that no annotator answered, with what holds of the sentence."""
    carried = [column for column in ("article", "target", "arm", "audit", "codebook") if column in gold]
    of_sentence = gold.groupby("sentence")[carried].first()
    rows = new.to_frame(index=False).join(of_sentence, on="sentence").assign(answers=0)
    return rows.reindex(columns=gold.columns).astype(gold.dtypes.to_dict())


def refuse_mismatched_codebooks(answers: pd.DataFrame, adjudications: pd.DataFrame) -> None:
    """Refuse adjudications under a codebook version that no answer was given under."""
    given, settled = codebook_counts(answers), codebook_counts(adjudications)
    other = [stamp for stamp in settled if stamp not in given]
    if other:
        raise DataError(
            f"{settled[other[0]]:,} adjudications were given under another codebook ({other[0]}) than the answers "
            f"({', '.join(given)}); adjudicate again under that one, or count them together with --any-codebook"
        )


def _refuse_strangers(chosen: pd.DataFrame, known: set[str]) -> None:
    strange = sorted(set(chosen["sentence"]) - known)
    if strange:
        raise DataError(
            f"nobody answered sentence {strange[0]}, which is adjudicated ({len(strange)} such); "
            "give the answers that these adjudications settle"
        )
