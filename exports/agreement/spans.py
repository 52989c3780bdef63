"""Spans: how many of each label, and how far two annotators mark the same words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from annotation.codebook.codebook import Codebook
from exports.answers.matrix import article_clusters
from exports.answers.valid import active_answers, one_value_per_sentence, span_questions
from exports.statistics.estimate import Estimate, percentage

_WORD: Final = re.compile(r"\w+")
MarkedWords = dict[tuple[str, str, str], set[int]]  # by sentence, annotator and label: which words


@dataclass(frozen=True)
class SpanPair:
    """Token F1 of two annotators in percent, of one label or (empty) of all: twice the words both marked so.

    Sentences where neither marked anything don't count.
    """

    annotators: tuple[str, str]
    label: str
    f1: Estimate


@dataclass(frozen=True)
class SpanAgreement:
    """The spans of one question; `why` says why no words are compared."""

    question: str
    spans: int
    labels: dict[str, int]
    annotators: dict[str, int]
    pairs: list[SpanPair]
    why: str = ""


def span_agreements(answers: pd.DataFrame, codebook: Codebook | None = None, seed: int = 0) -> list[SpanAgreement]:
    """Measure agreement on each question that marks stretches of text, sorted by name."""
    given = active_answers(answers)
    asked = span_questions(given, codebook) & set(given["question"])
    return [_spans(name, given, _labels(name, given, codebook), seed) for name in sorted(asked)]


def _spans(question: str, given: pd.DataFrame, labels: list[str], seed: int) -> SpanAgreement:
    mine = given[given["question"] == question]
    by_label, by_annotator = (mine[column].to_list() for column in ("label", "annotator"))
    text = one_value_per_sentence(given, "text") if "text" in given else pd.Series(dtype="str")
    located = mine["start"].notna().all() and mine["end"].notna().all() if {"start", "end"} <= set(mine) else False
    why = "" if located and mine["sentence"].isin(text.index).all() else "the answers carry no texts to find words in"
    people = sorted(set(given["annotator"]))
    return SpanAgreement(
        question=question,
        spans=len(mine),
        labels={label: by_label.count(label) for label in labels},
        annotators={name: by_annotator.count(name) for name in people},
        pairs=[] if why else list(_pairs(given, _marked(mine, text), labels, people, seed)),
        why=why,
    )


def _labels(question: str, given: pd.DataFrame, codebook: Codebook | None) -> list[str]:
    used = set(given.loc[given["question"] == question, "label"])
    return sorted(used) if codebook is None else [x for x in codebook.question(question).label_names if x in used]


def _marked(mine: pd.DataFrame, text: pd.Series) -> MarkedWords:
    """Find the words that each annotator marked, even in part."""
    found: MarkedWords = {}
    words = {sentence: [m.span() for m in _WORD.finditer(said)] for sentence, said in text.items()}
    columns = (mine[column].to_list() for column in ("sentence", "annotator", "label", "start", "end"))
    for sentence, annotator, label, start, end in zip(*columns, strict=True):
        touched = {n for n, (first, last) in enumerate(words[sentence]) if first < end and start < last}
        found.setdefault((sentence, annotator, label), set()).update(touched)
    return found


def _pairs(
    given: pd.DataFrame, marked: MarkedWords, labels: list[str], people: list[str], seed: int
) -> Iterator[SpanPair]:
    seen = {name: set(given.loc[given["annotator"] == name, "sentence"]) for name in people}
    for one, other in combinations(people, 2):
        sentences = sorted(seen[one] & seen[other])
        of = article_clusters(given, pd.Index(sentences), seed)
        parts = {
            label: np.array(list(_shared(marked, sentences, one, other, label))).reshape(-1, 2) for label in labels
        }
        for label, part in [("", sum(parts.values(), np.zeros((len(sentences), 2)))), *parts.items()]:
            yield SpanPair((one, other), label, percentage(part[:, 0], part[:, 1], of))


def _shared(
    marked: MarkedWords, sentences: Iterable[str], one: str, other: str, label: str
) -> Iterator[tuple[float, float]]:
    """Give for each sentence twice the words both marked, and the words of each added up."""
    for sentence in sentences:
        first, second = (marked.get((sentence, name, label), set()) for name in (one, other))
        yield 2.0 * len(first & second), float(len(first) + len(second))
