"""Gold: one label a sentence and question, with ties named and never settled by order."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook, Question
from annotation.tables.frames import to_frame, to_rows
from annotation.tables.schema import GOLD
from exports.answers.provenance import refuse_mixed_codebooks
from exports.answers.valid import one_value_per_sentence, question_order, valid_answers
from exports.gold import dawid_skene
from exports.gold.soft_labels import KEYS, label_shares

MAJORITY: Final = "majority"
DAWID_SKENE: Final = "dawid-skene"
METHODS: Final[Mapping[str, Callable[[pd.DataFrame], pd.Series]]] = {
    MAJORITY: label_shares,
    DAWID_SKENE: dawid_skene.dawid_skene_probabilities,
}
MIN_ANSWERS_DAWID_SKENE: Final = 5  # answers a sentence from which Dawid-Skene is right more often than the majority
_EQUAL: Final = 1e-6  # probabilities that differ by less are a tie, not a decision
_DECISIONS: Final = {"unanimous": "unanimous", "majority": "majority", "tie": "ties", "adjudicated": "adjudicated"}
_ALWAYS: Final = ("unanimous", "majority", "ties")


def majority_vote(
    answers: pd.DataFrame, *, codebook: Codebook | None = None, any_codebook: bool = False
) -> pd.DataFrame:
    """Settle each sentence and question on the label given more often than any other (a plurality is enough).

    A tie gets no label; the tied ones stand in `tied`, and `share` is that of each of them. One answer alone is
    `unanimous`: `answers` says how many there were. Rows are sorted by sentence and question.

    >>> answers = pd.DataFrame({"sentence": "s1", "question": "mood", "annotator": ["ann", "bob", "cleo"],
    ...                         "label": ["up", "down", "up"]})
    >>> majority_vote(answers)[["label", "answers", "decided_by"]].to_dict("records")
    [{'label': 'up', 'answers': 3, 'decided_by': 'majority'}]
    """
    if not any_codebook:
        refuse_mixed_codebooks(answers)
    chosen = valid_answers(answers, codebook)
    return decide(label_shares(chosen), chosen, codebook=codebook)


def decide(
    soft: pd.Series, chosen: pd.DataFrame, *, codebook: Codebook | None = None, method: str = MAJORITY
) -> pd.DataFrame:
    """Settle on the label with the largest share or probability, given that of every label, from answers that count."""
    best = soft[soft > soft.groupby(KEYS).transform("max") - _EQUAL].reset_index()
    won = best.groupby(KEYS).agg(label=("label", "first"), winners=("label", "size"), share=("share", "max"))
    won["tied"] = _in_label_order(best, codebook).groupby(KEYS)["label"].agg("|".join).where(won["winners"] > 1)
    won["answers"] = chosen.groupby(KEYS).size()
    won["label"] = won["label"].mask(won["winners"] > 1)
    won["decided_by"] = method
    if method == MAJORITY:
        won["decided_by"] = won["decided_by"].mask(won["share"] == 1, "unanimous")
    won["decided_by"] = won["decided_by"].mask(won["winners"] > 1, "tie")
    carried = won.drop(columns="winners").join(_carried(chosen)).reset_index()
    return sort_gold(carried, codebook)


def sort_gold(gold: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Sort gold by sentence and question, in the contract's columns and types."""
    place = gold["question"].map({name: number for number, name in enumerate(question_order(gold, codebook))})
    ordered = gold.assign(_place=place).sort_values(["sentence", "_place"]).drop(columns="_place")
    return to_frame(to_rows(ordered), GOLD)


def mean_answers(chosen: pd.DataFrame) -> float:
    """How many answers a sentence and question has on average.

    >>> mean_answers(pd.DataFrame({"sentence": ["s1", "s1", "s2"], "question": "mood"}))
    1.5
    """
    return float(chosen.groupby(KEYS).size().mean())


def drop_unasked(gold: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Leave out gold of a question that the gold before it says should not have been asked (`only_if`)."""
    kept = gold
    for question in codebook.questions:
        kept = kept[~_unasked(kept, question)]
    return kept.reset_index(drop=True)


def decision_counts(gold: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Count for each question how its gold was decided."""
    found = pd.crosstab(gold["question"], gold["decided_by"])
    names = _DECISIONS | {DAWID_SKENE: DAWID_SKENE}
    shown = {how: name for how, name in names.items() if how in found or name in _ALWAYS}
    counts = pd.DataFrame({name: found.get(how, 0) for how, name in shown.items()}, index=found.index)
    order = [name for name in question_order(gold, codebook) if name in counts.index]
    return counts.assign(total=counts.sum(axis=1)).loc[order]


def _unasked(gold: pd.DataFrame, question: Question) -> "pd.Series[bool]":
    """Mark the rows of a question whose condition the gold doesn't meet; a tie meets none."""
    mine = gold["question"] == question.name
    if question.only_if is None:
        return mine & False
    met = (gold["question"] == question.only_if.question) & gold["label"].isin(question.only_if.labels)
    return mine & ~gold["sentence"].isin(gold.loc[met, "sentence"])


def _carried(chosen: pd.DataFrame) -> pd.DataFrame:
    """What a sentence's answers say of it: its article and target, and its arm where all answers share one."""
    carried = {column: one_value_per_sentence(chosen, column) for column in ("article", "target") if column in chosen}
    grouped = chosen.groupby(KEYS)
    for column in ("arm", "audit"):
        if column in chosen:
            shared = grouped[column].nunique(dropna=False) == 1
            carried[column] = grouped[column].first().where(shared)
    stamps = chosen.get("codebook", pd.Series(index=chosen.index, dtype="str"))
    stamped = chosen.assign(codebook=stamps.replace("", pd.NA)).dropna(subset=["codebook"])
    joined = stamped.groupby(KEYS)["codebook"].agg(lambda found: "; ".join(sorted(set(found))))
    keys = chosen[KEYS].drop_duplicates().set_index(KEYS).index
    return pd.DataFrame({**{c: _spread(s, keys) for c, s in carried.items()}, "codebook": joined}, index=keys)


def _spread(carried: pd.Series, keys: pd.Index) -> pd.Series:
    """Repeat what holds of a sentence for each of its questions."""
    if carried.index.nlevels > 1:
        return carried
    return pd.Series(carried.reindex(keys.get_level_values("sentence")).to_list(), keys)


def _in_label_order(best: pd.DataFrame, codebook: Codebook | None) -> pd.DataFrame:
    questions = () if codebook is None else codebook.questions
    place = {(q.name, label): number for q in questions for number, label in enumerate(q.label_names)}
    places = [place.get(key, 0) for key in zip(best["question"], best["label"], strict=True)]
    return best.assign(place=places).sort_values(["place", "label"])
