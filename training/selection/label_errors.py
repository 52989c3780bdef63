"""Gold labels worth another look: those that a model contradicts, and copies of one sentence labeled otherwise.

The doubt about a label is one minus its probability from a model that saw nothing of the sentence's article.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.schema import SENTENCES, Row
from exports.statistics.formatting import decimal
from training.data.examples import Examples, Source, make_examples, row_source
from training.data.groups import copies, join_groups
from training.data.splits import NoSplit, by_article
from training.features.registry import FeatureSelection
from training.features.topics import find_topics
from training.learning.design_matrix import DesignMatrix
from training.learning.out_of_fold import fit_folds, gather
from training.learning.probabilities import Probabilities

MAX_ROWS: Final = 100
_MAX_COPIES_NAMED: Final = 3  # copies named in a reason


@dataclass(frozen=True)
class LabelErrors:
    """The labels in doubt, most doubtful first, and how many were looked at."""

    rows: list[dict[str, Any]]
    examined: int
    contradicted: int  # by the model, of all that were looked at
    copied: int  # labeled otherwise than a copy of theirs, likewise
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class _Doubt:
    place: int
    doubt: float
    said: str
    why: str


def find_label_errors(
    rows: Sequence[Row], question: str, codebook: Codebook | None = None, *, most: int = MAX_ROWS, seed: int = 0
) -> LabelErrors:
    """Rank the labels of one question by doubt, leaving out those that nothing speaks against."""
    one = make_examples(rows, question, codebook)
    against = {doubt.place: doubt for doubt in contradicted_labels(one, _probabilities(one, seed))}
    otherwise = {doubt.place: doubt for doubt in differing_copies(one)}
    doubts = [
        _combine_doubts(against.get(place), otherwise.get(place)) for place in sorted(against.keys() | otherwise.keys())
    ]
    doubts.sort(key=lambda doubt: (-doubt.doubt, doubt.place))
    known = {_sentence_key(row_source(row)): row for row in reversed(rows) if row.get(question)}
    given = [(known[_sentence_key(one.sources[doubt.place])], doubt) for doubt in doubts[:most]]
    return LabelErrors(
        rows=[_output_row(row, one.sources[doubt.place], question, doubt) for row, doubt in given],
        examined=len(one.answers),
        contradicted=len(against),
        copied=len(otherwise),
        left_out=one.left_out,
    )


def contradicted_labels(one: Examples, probabilities: Probabilities) -> Iterator[_Doubt]:
    """Give the sentences for which the model's best label is another one than theirs."""
    for place, answer in enumerate(one.answers):
        best = int(probabilities[place].argmax())
        said, own = one.labels[best], float(probabilities[place, one.labels.index(answer)])
        if said != answer:
            figures = f"{said} {decimal(float(probabilities[place, best]))}, {answer} {decimal(own)}"
            yield _Doubt(place, 1 - own, said, f"a model that saw nothing of its article gives {figures}")


def differing_copies(one: Examples) -> Iterator[_Doubt]:
    """Give the sentences that stand there again, or nearly so, about the same target and with another label."""
    clusters: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for place, number in enumerate(copies([passage.text for passage in one.passages])):
        clusters[number, one.sources[place].target if one.about_target else ""].append(place)
    for places in clusters.values():
        labels = Counter(one.answers[place] for place in places)
        for place in places if len(labels) > 1 else ():
            others = [other for other in places if one.answers[other] != one.answers[place]]
            said = max(sorted(labels), key=lambda label: (labels[label], label != one.answers[place]))
            named = ", ".join(
                f"{one.sources[other].name} is {one.answers[other]}" for other in others[:_MAX_COPIES_NAMED]
            )
            more = f" and {len(others) - _MAX_COPIES_NAMED:,} more" if len(others) > _MAX_COPIES_NAMED else ""
            why = f"labeled otherwise than nearly the same text: {named}{more}"
            yield _Doubt(place, len(others) / (len(places) - 1), said, why)


def _probabilities(one: Examples, seed: int) -> Probabilities:
    """Give each sentence honest probabilities from a model that saw nothing of its article, nor of copies of it."""
    groups = join_groups([passage.text for passage in one.passages], one.groups).groups
    split = by_article(one.answers, groups, seed)
    if isinstance(split, NoSplit):
        raise DataError(
            f"{one.question!r}: no label can be doubted by a model that didn't learn from it: {split.reason}"
        )
    material = DesignMatrix(one.passages, FeatureSelection(one.about_target, find_topics(one.passages)))
    parts = fit_folds(material, one, split.folds, seed)
    return gather(one, split, parts, np.ones(len(one.answers), dtype=bool)).honest


def _combine_doubts(first: _Doubt | None, second: _Doubt | None) -> _Doubt:
    """Keep the stronger doubt, and both reasons."""
    known = sorted((doubt for doubt in (first, second) if doubt), key=lambda doubt: -doubt.doubt)
    why = "; ".join(doubt.why for doubt in known)
    return _Doubt(known[0].place, known[0].doubt, known[0].said, why)


def _sentence_key(where: Source) -> tuple[str, str]:
    return (where.name, where.target)


def _output_row(row: Row, where: Source, question: str, doubt: _Doubt) -> dict[str, Any]:
    """Give the sentence as it can be pushed again: without its label, which would be no blind second look."""
    sentence = {column: row[column] for column in SENTENCES.columns if row.get(column) is not None}
    return {
        **sentence,
        "sentence": where.name,
        "question": question,
        "gold": row[question],
        "said": doubt.said,
        "doubt": round(float(np.clip(doubt.doubt, 0, 1)), 6),
        "why": doubt.why,
    }
