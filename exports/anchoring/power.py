"""How many sentences it takes to find that pre-labels change the answers: figures in, numbers out."""

from dataclasses import dataclass
from math import ceil
from statistics import NormalDist
from typing import Final

from annotation.errors import DataError

POWER: Final = 0.8  # the share of such studies whose interval leaves zero out
_CONFIDENCE: Final = 0.95
# How many standard errors a difference must measure to be found with that power: 2.80.
_STANDARD_ERRORS: Final = NormalDist().inv_cdf((1 + _CONFIDENCE) / 2) + NormalDist().inv_cdf(POWER)
_CORRELATION_FACTOR: Final = 1.7  # fitted by simulation, see `study_size`
_EXTRA_BLIND: Final = 4  # blind sentences more, since the interval is wider than a normal one where articles are few
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
    `blind` the number of blind sentences, and `sentences` the number of all sentences.
    """

    difference: float
    follow: float
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


def study_size(difference: float, design: Design) -> StudySize:
    """Give the size of the study that finds a difference (a share of the answers) with 80 % power, at 95 % confidence.

    The mean of an arm varies by its sentences, each of which has several answers that go together. Articles add little
    to this variance: sentences of one article are in both arms, and chance decides in which. How strongly answers go
    together in agreeing with the model follows from alpha, and less so the better the model is: by this rule a plan was
    from 4 % too small to 15 % too large in 72 simulated worlds (two to six labels, annotators right in 65 to 97 %, the
    model right in 50 to 80 %; `benchmarks/anchoring.py`).

    >>> study_size(0.12, Design(agree=0.6, answers=3, correlation=0.6))
    StudySize(difference=0.12, follow=0.3, blind=122, sentences=610)

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
    covariance = correlation * design.agree * (1 - design.agree)  # of two answers to a sentence
    blind_variance = _mean_variance(design.agree, covariance, design.answers)
    prelabeled_variance = _mean_variance(design.agree + difference, covariance * (1 - follow) ** 2, design.answers)
    prelabeled_share = 1 - design.blind - design.audit
    variance = blind_variance + prelabeled_variance * design.blind / prelabeled_share
    blind_sentences = _blind_sentences(variance, difference)
    sentences = ceil(blind_sentences / design.blind - _ROUNDING)
    return StudySize(difference, round(follow, 12), blind_sentences, sentences)


def detectable_difference(error: float) -> float:
    """Give the smallest difference that 80 % of the studies with such a standard error would find.

    >>> round(detectable_difference(0.05), 2)
    0.14
    """
    return _STANDARD_ERRORS * error


def blind_needed(difference: float, error: float, blind: int) -> int:
    """Give how many blind sentences a difference takes, from the standard error of a study with `blind` of them.

    The standard error reflects what the answers are like: several to a sentence, and articles that differ.

    >>> blind_needed(0.07, error=0.05, blind=100)
    405
    """
    return _blind_sentences(error**2 * blind, difference)


def _mean_variance(share: float, covariance: float, answers: int) -> float:
    """Give the variance of the mean of several yes-or-no answers to a sentence, of which a share says yes."""
    return (share * (1 - share) + (answers - 1) * covariance) / answers


def _blind_sentences(variance: float, difference: float) -> int:
    """Give how many blind sentences it takes; `variance` is that of the difference with one blind sentence."""
    return ceil(variance * (_STANDARD_ERRORS / difference) ** 2 - _ROUNDING) + _EXTRA_BLIND
