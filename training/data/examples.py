"""Labeled sentences as a model learns from them: passages, answers, and the article each belongs to."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotation.codebook.codebook import Codebook
from annotation.errors import DataError
from annotation.tables.schema import LABELED, Row
from annotation.text.letter_forms import plain_letters
from exports.statistics.arrays import Floats
from training.data.label_cells import has_label, plain_labels, refuse_lookalikes
from training.data.labeled_rows import (
    check_labels,
    codebook_question,
    drop_repeated,
    mostly_about_target,
    trainable_rows,
)
from training.data.neighbors import with_neighbors
from training.data.options import DEFAULT_LEARNING, LearningOptions
from training.data.soft_labels import Shares, row_label_shares
from training.masking.passages import Passage, make_passage

_ROW_NUMBER: Final = re.compile(r"\d+$")


class Truth(NamedTuple):
    """What is to be learned: one label per sentence, or the share of each label among several answers to it.

    `answers` has shape (sentences,); `shares`, where there are any, has shape (sentences, labels).
    """

    answers: NDArray[np.object_]
    labels: tuple[str, ...] = ()
    shares: Floats | None = None

    def subset(self, positions: Any) -> "Truth":  # noqa: ANN401 - whatever numpy takes as an index
        """Give the truth of the sentences at these positions."""
        return Truth(self.answers[positions], self.labels, None if self.shares is None else self.shares[positions])


class Source(NamedTuple):
    """Where a sentence comes from: figures are split and sliced by it, and nothing is ever learned from it."""

    name: str  # the sentence's id, or the row of the file it was read from
    article: str = ""
    outlet: str = ""
    published: str = ""
    target: str = ""
    arm: str = ""
    audit: bool = False


@dataclass(frozen=True)
class Examples:
    """The sentences that one question is learned from; `groups` keeps those of one article together.

    `passages`, `answers`, `groups`, `sources` and, where there are any, `shares` have one value per sentence.
    """

    question: str
    labels: tuple[str, ...]  # the labels that a model can answer, in the codebook's order
    untrained_labels: tuple[str, ...]  # the labels of the codebook that a model never answers
    about_target: bool
    passages: tuple[Passage, ...]
    answers: tuple[str, ...]
    groups: tuple[str, ...]
    with_article: bool  # False: some sentences name no article, and each of them counts as an article of its own
    left_out: Mapping[str, int]  # the number of sentences left out, by the reason why
    sources: tuple[Source, ...]
    shares: tuple[Shares, ...] = ()  # the labels' shares among a sentence's answers; empty: gold labels are learned
    see_outlet: bool = False  # whether a passage shows the names of its own outlet and author

    @property
    def truth(self) -> Truth:
        """What is to be learned about each sentence; a sentence without shares counts wholly for its answer."""
        answers = np.array(self.answers, dtype=object)
        if not self.shares:
            return Truth(answers, self.labels)
        columns = {label: column for column, label in enumerate(self.labels)}
        table = np.zeros((len(answers), len(self.labels)))
        for sentence, (answer, shares) in enumerate(zip(self.answers, self.shares, strict=True)):
            for label, share in shares or ((answer, 1.0),):
                table[sentence, columns[label]] = share
        return Truth(answers, self.labels, table)

    @property
    def digest(self) -> str:
        """A digest (SHA-256, hexadecimal) that changes if and only if something changes that is learned from."""
        learned = list(zip(self.passages, self.answers, self.groups, strict=True))
        content = json.dumps([self.question, self.labels, self.about_target, learned, self.shares])
        return hashlib.sha256(content.encode()).hexdigest()


def question_columns(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Name the columns that could hold a question's labels: not of the contract, and text wherever filled.

    >>> question_columns([{"text": "He won.", "article": "a", "stance": "calm", "votes": 3}])
    ['stance']
    """
    is_text: dict[str, bool] = {}
    for row in rows:
        for column, value in row.items():
            if value not in (None, ""):
                is_text[column] = is_text.get(column, True) and isinstance(value, str)
    return [column for column, text in is_text.items() if text and column not in LABELED.columns]


