"""Labeled sentences as a model learns from them: passages, answers, and the article each belongs to."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotation.codebook.codebook import Codebook, Question
from annotation.errors import DataError
from annotation.tables.schema import LABELED, Row
from exports.statistics.arrays import Floats
from training.data.neighbors import with_neighbors
from training.data.options import DEFAULT_LEARNING, LearningOptions
from training.data.soft_labels import Shares, row_label_shares
from training.masking.passages import Passage, make_passage

_LINE: Final = re.compile(r"\d+$")


class Truth(NamedTuple):
    """What is to be learned: a label per sentence, or the share of each label among several answers to it."""

    answers: NDArray[np.object_]
    labels: tuple[str, ...] = ()
    shares: Floats | None = None

    def subset(self, places: Any) -> "Truth":  # noqa: ANN401 - whatever numpy takes as an index
        """Give the truth of some of the sentences."""
        return Truth(self.answers[places], self.labels, None if self.shares is None else self.shares[places])


class Source(NamedTuple):
    """Where a sentence comes from: figures are split and sliced by it, and nothing is ever learned from it."""

    name: str  # its id, or the row it stood in
    article: str = ""
    outlet: str = ""
    published: str = ""
    target: str = ""
    arm: str = ""
    audit: bool = False


@dataclass(frozen=True)
class Examples:
    """What is learned from for one question; `groups` keeps a sentence together with the rest of its article."""

    question: str
    labels: tuple[str, ...]  # those a model can answer, in their decided order
    untrained_labels: tuple[str, ...]  # those it never answers
    about_target: bool
    passages: tuple[Passage, ...]
    answers: tuple[str, ...]
    groups: tuple[str, ...]
    with_article: bool  # False: some sentences name no article, and count as their own
    left_out: Mapping[str, int]  # why, and how many sentences
    sources: tuple[Source, ...]
    shares: tuple[Shares, ...] = ()  # of each label among a sentence's answers; none: labels are learned as they are
    see_outlet: bool = False  # whether its own outlet and author are named in a passage

    @property
    def truth(self) -> Truth:
        """What is to be learned of each sentence."""
        answers = np.array(self.answers, dtype=object)
        if not self.shares:
            return Truth(answers, self.labels)
        place = {label: at for at, label in enumerate(self.labels)}
        table = np.zeros((len(answers), len(self.labels)))
        for at, (answer, shares) in enumerate(zip(self.answers, self.shares, strict=True)):
            for label, share in shares or ((answer, 1.0),):
                table[at, place[label]] = share
        return Truth(answers, self.labels, table)

    @property
    def digest(self) -> str:
        """Changes with anything that is learned from, and with nothing else."""
        learned = list(zip(self.passages, self.answers, self.groups, strict=True))
        told = json.dumps([self.question, self.labels, self.about_target, learned, self.shares])
        return hashlib.sha256(told.encode()).hexdigest()


def question_columns(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Name the columns that could hold a question's labels: not of the contract, and text wherever filled.

    >>> question_columns([{"text": "He won.", "article": "a", "stance": "calm", "votes": 3}])
    ['stance']
    """
    found: dict[str, bool] = {}
    for row in rows:
        for column, value in row.items():
            if value not in (None, ""):
                found[column] = found.get(column, True) and isinstance(value, str)
    return [column for column, is_text in found.items() if is_text and column not in LABELED.columns]


def make_examples(
    rows: Sequence[Row], question: str, codebook: Codebook | None, how: LearningOptions = DEFAULT_LEARNING
) -> Examples:
    """Give what can be learned about one question.

    Without a codebook the labels are those in the data, sorted, and a question is about the target where at least
    half of its sentences have one.
    """
    labeled = [row for row in with_neighbors(rows) if row.get(question) not in (None, "")]
    if not labeled:
        raise DataError(f"no row has a label for {question!r}; columns with text: {_list(question_columns(rows))}")
    asked = _asked(codebook, question) if codebook else None
    _check(labeled, question, asked)
    labeled = drop_repeated(labeled, question)
    about_target = asked.target if asked else _mostly_about_target(labeled)
    kept, left_out = _kept(labeled, question, asked, about_target)
    if not kept:
        raise DataError(f"no sentence is left to learn {question!r} from: {left_out_text(left_out)}")
    shares = row_label_shares(kept, question, asked) if how.soft is not False else []
    if how.soft and not any(shares):
        raise DataError(
            f"no row tells how its annotators were divided about {question!r}: there is neither a column "
            f"'{question}_share_<label>' (newsstance gold --soft --labeled writes them) nor a list of answers; "
            "leave --soft out"
        )
    found = gather_examples(question, kept, about_target=about_target, see_outlet=how.see_outlet, shares=shares)
    return replace(
        found,
        labels=asked.classes if asked else tuple(sorted(set(found.answers))),
        untrained_labels=tuple(name for name in asked.label_names if name not in asked.classes) if asked else (),
        left_out=left_out,
    )


