"""Everything that `agree` measures on a study's answers, and its form as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TypedDict, cast

import pandas as pd

from annotation.codebook.codebook import Codebook
from exports.agreement.agreement import Agreement, agreements
from exports.agreement.sample import Basis, basis
from exports.agreement.spans import SpanAgreement, span_agreements
from exports.answers.valid import codebook_counts
from exports.statistics.bootstrap import RESAMPLES


class EstimateRecord(TypedDict):
    """An `Estimate`: a value, the ends of its 95 % interval, its sentences, and why something is missing."""

    value: float | None
    low: float | None
    high: float | None
    sentences: int
    why: str


class LabelRecord(TypedDict):
    """A `LabelAgreement`: one label against all others taken together."""

    label: str
    answers: int
    alpha: EstimateRecord
    percent: EstimateRecord


class PairRecord(TypedDict):
    """A `Pair`: two annotators and how far they agree."""

    annotators: Sequence[str]
    kappa: EstimateRecord
    percent: EstimateRecord


class AnnotatorRecord(TypedDict):
    """An `Annotator`: one annotator against the label that most others gave."""

    annotator: str
    percent: EstimateRecord
    ties: int
    shares: dict[str, float]  # by label
    first_half: EstimateRecord
    second_half: EstimateRecord
    change: EstimateRecord


class ConfusedRecord(TypedDict):
    """A `ConfusedLabels`: two labels that one sentence was given."""

    labels: Sequence[str]
    pairs: int


class QuestionRecord(TypedDict):
    """An `Agreement`: everything about one choice question."""

    question: str
    alpha: EstimateRecord
    ordinal: EstimateRecord | None
    percent: EstimateRecord
    sentences: int
    answers: int
    annotators: int
    resampled: str
    reading: str
    target: float | None
    target_reading: str
    labels: list[LabelRecord]
    pairs: list[PairRecord]
    each: list[AnnotatorRecord]
    confused: list[ConfusedRecord]
    merged: "QuestionRecord | None"


class SpanPairRecord(TypedDict):
    """A `SpanPair`: how far two annotators mark the same words."""

    annotators: Sequence[str]
    label: str
    f1: EstimateRecord


class SpanRecord(TypedDict):
    """A `SpanAgreement`: everything about one question that marks spans."""

    question: str
    spans: int
    labels: dict[str, int]
    annotators: dict[str, int]
    pairs: list[SpanPairRecord]
    why: str


class BasisRecord(TypedDict):
    """A `Basis`: what the figures rest on."""

    annotators: int
    answers: int
    sentences: int
    compared: int
    articles: int
    rounds: list[str]
    audit: int
    blind: int
    prelabeled: int
    in_both: int


class AgreementRecord(TypedDict):
    """What `agree --json` writes."""

    questions: list[QuestionRecord]
    spans: list[SpanRecord]
    basis: BasisRecord
    codebooks: dict[str, int]  # answers by codebook version
    seed: int
    resamples: int


@dataclass(frozen=True)
class AgreementReport:
    """Agreement on every question, what the figures rest on, and how their intervals were drawn."""

    questions: list[Agreement]
    spans: list[SpanAgreement]
    basis: Basis
    codebooks: dict[str, int]
    seed: int
    resamples: int

    def to_record(self) -> AgreementRecord:
        """Give the report as `agree --json` writes it."""
        return cast("AgreementRecord", asdict(self))


def agreement_report(answers: pd.DataFrame, codebook: Codebook | None = None, seed: int = 0) -> AgreementReport:
    """Measure agreement on all questions of an answers table (columns sentence, annotator, question, label and more).

    Raises DataError if no answer to a choice question counts, or an annotator answered a question twice.
    """
    return AgreementReport(
        questions=agreements(answers, codebook, seed),
        spans=span_agreements(answers, codebook, seed),
        basis=basis(answers, codebook),
        codebooks=codebook_counts(answers),
        seed=seed,
        resamples=RESAMPLES,
    )
