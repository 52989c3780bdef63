"""Agreement in words: how far the labels can be trusted, and what else to know about them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from annotation.io.console import plural
from exports.agreement.agreement import RELIABLE, alpha_reading
from exports.agreement.report import AgreementRecord, BasisRecord, EstimateRecord, QuestionRecord
from exports.statistics.formatting import decimal, with_interval

READINGS: Final = {
    "reliable": "can be relied on",
    "tentative": "can carry tentative conclusions only",
    "not reliable": "cannot be relied on as they are",
}
_FEWEST_ANSWERS: Final = 30  # a label with fewer answers is not named as the one with the lowest alpha
_FEWEST_LABELS: Final = 3  # with two labels, each has the other's alpha
_FEWEST_ANNOTATORS: Final = 3  # with two annotators, each is as far from the other


def decisive_alpha(question: QuestionRecord) -> EstimateRecord:
    """Give the alpha that the reading is about: the ordinal one where the labels are a scale."""
    return question["ordinal"] or question["alpha"]


def summary(questions: Sequence[QuestionRecord]) -> Iterator[str]:
    """Say of all questions how far their labels can be trusted, in their order: neighbors of the same kind together."""
    for words, same in groupby(questions, key=_reading_in_words):
        yield f"{_joined([_title(question) for question in same])}: {words}."


def agreement_headline(question: QuestionRecord) -> str:
    """Give the one sentence that sums a question up."""
    alpha = decisive_alpha(question)
    if alpha["value"] is None:
        return f"No alpha: {question['reading']}."
    scale = "Ordinal alpha" if question["ordinal"] else "Alpha"
    return f"{scale} {with_interval(alpha, 3, missing='')}: {_reading_in_words(question)}."


def _reading_in_words(question: QuestionRecord) -> str:
    """Say how far a question's labels can be trusted; without an interval there is no verdict."""
    alpha = decisive_alpha(question)
    if alpha["value"] is None:
        return "nothing can be said yet"
    if alpha["low"] is None or alpha["high"] is None:
        return f"no verdict, since {alpha['why']}"
    low, high = alpha_reading(alpha["low"]), alpha_reading(alpha["high"])
    verdict = f"these labels {READINGS[question['reading']]}"
    return verdict if low == high else f"{verdict}, though anything from “{low}” to “{high}” fits"


def _title(question: QuestionRecord) -> str:
    alpha = decisive_alpha(question)
    return question["question"] + ("" if alpha["value"] is None else f" {with_interval(alpha, 3, missing='')}")


def agreement_verdicts(question: QuestionRecord) -> Iterator[str]:
    """Say what else to know before these labels are used."""
    for verdict in (_interval, _target, _merged_labels, _weakest_label, _confused_labels, _low_agreement, _drift):
        yield from verdict(question)


def target_in_words(question: QuestionRecord) -> str:
    """Say in a few words whether the codebook's own target is met."""
    return "–" if question["target"] is None else f"{decimal(question['target'], 3)}: {question['target_reading']}"


def _interval(question: QuestionRecord) -> Iterator[str]:
    """Say what narrows an interval, or makes one possible, where the figure alone decides nothing."""
    alpha = decisive_alpha(question)
    if alpha["value"] is None:
        return
    if alpha["low"] is None or alpha["high"] is None:
        yield "An alpha without an interval may be luck: another sample can give quite another one. More articles tell."
    elif alpha_reading(alpha["low"]) != alpha_reading(alpha["high"]):
        yield "More articles narrow the interval."


def _target(question: QuestionRecord) -> Iterator[str]:
    if question["target"] is not None and decisive_alpha(question)["value"] is not None:
        yield f"The codebook aims at {decimal(question['target'], 3)}: {question['target_reading']}."


def _merged_labels(question: QuestionRecord) -> Iterator[str]:
    merged = question["merged"]
    if merged and decisive_alpha(merged)["value"] is not None:
        target = f"; aimed at {target_in_words(merged)}" if merged["target"] is not None else ""
        yield f"With merged labels alpha is {with_interval(decisive_alpha(merged), 3)}, {merged['reading']}{target}."


def _weakest_label(question: QuestionRecord) -> Iterator[str]:
    """Name the label with the lowest alpha, where there is a choice and it is not reliable."""
    alphas = [
        (label["alpha"]["value"], label)
        for label in question["labels"]
        if label["alpha"]["value"] is not None
        and label["alpha"]["low"] is not None
        and label["answers"] >= _FEWEST_ANSWERS
    ]
    if len(alphas) >= _FEWEST_LABELS:
        value, label = min(alphas, key=lambda pair: pair[0])
        if value < RELIABLE:
            alpha = with_interval(label["alpha"], 3)
            yield f"The least sure label is “{label['label']}”: alpha {alpha} against all others."


def _confused_labels(question: QuestionRecord) -> Iterator[str]:
    if question["confused"]:
        most_frequent, total = question["confused"][0], sum(confused["pairs"] for confused in question["confused"])
        first, second = most_frequent["labels"]
        yield (
            f"Where two answers differ, it is most often “{first}” against “{second}”: "
            f"{most_frequent['pairs']:,} of {plural(total, 'such pair')}."
        )


def _low_agreement(question: QuestionRecord) -> Iterator[str]:
    """Name annotators who differ from the others more than by chance: their interval lies below the mean of all."""
    percents = [
        (each["annotator"], each["percent"]["value"], each["percent"]["high"])
        for each in question["each"]
        if each["percent"]["value"] is not None
    ]
    if len(percents) < _FEWEST_ANNOTATORS:
        return
    mean = sum(value for _, value, _ in percents if value is not None) / len(percents)
    for annotator, value, high in percents:
        if high is not None and high < mean:
            yield (
                f"{annotator} says what most others say in {value:.0f} % of the sentences, the "
                f"annotators on average in {mean:.0f} %: worth a talk about the codebook."
            )


def _drift(question: QuestionRecord) -> Iterator[str]:
    """Name annotators whose second half differs from the first: the interval of the change doesn't include 0."""
    for each in question["each"]:
        change = each["change"]
        value, low, high = change["value"], change["low"], change["high"]
        if value is None or low is None or high is None or low <= 0 <= high:
            continue
        moved = "rose" if value > 0 else "fell"
        yield (
            f"{each['annotator']}'s agreement with the others {moved} from {each['first_half']['value']:.0f} to "
            f"{each['second_half']['value']:.0f} % between the first half of the answers and the second."
        )


def cautions(agreement: AgreementRecord) -> Iterator[str]:
    """Say what makes the answers themselves doubtful: pre-labels, no audit sample, no articles, several codebooks."""
    basis, questions = agreement["basis"], agreement["questions"]
    if basis["prelabeled"]:
        yield (
            f"A model's labels were shown beforehand on {plural(basis['prelabeled'], 'compared sentence')}. People who "
            "follow the model agree with each other without having judged: agreement there is flattered. "
            f"{_blind_sentences(basis)}"
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


def _blind_sentences(basis: BasisRecord) -> str:
    if basis["in_both"]:
        return (
            f"On {basis['in_both']:,} of them some annotators were not shown it: “newsstance anchoring” compares these "
            "with the others."
        )
    if not basis["blind"]:
        return "None of the others was blind, so nobody can tell by how much."
    return f"Nothing was shown on {basis['blind']:,}: “newsstance anchoring” compares the two."


def _joined(names: Sequence[str]) -> str:
    """Join names as a sentence does.

    >>> _joined(["stance", "holder", "bias"])
    'stance, holder and bias'
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
