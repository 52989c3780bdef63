"""What a comparison of the arms shows, in one sentence."""

from typing import Final

from exports.anchoring.anchoring import Anchoring
from exports.statistics.estimate import Estimate
from exports.statistics.formatting import decimal, signed_decimal

# A study that would have found a difference this large (a share of the answers), and found none, is a sign that there
# is no large one.
RELEVANT_DIFFERENCE: Final = 0.1


def anchoring_verdict(anchoring: Anchoring) -> str:
    """Say whether pre-labels moved the answers to a question, or how large a difference could have been found."""
    if anchoring.only_if:
        return f"No verdict: who is asked depends on the answer to {anchoring.only_if}, which pre-labels may have moved"
    return difference_in_words(anchoring.difference, anchoring.findable)


def difference_in_words(difference: Estimate, findable: float | None) -> str:
    """Say what a difference between the arms shows; `findable` is the smallest that 80 % of such studies find.

    >>> difference_in_words(Estimate(0.12, 0.05, 0.19, 500), 0.1)
    'Pre-labels pulled answers toward the model: +.12 (.05 to .19)'
    >>> difference_in_words(Estimate(-0.12, -0.19, -0.05, 500), 0.1)
    'Pre-labels pushed answers away from the model: -.12 (-.19 to -.05)'
    >>> difference_in_words(Estimate(0.01, -0.05, 0.07, 500), 0.08)
    'No sign that pre-labels moved answers: +.01 (-.05 to .07); 80 % of such studies would find .08'
    >>> difference_in_words(Estimate(0.08, -0.04, 0.2, 500), 0.17)
    'Not shown that pre-labels moved answers: +.08 (-.04 to .20); too few to tell, 80 % of such studies would find .17'
    >>> difference_in_words(Estimate(0.08, None, None, 50, "too few articles"), None)
    'Not shown that pre-labels moved answers: +.08; too few articles'
    """
    value = "" if difference.value is None else f": {signed_decimal(difference.value)}"
    if difference.low is None or difference.high is None or findable is None:
        return f"Not shown that pre-labels moved answers{value}; {difference.why}"
    value_and_interval = f"{value} ({decimal(difference.low)} to {decimal(difference.high)})"
    if difference.low > 0:
        return f"Pre-labels pulled answers toward the model{value_and_interval}"
    if difference.high < 0:
        return f"Pre-labels pushed answers away from the model{value_and_interval}"
    power = f"80 % of such studies would find {decimal(findable)}"
    if findable <= RELEVANT_DIFFERENCE:
        return f"No sign that pre-labels moved answers{value_and_interval}; {power}"
    return f"Not shown that pre-labels moved answers{value_and_interval}; too few to tell, {power}"
