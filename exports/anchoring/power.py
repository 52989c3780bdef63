"""How many sentences it takes to find that pre-labels bend the answers. Pure: figures in, numbers out."""

from dataclasses import dataclass
from math import ceil
from statistics import NormalDist
from typing import Final

from annotation.errors import DataError

POWER: Final = 0.8  # the share of such studies whose interval leaves zero out
_SURE: Final = 0.95
_STEPS: Final = NormalDist().inv_cdf((1 + _SURE) / 2) + NormalDist().inv_cdf(POWER)  # standard errors: 2.80
_ALIKE: Final = 1.7  # see `size`
_FOR_T: Final = 4  # more blind sentences, since the interval is wider than a normal one where articles are few


@dataclass(frozen=True)
class Design:
    """A study to come: how often blind answers agree with the model, and how the work is handed out.

    `alike` is how far the answers to one sentence go together: Krippendorff's alpha of the annotators will do.
    """

    agree: float
    answers: int = 2
    correlation: float = 0.667
    blind: float = 0.2
    audit: float = 0.0

    def check(self) -> None:
        """Refuse what no study can be."""
        if not 0 < self.agree < 1:
            raise DataError(f"--agree {self.agree:g}: the share is above 0 and below 1")
        if not 0 <= self.correlation <= 1:
            raise DataError(
                f"--alpha {self.correlation:g}: how far the answers to a sentence go together is between 0 and 1"
            )
        if self.answers < 1:
            raise DataError(f"--per-sentence {self.answers}: each sentence has at least one answer")
        if not (self.blind > 0 and self.audit >= 0 and self.blind + self.audit < 1 - 1e-9):
            raise DataError(
                f"--blind {self.blind:g} with --audit {self.audit:g} leaves nothing to compare: the blind share is "
                "above 0, and both together below 1"
            )


@dataclass(frozen=True)
class StudySize:
    """How large a study must be to find a difference."""

    difference: float
    follow: float
    blind: int
    sentences: int


def expected_difference(follow: float, agree: float) -> float:
    """Say how much more often an annotator agrees who follows the model with some probability, else thinks.

    >>> round(expected_difference(0.3, agree=0.6), 2)
    0.12
    """
    return follow * (1 - agree)


def study_size(wanted: float, design: Design) -> StudySize:
    """Give the study in which a difference is found with 80 % power, at 95 % confidence.

    An arm's mean varies by its sentences, each of which has several answers that go together. Articles add little to
    it: sentences of one article stand in both arms, and chance decides in which. How far answers agree with a model
    together is told by alpha, and less the better the model: by this rule a plan was 4 % too small to 15 % too large in
    72 simulated worlds (two to six labels, people right in 65 to 97 %, the model in 50 to 80 %).

    >>> study_size(0.12, Design(agree=0.6, answers=3, correlation=0.6))
    StudySize(difference=0.12, follow=0.3, blind=122, sentences=610)
    """
    design.check()
    if not 0 < wanted < 1 - design.agree + 1e-9:
        raise DataError(
            f"a difference of {wanted:g} can't be: blind answers agree with the model in {design.agree:g}, pre-labeled "
            f"ones in at most 1, so it is above 0 and at most {1 - design.agree:g}"
        )
    follow = wanted / (1 - design.agree)
    alike = min(1.0, design.correlation * (_ALIKE - design.agree))
    together = alike * design.agree * (1 - design.agree)  # the covariance of two answers to a sentence
    blind = _variance(design.agree, together, design.answers)
    prelabeled = _variance(design.agree + wanted, together * (1 - follow) ** 2, design.answers)
    each = blind + prelabeled * design.blind / (1 - design.blind - design.audit)
    number = _number(each, wanted)
    return StudySize(wanted, round(follow, 12), number, ceil(number / design.blind - 1e-9))


def detectable_difference(error: float) -> float:
    """Give the smallest difference that four of five studies with such a standard error would find.

    >>> round(detectable_difference(0.05), 2)
    0.14
    """
    return _STEPS * error


def blind_needed(wanted: float, error: float, blind: int) -> int:
    """Say how many blind sentences a difference takes, by the standard error that a study found with some.

    The error holds what the data are like: several answers to a sentence, articles that differ.

    >>> blind_needed(0.07, error=0.05, blind=100)
    405
    """
    return _number(error**2 * blind, wanted)


def _variance(share: float, together: float, answers: int) -> float:
    """Give the variance of the mean of several answers to a sentence, of which a share says yes."""
    return (share * (1 - share) + (answers - 1) * together) / answers


def _number(each: float, wanted: float) -> int:
    return ceil(each * (_STEPS / wanted) ** 2 - 1e-9) + _FOR_T
