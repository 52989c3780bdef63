"""Gold: one label for each sentence and question; ties are named, and never settled by the order of the rows."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from annotation.codebook.codebook import Codebook, Question
from annotation.tables.frames import to_frame, to_rows
from annotation.tables.schema import GOLD
from exports.answers.provenance import refuse_mixed_codebooks
from exports.answers.valid import one_value_per_sentence, question_order, valid_answers
from exports.gold import dawid_skene
from exports.gold.arms import arms_of_gold
from exports.gold.soft_labels import KEYS, label_shares

UNANIMOUS: Final = "unanimous"  # these five are the values of the column decided_by
MAJORITY: Final = "majority"
TIE: Final = "tie"
ADJUDICATED: Final = "adjudicated"
DAWID_SKENE: Final = "dawid-skene"
METHODS: Final[Mapping[str, Callable[[pd.DataFrame], pd.Series]]] = {
    MAJORITY: label_shares,
    DAWID_SKENE: dawid_skene.dawid_skene_probabilities,
}
MIN_ANSWERS_DAWID_SKENE: Final = 5  # answers per sentence from which Dawid-Skene is right more often than the majority
_TIE_TOLERANCE: Final = 1e-6  # shares or probabilities that differ by less are a tie
_DECISION_COLUMNS: Final = {  # from decided_by to the columns of `decision_counts`
    UNANIMOUS: UNANIMOUS,
    MAJORITY: MAJORITY,
    TIE: "ties",
    ADJUDICATED: ADJUDICATED,
    DAWID_SKENE: DAWID_SKENE,
}
_CONSTANT_COLUMNS: Final = (UNANIMOUS, MAJORITY, "ties")  # there even where they count nothing


def majority_vote(
    answers: pd.DataFrame, *, codebook: Codebook | None = None, any_codebook: bool = False
) -> pd.DataFrame:
    """Settle each sentence and question on the label given more often than any other; a plurality is enough.

    A tie gets no label: its labels stand in the column tied, and share is the share of each of them. One answer alone
    is `unanimous`; the column answers says how many there were.

    Args:
        answers: The answers table: one row per answer, with the columns sentence, annotator, question and label.
        codebook: Gives questions and labels their order, and says which questions mark spans.
        any_codebook: Whether answers given under several codebook versions may be counted together.

    Returns:
        The gold table: one row per sentence and question, sorted, with the columns of the contract (`GOLD`).

    Raises:
        DataError: If no answer counts (see `valid_answers`), or if there are several codebook versions.

    >>> answers = pd.DataFrame({"sentence": "s1", "question": "mood", "annotator": ["ann", "bob", "cleo"],
    ...                         "label": ["up", "down", "up"]})
    >>> majority_vote(answers)[["label", "answers", "decided_by"]].to_dict("records")
    [{'label': 'up', 'answers': 3, 'decided_by': 'majority'}]
    """
    if not any_codebook:
        refuse_mixed_codebooks(answers)
    valid = valid_answers(answers, codebook)
    return decide(label_shares(valid), valid, codebook=codebook)


def decide(
    soft_labels: pd.Series, answers: pd.DataFrame, *, codebook: Codebook | None = None, method: str = MAJORITY
) -> pd.DataFrame:
    """Settle each sentence and question on the label with the largest share or probability.

    Args:
        soft_labels: The share or probability of each label, indexed by sentence, question and label.
        answers: The valid answers they come from, one row per answer: columns sentence, question and label.
        codebook: Gives questions and tied labels their order.
        method: What gave the soft labels, for the column decided_by.

    Returns:
        The gold table: one row per sentence and question, sorted, with the columns of the contract (`GOLD`).
    """
    best = soft_labels[soft_labels > soft_labels.groupby(KEYS).transform("max") - _TIE_TOLERANCE].reset_index()
    gold = best.groupby(KEYS).agg(label=("label", "first"), winners=("label", "size"), share=("share", "max"))
    tied = gold["winners"] > 1
    gold["tied"] = _in_label_order(best, codebook).groupby(KEYS)["label"].agg("|".join).where(tied)
    gold["answers"] = answers.groupby(KEYS).size()
    gold["label"] = gold["label"].mask(tied)
    gold["decided_by"] = method
    if method == MAJORITY:
        gold["decided_by"] = gold["decided_by"].mask(gold["share"] == 1, UNANIMOUS)
    gold["decided_by"] = gold["decided_by"].mask(tied, TIE)
    with_values = gold.drop(columns="winners").join(_carried_values(answers)).reset_index()
    return sort_gold(with_values, codebook)


def sort_gold(gold: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Sort gold by sentence and question; give it the columns of the contract (`GOLD`), in order and in their types.

    Questions come in codebook order, or sorted where there is no codebook.
    """
    ranks = gold["question"].map({name: rank for rank, name in enumerate(question_order(gold, codebook))})
    ordered = gold.assign(_rank=ranks).sort_values(["sentence", "_rank"]).drop(columns="_rank")
    return to_frame(to_rows(ordered), GOLD)