def gather_examples(
    question: str,
    kept: Sequence[tuple[Row, str]],
    *,
    about_target: bool,
    see_outlet: bool = False,
    shares: Sequence[Shares] = (),
) -> Examples:
    """Put rows and their answers in the order of their content, whatever a model may see of it.

    The same data in another order must give the same folds, weights and figures.
    """
    told = shares if any(shares) else [()] * len(kept)
    bare = [make_passage(row, about_target=about_target, see_outlet=True) for row, _ in kept]
    # By the bare text, so that what a model may see of it changes no place.
    rows = sorted(
        (_group(row), seen, answer, row_source(row), share, at)
        for at, ((row, answer), seen, share) in enumerate(zip(kept, bare, told, strict=True))
    )
    groups, passages, answers, sources, divided, places = zip(*rows, strict=True)
    if not see_outlet:
        passages = tuple(make_passage(kept[at][0], about_target=about_target) for at in places)
    return Examples(
        question=question,
        labels=(),
        untrained_labels=(),
        about_target=about_target,
        passages=passages,
        answers=answers,
        groups=groups,
        with_article=all(one.article for one in sources),
        left_out={},
        sources=sources,
        shares=divided if any(divided) else (),
        see_outlet=see_outlet,
    )


def row_source(row: Row) -> Source:
    """Say where a row's sentence comes from."""
    line = _LINE.search(row.where)
    name = row.get("sentence") or (f"row {line[0]}" if line else row.where)
    article, outlet, published, target, arm = (
        row.get(column) or "" for column in ("article", "outlet", "published", "target", "arm")
    )
    return Source(name, article, outlet, published, target, arm, bool(row.get("audit")))


def left_out_text(left_out: Mapping[str, int]) -> str:
    """Say what was left out.

    >>> left_out_text({"mixed (not trained on)": 3, "no target": 1})
    '3 mixed (not trained on), 1 no target'
    """
    return ", ".join(f"{number:,} {why}" for why, number in left_out.items())


def drop_repeated(labeled: Iterable[Row], question: str) -> list[Row]:
    """Keep a sentence that stands there twice once; refuse one that contradicts itself."""
    known: dict[object, Row] = {}
    for row in labeled:
        name = (row["sentence"], row.get("target") or "") if row.get("sentence") else id(row)
        first = known.setdefault(name, row)
        for column in ("text", question):
            if row[column] != first[column]:
                raise DataError(
                    f"{row.where} and {first.where} are the same sentence {row['sentence']!r}, but {column!r} is "
                    f"{row[column]!r} in one and {first[column]!r} in the other; keep one row per sentence and target"
                )
    return list(known.values())


def _kept(
    labeled: Iterable[Row], question: str, asked: Question | None, about_target: bool
) -> tuple[list[tuple[Row, str]], dict[str, int]]:
    left_out: Counter[str] = Counter()
    kept: list[tuple[Row, str]] = []
    for row in labeled:
        answer = asked.trained_as(row[question]) if asked else row[question]
        if not answer:
            left_out[f"{row[question]} (not trained on)"] += 1
        elif about_target and not row.get("target"):
            left_out["no target"] += 1
        else:
            kept.append((row, answer))
    return kept, dict(sorted(left_out.items()))


def _asked(codebook: Codebook, question: str) -> Question:
    asked = [known for known in codebook.questions if known.kind == "choice"]
    for known in asked:
        if known.name == question:
            return known
    names = ", ".join(known.name for known in asked)
    raise DataError(f"the codebook {codebook.name!r} asks no question {question!r} with labels (it asks: {names})")


def _check(labeled: Iterable[Row], question: str, asked: Question | None) -> None:
    for row in labeled:
        label = row[question]
        if not isinstance(label, str):
            raise DataError(f"{row.where}: {question!r} is {label!r}, not a label (a label is text)")
        if asked and label not in asked.label_names:
            allowed = ", ".join(asked.label_names)
            raise DataError(
                f"{row.where}: {question!r} is {label!r}, which the codebook doesn't have (it has: {allowed})"
            )


def _mostly_about_target(labeled: Sequence[Row]) -> bool:
    return 2 * sum(bool(row.get("target")) for row in labeled) >= len(labeled)


def _group(row: Row) -> str:
    """Name what a sentence must stay together with; one without an article stays with its own text."""
    return f"article {row['article']}" if row.get("article") else f"text {row['text']}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
