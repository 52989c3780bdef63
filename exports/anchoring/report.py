"""Everything that `anchoring` measures on a study's answers or plans for a study to come, and its form as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypedDict, cast

import pandas as pd

from annotation.assignment.arms import Arms
from annotation.codebook.codebook import Codebook
from exports.agreement.report import EstimateRecord
from exports.anchoring.accuracy import GoldReport, compare_with_gold
from exports.anchoring.anchoring import PLANNED_DIFFERENCES, Anchoring, anchorings
from exports.anchoring.arms import answers_in_both_arms
from exports.anchoring.pace import ArmPace, arm_pace
from exports.anchoring.power import Design, StudySize, study_size
from exports.anchoring.verdict import anchoring_verdict
from exports.answers.valid import codebook_counts
from exports.statistics.bootstrap import RESAMPLES


class ArmRecord(TypedDict):
    """An `Arm`: how often its answers agree with the model (percent), and alpha."""

    percent: EstimateRecord
    answers: int
    sentences: int
    alpha: EstimateRecord


class ShareRecord(TypedDict):
    """A `Share`: how often the model and each arm give a label."""

    label: str
    model: float
    blind: float
    prelabeled: float
    difference: EstimateRecord


class NeededSizeRecord(TypedDict):
    """A `NeededSize`: the sentences of both arms that it takes to find a difference."""

    difference: float
    sentences: int


class AnchoredQuestionRecord(TypedDict):
    """An `Anchoring`, with its verdict in words."""

    question: str
    arms: str  # "person" where a sentence is blind for some and pre-labeled for others, else "sentence"
    blind: ArmRecord
    prelabeled: ArmRecord
    difference: EstimateRecord
    findable: float | None
    needed: list[NeededSizeRecord]
    shares: list[ShareRecord]
    audit_alpha: EstimateRecord | None
    resampled: str
    articles: int
    rounds: list[str]
    only_if: str
    verdict: str


class ArmPaceRecord(TypedDict):
    """An `ArmPace`: median seconds and sentences by arm."""

    seconds: dict[str, float]
    sentences: dict[str, int]
    times: EstimateRecord
    why: str


class OutcomeRecord(TypedDict):
    """An `OutcomeByArm`: percent of the answers of each arm, and the difference as a share."""

    outcome: str
    blind: EstimateRecord
    blind_answers: int
    prelabeled: EstimateRecord
    prelabeled_answers: int
    difference: EstimateRecord


class GoldComparisonRecord(TypedDict):
    """A `GoldComparison`: one question against gold."""

    question: str
    sentences: int
    outcomes: list[OutcomeRecord]
    audit_model: EstimateRecord | None


class GoldReportRecord(TypedDict):
    """A `GoldReport`: the arms against gold."""

    questions: list[GoldComparisonRecord]
    adjudicated: int
    left_out: dict[str, int]  # gold labels by the reason they are not used


class AnchoringRecord(TypedDict):
    """What `anchoring --json` writes."""

    questions: list[AnchoredQuestionRecord]
    gold: GoldReportRecord | None
    pace: ArmPaceRecord
    left_out: dict[str, int]  # answers by the reason they are not compared
    codebooks: dict[str, int]  # answers by codebook version
    seed: int
    resamples: int


class DesignRecord(TypedDict):
    """A `Design`: what is expected of a study."""

    agree: float
    answers: int
    correlation: float
    blind: float
    audit: float


class StudySizeRecord(TypedDict):
    """A `StudySize`: how large a study must be to find a difference."""

    difference: float
    follow: float
    arms: str
    blind: int
    sentences: int


class StudyPlanRecord(TypedDict):
    """What `anchoring --plan --json` writes."""

    design: DesignRecord
    sizes: list[StudySizeRecord]


@dataclass(frozen=True)
class AnchoringReport:
    """The arms compared on every question, against gold if there is any, their pace, and what was left out."""

    questions: list[Anchoring]
    gold: GoldReport | None
    pace: ArmPace
    left_out: Mapping[str, int]
    codebooks: dict[str, int]
    seed: int

    def to_record(self) -> AnchoringRecord:
        """Give the report as `anchoring --json` writes it."""
        questions = [{**asdict(question), "verdict": anchoring_verdict(question)} for question in self.questions]
        return {
            "questions": cast("list[AnchoredQuestionRecord]", questions),
            "gold": cast("GoldReportRecord | None", asdict(self.gold) if self.gold else None),
            "pace": cast("ArmPaceRecord", asdict(self.pace)),
            "left_out": dict(self.left_out),
            "codebooks": self.codebooks,
            "seed": self.seed,
            "resamples": RESAMPLES,
        }


@dataclass(frozen=True)
class StudyPlan:
    """A design, and how large its study must be for each difference, with arms by person and by sentence."""

    design: Design
    sizes: list[StudySize]

    def to_record(self) -> StudyPlanRecord:
        """Give the plan as `anchoring --plan --json` writes it."""
        return cast("StudyPlanRecord", asdict(self))


def anchoring_report(
    answers: pd.DataFrame,
    codebook: Codebook | None,
    differences: Sequence[float] | None,
    seed: int,
    gold: pd.DataFrame | None = None,
) -> AnchoringReport:
    """Compare the arms of an answers table (columns sentence, annotator, question, label, arm and more).

    For each of `differences` (shares; the usual ones if None) the report says how many sentences it takes to find it.
    `gold` is a gold table (columns sentence, question, label and more) that both arms are compared with. Raises
    DataError if no answers, or none of the gold, can be compared.
    """
    in_both_arms = answers_in_both_arms(answers, codebook)
    return AnchoringReport(
        questions=anchorings(answers, codebook, differences=differences or PLANNED_DIFFERENCES, seed=seed),
        gold=None if gold is None else compare_with_gold(in_both_arms, gold, codebook, seed),
        pace=arm_pace(answers, seed),
        left_out=in_both_arms.left_out,
        codebooks=codebook_counts(answers),
        seed=seed,
    )


def study_plan(design: Design, differences: Sequence[float] | None) -> StudyPlan:
    """Plan a study for each difference, with arms by person and by sentence; if None, for the usual differences.

    Of the usual ones, those that the design allows are planned for.

    Raises DataError if the design or a difference is impossible.

    >>> [size.difference for size in study_plan(Design(agree=0.88), None).sizes]
    [0.05, 0.05, 0.1, 0.1]
    """
    possible = [difference for difference in PLANNED_DIFFERENCES if difference <= 1 - design.agree]
    sizes = [study_size(difference, design, arms) for difference in differences or possible for arms in Arms]
    return StudyPlan(design, sizes)
