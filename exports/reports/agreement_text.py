"""Agreement in words: how far the labels can be trusted, and what stands out about them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from annotation.io.console import plural
from exports.agreement.agreement import RELIABLE, alpha_reading
from exports.statistics.formatting import decimal, with_interval

Figures = Mapping[str, Any]  # a part of what `agree --json` gives
READINGS: Final = {
    "reliable": "can be relied on",
    "tentative": "can carry tentative conclusions only",
    "not reliable": "cannot be relied on as they are",
}
_FEW: Final = 30  # answers; a label with fewer is not held up as the weakest


def decisive(question: Figures) -> Figures:
    """Give the alpha that the reading is about: that of the scale where the labels are one."""
    found: Figures = question["ordinal"] or question["alpha"]
    return found


def summary(questions: Sequence[Figures]) -> Iterator[str]:
    """Say of all questions together how far their labels can be trusted."""
    for known, words in READINGS.items():
        mine = (question for question in questions if question["reading"] == known)
        names = [f"{question['question']} ({decimal(decisive(question)['value'], 3)})" for question in mine]
        if names:
            yield f"{_joined(names)}: these labels {words}."
    unknown = [question["question"] for question in questions if question["reading"] not in READINGS]
    if unknown:
        yield f"{_joined(unknown)}: nothing can be said yet."


def agreement_headline(question: Figures) -> str:
    """Give the one sentence that stands for a question."""
    alpha = decisive(question)
    if alpha["value"] is None:
        return f"No alpha: {question['reading']}."
    scale = "Ordinal alpha" if question["ordinal"] else "Alpha"
    return f"{scale} {with_interval(alpha, 3)}: the labels {READINGS[question['reading']]}."


def agreement_verdicts(question: Figures) -> Iterator[str]:
    """Say what else to know before these labels are used."""
    for say in (_open, _target, _merged, _weakest, _confused, _people, _drift):
        yield from say(question)


def target_in_words(question: Figures) -> str:
    """Say in a few words whether the codebook's own target is met."""
    return "–" if question["target"] is None else f"{decimal(question['target'], 3)}: {question['target_reading']}"


def _open(question: Figures) -> Iterator[str]:
    """Say how far the interval reaches, where it reaches into another reading."""
    alpha = decisive(question)
    if alpha["value"] is None:
        return
    if alpha["low"] is None:
        yield f"How sure the figure is can't be said: {alpha['why']}."
        return
    low, high = alpha_reading(alpha["low"]), alpha_reading(alpha["high"])
    if low != high:
        yield (
            f"The interval leaves it open: anything from “{low}” to “{high}” fits these answers. "
            "More articles narrow it."
        )


def _target(question: Figures) -> Iterator[str]:
    if question["target"] is not None and decisive(question)["value"] is not None:
        yield f"The codebook aims at {decimal(question['target'], 3)}: {question['target_reading']}."


def _merged(question: Figures) -> Iterator[str]:
    merged = question["merged"]
    if merged and decisive(merged)["value"] is not None:
        also = f"; aimed at {target_in_words(merged)}" if merged["target"] is not None else ""
        yield f"With merged labels alpha is {with_interval(decisive(merged), 3)}, {merged['reading']}{also}."


def _weakest(question: Figures) -> Iterator[str]:
    known = [one for one in question["labels"] if one["alpha"]["value"] is not None and one["answers"] >= _FEW]
    if len(known) > 2:
        worst = min(known, key=lambda one: one["alpha"]["value"])
        if worst["alpha"]["value"] < RELIABLE:
            yield f"The least sure label is “{worst['label']}”: alpha {with_interval(worst['alpha'], 3)} against all others."


def _confused(question: Figures) -> Iterator[str]:
    if question["confused"]:
        most, total = question["confused"][0], sum(one["pairs"] for one in question["confused"])
        one, other = most["labels"]
        yield (
            f"Where two answers differ, it is most often “{one}” against “{other}”: "
            f"{most['pairs']:,} of {plural(total, 'such pair')}."
        )


def _people(question: Figures) -> Iterator[str]:
    """Name who differs from the others more than chance explains: the interval lies below everybody's mean."""
    known = [one for one in question["each"] if one["percent"]["value"] is not None]
    if len(known) < 3:
        return
    mean = sum(one["percent"]["value"] for one in known) / len(known)
    apart = [one for one in known if one["percent"]["high"] is not None and one["percent"]["high"] < mean]
    for one in apart:
        yield (
            f"{one['annotator']} says what most others say in {one['percent']['value']:.0f} % of the sentences, the "
            f"annotators on average in {mean:.0f} %: worth a talk about the codebook."
        )


def _drift(question: Figures) -> Iterator[str]:
    """Name whose second half differs from the first, where the interval of the change leaves 0 out."""
    for one in question["each"]:
        change = one["change"]
        if change["low"] is not None and not change["low"] <= 0 <= change["high"]:
            moved = "rose" if change["value"] > 0 else "fell"
            yield (
                f"{one['annotator']}'s agreement with the others {moved} from {one['first_half']['value']:.0f} to "
                f"{one['second_half']['value']:.0f} % between the first half of the answers and the second."
            )


def cautions(agreement: Figures) -> Iterator[str]:
    """Say what the answers themselves make doubtful: pre-labels, no audit sample, no articles, several codebooks."""
    basis, questions = agreement["basis"], agreement["questions"]
    if basis["prelabeled"]:
        yield (
            f"A model's labels were shown beforehand on {plural(basis['prelabeled'], 'compared sentence')}. People who "
            "follow the model agree with each other without having judged: agreement there is flattered. "
            f"{_blind(basis)}"
        )
    if basis["audit"]:
        yield (
            f"The audit sample, drawn at random before any selection, is {basis['audit']:,} of the compared sentences; "
            "the others need not stand for all sentences."
        )
    if len(agreement["codebooks"]) > 1:
        versions = plural(len(agreement["codebooks"]), "version")
        yield f"The answers were given under {versions} of the codebook, mixed here."
    if any(question["resampled"] == "sentences" and question["sentences"] for question in questions):
        yield "The answers name no articles: intervals resample sentences, and are too narrow where articles differ."


def _blind(basis: Figures) -> str:
    if not basis["blind"]:
        return "None of the others was blind, so nobody can tell by how much."
    return f"Nothing was shown on {basis['blind']:,}: “newsstance anchoring” compares the two."


def _joined(names: Sequence[str]) -> str:
    """Join names.

    >>> _joined(["stance", "holder", "bias"])
    'stance, holder and bias'
    """
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
