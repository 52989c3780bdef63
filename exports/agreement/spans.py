"""Agreement on spans: how many of each label, and how far two annotators mark the same words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from annotation.codebook.codebook import Codebook
from exports.answers.matrix import article_clusters
from exports.answers.valid import (
    active_answers,
    has_marks_only,
    one_value_per_sentence,
    seen_answers,
    span_questions,
)
from exports.statistics.arrays import Floats
from exports.statistics.estimate import Estimate, percentage

_WORD: Final = re.compile(r"\w+")
MarkedWords = dict[tuple[str, str, str], set[int]]  # by sentence, annotator and label: the positions of the words


@dataclass(frozen=True)
class SpanPair:
    """Token F1 of two annotators in percent: twice the words both marked, over the words each marked added up.

    `label` is the label of the spans, or empty for all labels together. Sentences in which neither annotator marked
    anything don't count.
    """

    annotators: tuple[str, str]
    label: str
    f1: Estimate


@dataclass(frozen=True)
class SpanAgreement:
    """The spans of one question, counted by label and by annotator; `why` says why no words are compared."""

    question: str
    spans: int
    labels: dict[str, int]
    annotators: dict[str, int]
    pairs: list[SpanPair]
    why: str = ""


def span_agreements(answers: pd.DataFrame, codebook: Codebook | None = None, seed: int = 0) -> list[SpanAgreement]:
    """Measure agreement on each question that marks spans, sorted by name.

    Args:
        answers: The answers table; spans have the columns start and end, code points in the column text.
        codebook: Gives the labels their order; without it they are sorted.
        seed: The seed for resampling the articles.

    Raises:
        DataError: If a status is unknown, if an answer names no question, or if a sentence has two texts.
    """
    active, seen = active_answers(answers), seen_answers(answers)
    questions = span_questions(active, codebook)
    if not has_marks_only(answers, codebook):
        questions &= set(active["question"])
    return [
        _measure_question(question, active, seen, _labels(question, active, codebook), seed)
        for question in sorted(questions)
    ]


def _measure_question(
    question: str, active: pd.DataFrame, seen: pd.DataFrame, labels: list[str], seed: int
) -> SpanAgreement:
    """Measure one question; `seen` adds to the answers the sentences in which there was nothing to mark."""
    spans = active[active["question"] == question]
    by_label, by_annotator = (spans[column].to_list() for column in ("label", "annotator"))
    texts = one_value_per_sentence(seen, "text") if "text" in seen else pd.Series(dtype="str")
    has_offsets = {"start", "end"} <= set(spans) and spans["start"].notna().all() and spans["end"].notna().all()
    comparable = has_offsets and spans["sentence"].isin(texts.index).all()
    annotators = sorted(set(seen["annotator"]))
    return SpanAgreement(
        question=question,
        spans=len(spans),
        labels={label: by_label.count(label) for label in labels},
        annotators={annotator: by_annotator.count(annotator) for annotator in annotators},
        pairs=list(_compare_pairs(seen, _marked_words(spans, texts), labels, seed)) if comparable else [],
        why="" if comparable else "the answers carry no texts to find words in",
    )


def _labels(question: str, active: pd.DataFrame, codebook: Codebook | None) -> list[str]:
    """Name the labels that were used, in codebook order, else sorted."""
    used = set(active.loc[active["question"] == question, "label"])
    if codebook is None:
        return sorted(used)
    return [label for label in codebook.question(question).label_names if label in used]


def _marked_words(spans: pd.DataFrame, texts: pd.Series) -> MarkedWords:
    """Give the words that each annotator marked, even in part."""
    marked: MarkedWords = {}
    words = {sentence: [match.span() for match in _WORD.finditer(text)] for sentence, text in texts.items()}
    columns = (spans[column].to_list() for column in ("sentence", "annotator", "label", "start", "end"))
    for sentence, annotator, label, start, end in zip(*columns, strict=True):
        positions = {
            position
            for position, (word_start, word_end) in enumerate(words[sentence])
            if word_start < end and start < word_end
        }
        marked.setdefault((sentence, annotator, label), set()).update(positions)
    return marked


def _compare_pairs(seen: pd.DataFrame, marked: MarkedWords, labels: list[str], seed: int) -> Iterator[SpanPair]:
    """Compare every two annotators on the sentences that both answered: all labels together, then each label."""
    annotators = sorted(set(seen["annotator"]))
    answered = {name: set(seen.loc[seen["annotator"] == name, "sentence"]) for name in annotators}
    for pair in combinations(annotators, 2):
        sentences = sorted(answered[pair[0]] & answered[pair[1]])
        clusters = article_clusters(seen, pd.Index(sentences), seed)
        by_label = {label: _f1_parts(marked, sentences, pair, label) for label in labels}
        all_labels: Floats = sum(by_label.values(), np.zeros((len(sentences), 2)))
        for label, parts in [("", all_labels), *by_label.items()]:
            yield SpanPair(pair, label, percentage(parts[:, 0], parts[:, 1], clusters))


def _f1_parts(marked: MarkedWords, sentences: Sequence[str], pair: tuple[str, str], label: str) -> Floats:
    """Give each sentence's numerator and denominator of token F1, shape (sentences, 2)."""
    return np.array(list(_shared_and_total(marked, sentences, pair, label))).reshape(-1, 2)


def _shared_and_total(
    marked: MarkedWords, sentences: Iterable[str], pair: tuple[str, str], label: str
) -> Iterator[tuple[float, float]]:
    """Give for each sentence twice the words both annotators marked, and the words of each added up."""
    for sentence in sentences:
        first, second = (marked.get((sentence, annotator, label), set()) for annotator in pair)
        yield 2.0 * len(first & second), float(len(first) + len(second))
