"""Finds gold labels worth another look: those that a model contradicts, and differing labels on copies of a sentence.

The doubt about a label that a model contradicts is one minus its probability, from a model that was not trained on
anything of the sentence's article; the doubt about a copy is the share of the other copies with another label.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.label_cells import has_label, plain_label
from annotation.tables.schema import SENTENCES, Row
from exports.statistics.formatting import decimal
from training.data.examples import Examples, Source, make_examples, row_source
from training.data.groups import copy_numbers, join_groups
from training.data.splits import NoSplit, article_split
from training.features.registry import FeatureSelection
from training.features.topics import find_topics
from training.learning.design_matrix import DesignMatrix
from training.learning.out_of_fold import fit_folds, gather
from training.learning.probabilities import Probabilities

MAX_ROWS: Final = 100
_MAX_COPIES_NAMED: Final = 3  # in a reason


@dataclass(frozen=True)
class LabelErrors:
    """The rows whose labels are doubtful, most doubtful first, and how many labels were examined."""

    rows: list[dict[str, Any]]
    examined: int
    contradicted: int  # labels that the model contradicts, of all examined
    copied: int  # labels that differ from a copy's, of all examined
    left_out: Mapping[str, int]  # rows that were not examined, by the reason


@dataclass(frozen=True)
class _Doubt:
    index: int  # of the sentence among the examples
    doubt: float  # from 0 to 1
    suggested_label: str
    reason: str


def find_label_errors(
    rows: Sequence[Row], question: str, codebook: Codebook | None = None, *, most: int = MAX_ROWS, seed: int = 0
) -> LabelErrors:
    """Rank the labels of one question by doubt; labels that nothing speaks against are left out.

    Args:
        rows: rows of the table `labeled`.
        question: the name of the column with the labels.
        codebook: what decides the labels and their order; without one they are those in the data.
        most: how many rows are given.
        seed: decides how articles are dealt into folds.

    Raises DataError if the rows do not allow to train a model that was not trained on the labels it is to doubt.
    """
    examples = make_examples(rows, question, codebook)
    contradicted = {doubt.index: doubt for doubt in contradicted_labels(examples, _probabilities(examples, seed))}
    copied = {doubt.index: doubt for doubt in differing_copies(examples)}
    indexes = sorted(contradicted.keys() | copied.keys())
    doubts = [_combine_doubts(contradicted.get(index), copied.get(index)) for index in indexes]
    doubts.sort(key=lambda doubt: (-doubt.doubt, doubt.index))
    labeled = {_sentence_key(row_source(row)): row for row in reversed(rows) if has_label(row, question)}
    doubtful = [(labeled[_sentence_key(examples.sources[doubt.index])], doubt) for doubt in doubts[:most]]
    return LabelErrors(
        rows=[_output_row(row, examples.sources[doubt.index], question, doubt) for row, doubt in doubtful],
        examined=len(examples.answers),
        contradicted=len(contradicted),
        copied=len(copied),
        left_out=examples.left_out,
    )


def join_label_errors(by_question: Mapping[str, LabelErrors], most: int) -> LabelErrors:
    """Join what was found for several questions: the most doubtful of all labels first, and the counts added up."""
    all_rows = [row for label_errors in by_question.values() for row in label_errors.rows]
    left_out: Counter[str] = Counter()
    for question, label_errors in by_question.items():
        for reason, number in label_errors.left_out.items():
            left_out[f"{question}: {reason}" if len(by_question) > 1 else reason] += number
    return LabelErrors(
        rows=sorted(all_rows, key=lambda row: -row["doubt"])[:most],
        examined=sum(label_errors.examined for label_errors in by_question.values()),
        contradicted=sum(label_errors.contradicted for label_errors in by_question.values()),
        copied=sum(label_errors.copied for label_errors in by_question.values()),
        left_out=left_out,
    )


def contradicted_labels(examples: Examples, probabilities: Probabilities) -> Iterator[_Doubt]:
    """Give the sentences whose label is not the model's best one; probabilities have shape (sentences, labels)."""
    for index, label in enumerate(examples.answers):
        best = int(probabilities[index].argmax())
        best_label, probability = examples.labels[best], float(probabilities[index, examples.labels.index(label)])
        if best_label != label:
            figures = f"{best_label} {decimal(float(probabilities[index, best]))}, {label} {decimal(probability)}"
            reason = f"a model that saw nothing of its article gives {figures}"
            yield _Doubt(index, 1 - probability, best_label, reason)


def differing_copies(examples: Examples) -> Iterator[_Doubt]:
    """Give the sentences with a copy, or nearly a copy, that is about the same target and has another label."""
    clusters: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for index, copy_number in enumerate(copy_numbers([passage.text for passage in examples.passages])):
        clusters[copy_number, examples.sources[index].target if examples.about_target else ""].append(index)
    for cluster in clusters.values():
        label_counts = Counter(examples.answers[index] for index in cluster)
        for index in cluster if len(label_counts) > 1 else ():
            yield _doubt_by_copies(examples, index, cluster, label_counts)


def _doubt_by_copies(examples: Examples, index: int, cluster: Sequence[int], label_counts: Mapping[str, int]) -> _Doubt:
    label = examples.answers[index]
    differing = [copy for copy in cluster if examples.answers[copy] != label]
    suggested_label = max(sorted(label_counts), key=lambda name: (label_counts[name], name != label))
    differing_labels = (
        f"{examples.sources[copy].name} is {examples.answers[copy]}" for copy in differing[:_MAX_COPIES_NAMED]
    )
    unnamed = len(differing) - _MAX_COPIES_NAMED
    ending = f" and {unnamed:,} more" if unnamed > 0 else ""
    reason = f"labeled otherwise than nearly the same text: {', '.join(differing_labels)}{ending}"
    return _Doubt(index, len(differing) / (len(cluster) - 1), suggested_label, reason)


def _probabilities(examples: Examples, seed: int) -> Probabilities:
    """Give each sentence's probabilities, shape (sentences, labels), from a model that saw no sentence of its article.

    The model saw no copies of the article's sentences either.
    """
    groups = join_groups([passage.text for passage in examples.passages], examples.groups).groups
    split = article_split(examples.answers, groups, seed)
    if isinstance(split, NoSplit):
        raise DataError(
            f"{examples.question!r}: no label can be doubted by a model that didn't learn from it: {split.reason}"
        )
    features = FeatureSelection(examples.about_target, find_topics(examples.passages))
    parts = fit_folds(DesignMatrix(examples.passages, features), examples, split.folds, seed)
    return gather(examples, split, parts, np.ones(len(examples.answers), dtype=bool)).calibrated


def _combine_doubts(first: _Doubt | None, second: _Doubt | None) -> _Doubt:
    """Combine the doubts of a model and of copies: the stronger one counts, and both reasons are kept."""
    doubts = sorted((doubt for doubt in (first, second) if doubt), key=lambda doubt: -doubt.doubt)
    return replace(doubts[0], reason="; ".join(doubt.reason for doubt in doubts))


def _sentence_key(source: Source) -> tuple[str, str]:
    return (source.name, source.target)


def _output_row(row: Row, source: Source, question: str, doubt: _Doubt) -> dict[str, Any]:
    """Give the sentence as it can be pushed again: without its label, so that it is answered blind."""
    sentence = {column: row[column] for column in SENTENCES.columns if row.get(column) is not None}
    return {
        **sentence,
        "sentence": source.name,
        "question": question,
        "gold": plain_label(row[question]),
        "said": doubt.suggested_label,
        "doubt": round(float(np.clip(doubt.doubt, 0, 1)), 6),
        "why": doubt.reason,
    }
