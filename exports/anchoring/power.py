"""How many sentences it takes to find that pre-labels change the answers: figures in, numbers out."""

from dataclasses import dataclass
from math import ceil, floor
from statistics import NormalDist
from typing import Final

from annotation.assignment.arms import Arms
from annotation.errors import DataError

POWER: Final = 0.8  # the share of such studies whose interval leaves zero out
_CONFIDENCE: Final = 0.95
# How many standard errors a difference must measure to be found with that power: 2.80.
_STANDARD_ERRORS: Final = NormalDist().inv_cdf((1 + _CONFIDENCE) / 2) + NormalDist().inv_cdf(POWER)
_CORRELATION_FACTOR: Final = 1.7  # fitted by simulation, see `study_size`
# Sentences more than a normal interval needs, since the interval is wider where articles are few: blind ones where arms
# are by sentence; where they are by person, studies are small, and it takes more.
EXTRA_BLIND: Final = 4
EXTRA_BY_PERSON: Final = 50
_ARTICLE_FACTOR: Final = 3.0  # fitted by simulation, see `_variance_by_person`
_HIGHEST_CORRELATION: Final = 0.95
_ROUNDING: Final = 1e-9  # what arithmetic may add to a whole number before it is rounded up


@dataclass(frozen=True)
class Design:
    """A planned study: how often blind answers agree with the model, and how the work is handed out.

    `agree`, `blind` and `audit` are shares from 0 to 1, `answers` is the number of answers per sentence. `correlation`
    is how strongly the answers to one sentence go together; Krippendorff's alpha of the annotators serves as its value.
    """

    agree: float
    answers: int = 2
    correlation: float = 0.667
    blind: float = 0.2
    audit: float = 0.0

    def check(self) -> None:
        """Refuse values that no study can have, by the names of the options that set them.

        Raises:
            DataError: If a value is out of its range.
        """
        if not 0 < self.agree < 1:
            raise DataError(
                f"--agree {self.agree:g}: the share of blind answers that agree must be above 0 and below 1"
            )
        if not 0 <= self.correlation <= 1:
            raise DataError(f"--alpha {self.correlation:g}: the agreement of the annotators must be from 0 to 1")
        if self.answers < 1:
            raise DataError(f"--per-sentence {self.answers}: each sentence needs at least one answer")
        if not (self.blind > 0 and self.audit >= 0 and self.blind + self.audit < 1 - _ROUNDING):
            raise DataError(
                f"--blind {self.blind:g} with --audit {self.audit:g} leaves nothing to compare: the blind share must "
                "be above 0, and both together below 1"
            )


@dataclass(frozen=True)
class StudySize:
    """How large a study must be to find a difference.

    `difference` is a share of the answers, `follow` the probability of following the model that makes this difference,
    `arms` what the arms are drawn for, `blind` how many sentences are blind for each annotator who gets all of them,
    and `sentences` the number of all sentences.
    """

    difference: float
    follow: float
    arms: Arms
    blind: int
    sentences: int


def expected_difference(follow: float, agree: float) -> float:
    """Give how much more often pre-labeled answers agree with the model than blind ones, as a share.

    An annotator who sees a pre-label follows it with the probability `follow`, and otherwise answers like a blind
    annotator, who agrees with the model with the probability `agree`.

    >>> round(expected_difference(0.3, agree=0.6), 2)
    0.12
    """
    return follow * (1 - agree)


def study_size(difference: float, design: Design, arms: Arms = Arms.SENTENCE) -> StudySize:
    """Give the size of the study that finds a difference (a share of the answers) with 80 % power, at 95 % confidence.

    Where arms are by sentence, the mean of an arm varies by its sentences, each of which has several answers that go
    together. Articles add little to this variance: sentences of one article are in both arms, and chance decides in
    which. Where arms are by person, answers to the same sentence are compared, and what they have in common drops out
    (see `_variance_by_person`). With one answer to a sentence both are the same.

    How strongly answers go together in agreeing with the model follows from alpha, and less so the better the model is:
    by this rule a plan by sentence was from 4 % too small to 15 % too large in 72 simulated worlds (two to six labels,
    annotators right in 65 to 97 %, the model right in 50 to 80 %; `benchmarks/anchoring.py`).

    >>> study_size(0.12, Design(agree=0.6, answers=3, correlation=0.6)).sentences
    610
    >>> study_size(0.12, Design(agree=0.6, answers=3, correlation=0.6), Arms.PERSON).sentences
    217

    Raises:
        DataError: If the design is not possible, or if the difference is not between 0 and what the design allows.
    """
    design.check()
    largest = 1 - design.agree
    if not 0 < difference < largest + _ROUNDING:
        raise DataError(
            f"a difference of {difference:g} is not possible: a share of {design.agree:g} of the blind answers agrees "
            f"with the model, and at most 1 of the pre-labeled ones, so it must be above 0 and at most {largest:g}"
        )
    follow = difference / largest
    correlation = min(1.0, design.correlation * (_CORRELATION_FACTOR - design.agree))
    covariance = correlation * design.agree * (1 - design.agree)  # of two blind answers to a sentence
    if arms is Arms.PERSON and design.answers > 1:
        variance = _variance_by_person(design, follow, covariance)
        compared = sentences_needed(difference, variance**0.5, 1) + EXTRA_BY_PERSON
        sentences = ceil(compared / (1 - design.audit) - _ROUNDING)
        return StudySize(difference, round(follow, 12), arms, round(sentences * design.blind), sentences)
    blind_variance = _mean_variance(design.agree, covariance, design.answers)
    prelabeled_variance = _mean_variance(design.agree + difference, covariance * (1 - follow) ** 2, design.answers)
    variance = blind_variance + prelabeled_variance * design.blind / (1 - design.blind - design.audit)
    blind_sentences = sentences_needed(difference, variance**0.5, 1) + EXTRA_BLIND
    sentences = ceil(blind_sentences / design.blind - _ROUNDING)
    return StudySize(difference, round(follow, 12), arms, blind_sentences, sentences)


