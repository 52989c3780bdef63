"""The figures of a set of predictions as evaluation.json holds them: which keys there are, and what each says.

A part of an evaluation whose figures can't be computed holds the key `why` alone, with the reason in a sentence.
"""

from typing import NotRequired, TypedDict


class Interval(TypedDict):
    """A figure with the ends of its 95 % interval; without an interval the ends are None and `why` says the reason."""

    value: float
    low: float | None
    high: float | None
    why: NotRequired[str]


class CalibrationError(Interval):
    """A calibration error, without an interval, beside what exact probabilities would show."""

    by_chance: float


class MissingFigure(TypedDict):
    """A figure that can't be computed, and the reason why."""

    value: None
    low: None
    high: None
    why: str


class SampleSizes(TypedDict):
    """What figures rest on."""

    sentences: int
    articles: int
    resampled: str  # "articles", or "sentences" where most sentences name no article


class OverallMetrics(TypedDict):
    """How good predictions are over all labels."""

    macro_f1: Interval
    accuracy: Interval


class LabelMetrics(TypedDict):
    """How good predictions of one label are."""

    precision: float
    recall: float
    f1: float
    support: int  # sentences with this gold label
    predicted: int  # sentences that the model gave this label


class Metrics(TypedDict, total=False):
    """All figures of one set of predictions, of a split or of a baseline; or `why` alone."""

    sentences: int
    articles: int
    resampled: str
    over: list[str]  # the labels that macro-F1 is a mean over
    absent: list[str]  # the labels that no judged sentence has
    macro_f1: Interval
    accuracy: Interval
    f_named: Interval | MissingFigure | None  # the mean F1 over labels that the user named; None: the user named none
    brier: Interval
    calibration_error: CalibrationError
    labels: dict[str, LabelMetrics]
    why: str
    folds: int  # of a split
    how: str  # how the split was made, in a sentence
    label: str  # of the majority baseline: the label that it always gives
    model: str  # of the previous model: its id
    this_model: Interval  # beside the previous model: macro-F1 of the model evaluated, on the same sentences


class AnnotatorFigures(TypedDict):
    """How well one annotator agrees with the majority of the others."""

    macro_f1: float
    sentences: int


class CeilingFigures(TypedDict, total=False):
    """How well annotators agree with the majority of the others, or `why` alone."""

    macro_f1: Interval
    accuracy: Interval
    annotators: dict[str, AnnotatorFigures]
    sentences: int
    answers: int
    articles: int
    resampled: str
    why: str


class Confusion(TypedDict, total=False):
    """How often each label was predicted (columns) for each gold label (rows), or `why` alone."""

    labels: list[str]
    counts: list[list[int]]
    why: str


class ReliabilityBin(TypedDict):
    """One bin of the reliability curve: the mean probability, and the share of right answers."""

    probability: float
    right: float
    sentences: int


class CoveragePoint(TypedDict):
    """One point of the coverage curve: the share of sentences answered, and the share of right answers among them."""

    share: float
    precision: float
    least: float  # the smallest probability among the sentences answered


class SliceFigures(TypedDict):
    """The figures of one part of the sentences."""

    slice: str
    sentences: int
    articles: int
    macro_f1: Interval
    accuracy: Interval


class NoSlices(TypedDict):
    """The reason why sentences can't be divided into slices."""

    why: str


Slices = list[SliceFigures] | NoSlices


class LabelShareInArticles(TypedDict):
    """How far a label's share in an article is off, in the mean over articles; shares are from 0 to 1."""

    share: float  # the true one, in the mean
    error: Interval
    constant_error: float  # if every sentence were given the most frequent label
    auc: float | None  # the area under the ROC curve; None where all sentences have the label, or none


class ArticleShares(TypedDict, total=False):
    """What a model says of whole articles, or `why` alone."""

    articles: int  # each counts once for each of its targets
    most_frequent: str
    labels: dict[str, LabelShareInArticles]
    why: str


class LearningCurvePoint(TypedDict):
    """One point of the learning curve: the share of articles learned from, and how good the model then is."""

    share: float
    sentences: int
    articles: int
    macro_f1: Interval
