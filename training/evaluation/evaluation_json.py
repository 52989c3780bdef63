"""What evaluation.json and the JSON of compare hold: which keys there are, and what each says.

The figures themselves are described in `training/metrics/metrics_json.py`. A part whose figures can't be computed holds
the key `why` alone, with the reason in a sentence.
"""

from typing import NotRequired, TypedDict

from training.data.groups import DuplicateCounts
from training.metrics.metrics_json import (
    ArticleShares,
    CeilingFigures,
    Confusion,
    CoveragePoint,
    Interval,
    LearningCurvePoint,
    Metrics,
    OverallMetrics,
    ReliabilityBin,
    SampleSizes,
    Slices,
)


class JudgedOn(TypedDict):
    """Which sentences a model is judged by, and why."""

    which: str  # "audit", "blind" or "all"
    sentences: int
    why: str
    flatters: bool  # whether labels were given with a model's suggestion in view
    warning: NotRequired[str]


class Mistake(TypedDict):
    """A wrong answer, without its text."""

    sentence: str
    gold: str
    said: str  # the label that the model gave
    probability: float
    article: str
    outlet: str


class QuestionDescription(TypedDict):
    """What the figures of one question are about."""

    labels: list[str]
    never: list[str]  # the labels that a model never gives
    named: list[str]  # the labels that the user named, for the mean F1 over them
    about_target: bool
    digest: str
    left_out: dict[str, int]  # the number of sentences left out, by the reason why
    duplicates: DuplicateCounts
    judged_on: JudgedOn


class QuestionDetails(TypedDict):
    """A closer look at the answers to one question."""

    confusion: Confusion
    reliability: list[ReliabilityBin]
    coverage: list[CoveragePoint]
    slices: dict[str, Slices]  # by "outlet", "target", "naming", "length", "quotation" and "arm"
    article_shares: ArticleShares
    mistakes: list[Mistake]


class Baselines(TypedDict):
    """What a model is compared with."""

    majority: Metrics
    outlet: Metrics
    previous: Metrics
    ceiling: CeilingFigures


class QuestionEvaluation(QuestionDescription, QuestionDetails):
    """The evaluation of one question."""

    splits: dict[str, Metrics]  # by "article", "outlet", "time" and "shuffled", or "held out"
    baselines: Baselines
    learning_curve: list[LearningCurvePoint]
    learning: str  # whether more labeling helps, in a sentence


class Evaluation(TypedDict):
    """The whole of evaluation.json."""

    format: int
    seed: int
    resamples: int
    rows: int
    model: str
    kind: str  # "cross-validated" or "held out"
    questions: dict[str, QuestionEvaluation]


class QuestionComparison(SampleSizes):
    """The comparison of two models' answers to one question."""

    judged_on: JudgedOn
    left_out: dict[str, int]
    a: OverallMetrics
    b: OverallMetrics
    alike: float  # the share of sentences to which both give the same label
    difference: Interval  # macro-F1 of the first model minus that of the second
    verdict: str


class Comparison(TypedDict):
    """The whole JSON of compare."""

    format: int
    seed: int
    resamples: int
    rows: int
    a: str  # the id of the first model
    b: str  # the id of the second model
    questions: dict[str, QuestionComparison]