def detectable_difference(error: float) -> float:
    """Give the smallest difference that 80 % of the studies with such a standard error would find.

    >>> round(detectable_difference(0.05), 2)
    0.14
    """
    return _STANDARD_ERRORS * error


def sentences_needed(difference: float, error: float, sentences: int) -> int:
    """Give how many sentences a difference takes, from the standard error of a study with so many `sentences`.

    The standard error reflects what the answers are like: several to a sentence, and articles that differ.

    >>> sentences_needed(0.07, error=0.05, sentences=100)
    401
    """
    return ceil(error**2 * sentences * (_STANDARD_ERRORS / difference) ** 2 - _ROUNDING)


def _mean_variance(share: float, covariance: float, answers: int) -> float:
    """Give the variance of the mean of several yes-or-no answers to a sentence, of which a share says yes."""
    return (share * (1 - share) + (answers - 1) * covariance) / answers


def _variance_by_person(design: Design, follow: float, covariance: float) -> float:
    """Give the variance of the difference, times the number of sentences compared, where arms are by person.

    It is that of the generalized least squares of `exports/statistics/mixed_effects.py`: Liang and Zeger's sandwich,
    written out for a sentence of which some answers are blind. Who follows the model with a probability f follows it
    in all sentences, which leaves (1 - f) of what two answers have in common. A sentence on which people disagree with
    the model leaves more to follow, and such sentences stand together in articles: three times the variance of this
    made up for it in 108 simulated worlds, in which a plan was from 8 % too small to 30 % too large (4 % too large in
    the mean), before the few sentences that are added where articles are few.
    """
    blind_variance = design.agree * (1 - design.agree)
    shown_share = design.agree + follow * (1 - design.agree)
    shown_variance = shown_share * (1 - shown_share)
    answers = design.answers
    likely = _blind_counts(design)
    sums = [
        (probability, _Sums(blind, answers - blind, blind_variance, shown_variance, covariance, follow))
        for blind, probability in likely.items()
    ]
    variance = sum(probability * sentence.variances for probability, sentence in sums) / answers
    pairs = sum(probability * (sentence.total - sentence.variances) for probability, sentence in sums)
    correlation = min(_HIGHEST_CORRELATION, max(0.0, pairs / (answers * (answers - 1)) / variance))
    shrinkage = correlation / (1 - correlation + answers * correlation)
    mean_shown = sum(probability * sentence.shown for probability, sentence in sums) / answers
    information = sum(
        probability * (sentence.shown - shrinkage * sentence.shown**2)
        - probability * mean_shown * sentence.shown * (1 - shrinkage * answers)
        for probability, sentence in sums
    )
    spread = sum(
        probability * sentence.weighted(mean_shown * (1 - shrinkage * answers) + shrinkage * sentence.shown)
        for probability, sentence in sums
    )
    return spread / information**2 + _ARTICLE_FACTOR * follow**2 * covariance


class _Sums:
    """Variances and covariances of the answers to a sentence, some blind and some with a label shown, summed."""

    def __init__(
        self, blind: int, shown: int, blind_variance: float, shown_variance: float, covariance: float, follow: float
    ) -> None:
        self.shown = shown
        self.variances = blind * blind_variance + shown * shown_variance
        between = blind * shown * covariance * (1 - follow)
        self.among_shown = shown * shown_variance + shown * (shown - 1) * covariance * (1 - follow) ** 2
        self.shown_with_all = self.among_shown + between
        self.total = blind * blind_variance + blind * (blind - 1) * covariance + 2 * between + self.among_shown

    def weighted(self, weight: float) -> float:
        """Give the variance of the sum of the answers with a label shown less `weight` times the sum of all answers."""
        return self.among_shown - 2 * weight * self.shown_with_all + weight**2 * self.total


def _blind_counts(design: Design) -> dict[int, float]:
    """Give how likely each number of blind answers to a sentence is: their share, rounded up or down."""
    expected = design.blind / (1 - design.audit) * design.answers
    fewer = floor(expected + _ROUNDING)
    return {fewer: 1 - (expected - fewer), fewer + 1: expected - fewer} if expected - fewer > _ROUNDING else {fewer: 1}