def mean_answers(answers: pd.DataFrame) -> float:
    """Give the average number of answers to a sentence and question (columns sentence and question).

    >>> mean_answers(pd.DataFrame({"sentence": ["s1", "s1", "s2"], "question": "mood"}))
    1.5
    """
    return float(answers.groupby(KEYS).size().mean())


def drop_unasked(gold: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Drop the gold of a question that should not have been asked of a sentence, by the gold of an earlier question.

    The codebook's `only_if` names the earlier question and its labels. `gold` has the columns sentence, question and
    label; the result has the same columns.
    """
    remaining = gold
    for question in codebook.questions:
        remaining = remaining[~_is_unasked(remaining, question)]
    return remaining.reset_index(drop=True)


def decision_counts(gold: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Count how the gold of each question was decided.

    Args:
        gold: The gold table, with the columns question and decided_by.
        codebook: Gives the questions their order; without it they are sorted.

    Returns:
        One row per question; columns unanimous, majority, ties and total, and adjudicated and dawid-skene where any
        gold was decided so.

    >>> gold = pd.DataFrame({"question": "mood", "decided_by": ["majority", "tie", "majority"]})
    >>> decision_counts(gold).to_dict("records")
    [{'unanimous': 0, 'majority': 2, 'ties': 1, 'total': 3}]
    """
    table = pd.crosstab(gold["question"], gold["decided_by"])
    columns = {
        decided_by: column
        for decided_by, column in _DECISION_COLUMNS.items()
        if decided_by in table or column in _CONSTANT_COLUMNS
    }
    counts = pd.DataFrame(
        {column: table.get(decided_by, 0) for decided_by, column in columns.items()}, index=table.index
    )
    questions = [name for name in question_order(gold, codebook) if name in counts.index]
    return counts.assign(total=counts.sum(axis=1)).loc[questions]


def _is_unasked(gold: pd.DataFrame, question: Question) -> "pd.Series[bool]":
    """Mark the rows of a question whose condition the sentence's gold doesn't meet; a tie meets no condition."""
    of_question = gold["question"] == question.name
    if question.only_if is None:
        return of_question & False
    meets = (gold["question"] == question.only_if.question) & gold["label"].isin(question.only_if.labels)
    return of_question & ~gold["sentence"].isin(gold.loc[meets, "sentence"])


def _carried_values(answers: pd.DataFrame) -> pd.DataFrame:
    """Give what the answers say of each sentence and question, one row for each: columns as far as the answers go.

    These are its article and target; its arm (see `arms_of_gold`); its audit flag, where all its answers have the same;
    and its codebook versions.
    """
    values = {column: one_value_per_sentence(answers, column) for column in ("article", "target") if column in answers}
    grouped = answers.groupby(KEYS)
    if "arm" in answers:
        values["arm"] = arms_of_gold(answers, KEYS)
    if "audit" in answers:
        is_shared = grouped["audit"].nunique(dropna=False) == 1
        values["audit"] = grouped["audit"].first().where(is_shared)
    stamps = answers.get("codebook", pd.Series(index=answers.index, dtype="str"))
    stamped = answers.assign(codebook=stamps.replace("", pd.NA)).dropna(subset=["codebook"])
    versions = stamped.groupby(KEYS)["codebook"].agg(lambda names: "; ".join(sorted(set(names))))
    keys = answers[KEYS].drop_duplicates().set_index(KEYS).index
    columns = {name: _repeat_for_questions(column, keys) for name, column in values.items()}
    return pd.DataFrame({**columns, "codebook": versions}, index=keys)


def _repeat_for_questions(values: pd.Series, keys: pd.Index) -> pd.Series:
    """Repeat the values of sentences for each of their questions; values by sentence and question stay."""
    if values.index.nlevels > 1:
        return values
    return pd.Series(values.reindex(keys.get_level_values("sentence")).to_list(), keys)


def _in_label_order(labels: pd.DataFrame, codebook: Codebook | None) -> pd.DataFrame:
    """Sort rows with the columns question and label by the codebook's order of labels, else by name."""
    questions = () if codebook is None else codebook.questions
    ranks = {(question.name, label): rank for question in questions for rank, label in enumerate(question.label_names)}
    row_ranks = [ranks.get(key, 0) for key in zip(labels["question"], labels["label"], strict=True)]
    return labels.assign(rank=row_ranks).sort_values(["rank", "label"])