def make_examples(
    rows: Sequence[Row], name: str, codebook: Codebook | None, options: LearningOptions = DEFAULT_LEARNING
) -> Examples:
    """Make the examples that one question is learned from.

    Without a codebook the labels are those in the data, sorted, and a question is about the target where at least
    half of its sentences have one.

    Raises DataError if no row can be learned from, if a label isn't one of the codebook's, or if shares of answers
    are asked for and no row has them.
    """
    labeled = [row for row in plain_labels(with_neighbors(rows), name) if has_label(row, name)]
    if not labeled:
        columns = ", ".join(question_columns(rows)) or "none"
        raise DataError(f"no row has a label for {name!r}; columns with text: {columns}")
    question = codebook_question(codebook, name) if codebook else None
    check_labels(labeled, name, question)
    refuse_lookalikes(labeled, name)
    labeled = drop_repeated(labeled, name)
    about_target = question.target if question else mostly_about_target(labeled)
    trainable, left_out = trainable_rows(labeled, name, question, about_target=about_target)
    if not trainable:
        raise DataError(f"no sentence is left to learn {name!r} from: {left_out_text(left_out)}")
    shares = row_label_shares(trainable, name, question) if options.soft is not False else []
    if options.soft and not any(shares):
        raise DataError(
            f"no row tells how its annotators were divided about {name!r}: there is neither a column "
            f"'{name}_share_<label>' (newsstance gold --soft --labeled writes them) nor a list of answers; "
            "leave --soft out"
        )
    examples = gather_examples(name, trainable, about_target=about_target, see_outlet=options.see_outlet, shares=shares)
    untrained = [label for label in question.label_names if label not in question.classes] if question else []
    return replace(
        examples,
        labels=question.classes if question else tuple(sorted(set(examples.answers))),
        untrained_labels=tuple(untrained),
        left_out=left_out,
    )


def gather_examples(
    question: str,
    labeled: Sequence[tuple[Row, str]],
    *,
    about_target: bool,
    see_outlet: bool = False,
    shares: Sequence[Shares] = (),
) -> Examples:
    """Put rows and their labels in the order of their content, so that the order of the rows decides nothing.

    The same data in another order must give the same folds, weights and figures. Rows are sorted by their text with
    the outlet's name in view, so that whether a model sees it doesn't change the order.
    """
    row_shares = shares if any(shares) else [()] * len(labeled)
    full_passages = [make_passage(row, about_target=about_target, see_outlet=True) for row, _ in labeled]
    ordered = sorted(
        (_group(row), passage, label, row_source(row), share, position)
        for position, ((row, label), passage, share) in enumerate(zip(labeled, full_passages, row_shares, strict=True))
    )
    groups, passages, answers, sources, ordered_shares, positions = zip(*ordered, strict=True)
    if not see_outlet:
        passages = tuple(make_passage(labeled[position][0], about_target=about_target) for position in positions)
    return Examples(
        question=question,
        labels=(),
        untrained_labels=(),
        about_target=about_target,
        passages=passages,
        answers=answers,
        groups=groups,
        with_article=all(source.article for source in sources),
        left_out={},
        sources=sources,
        shares=ordered_shares if any(ordered_shares) else (),
        see_outlet=see_outlet,
    )


def row_source(row: Row) -> Source:
    """Say where a row's sentence comes from; a sentence without an id is named by its row in the file."""
    number = _ROW_NUMBER.search(row.where)
    name = row.get("sentence") or (f"row {number[0]}" if number else row.where)
    article, outlet, published, target, arm = (
        row.get(column) or "" for column in ("article", "outlet", "published", "target", "arm")
    )
    return Source(name, article, outlet, published, target, arm, bool(row.get("audit")))


def left_out_text(left_out: Mapping[str, int]) -> str:
    """Say how many sentences were left out, and why.

    >>> left_out_text({"mixed (not trained on)": 3, "no target": 1})
    '3 mixed (not trained on), 1 no target'
    """
    return ", ".join(f"{number:,} {reason}" for reason, number in left_out.items())


def _group(row: Row) -> str:
    """Name what a sentence must stay together with: its article, or its own text where it names no article."""
    return f"article {row['article']}" if row.get("article") else f"text {plain_letters(row['text']).text}"
