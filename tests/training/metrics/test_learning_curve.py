"""Whether more labeling is worth it."""

import pytest

from training.metrics import learning_curve as curve
from training.metrics.intervals import without_interval
from training.metrics.metrics_json import LearningCurvePoint


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([0.5, 0.6, 0.7], "more labeling still helps: twice the articles brought +0.149"),
        ([0.7, 0.7, 0.7], "more labeling of this kind hardly helps: twice the articles brought +0.000"),
    ],
)
def test_learning_says_whether_more_labeling_helps(values: list[float], verdict: str) -> None:
    points = [
        LearningCurvePoint(share=share, sentences=0, articles=0, macro_f1={"value": value, "low": value, "high": value})
        for share, value in zip((0.4, 0.7, 1.0), values, strict=True)
    ]
    assert curve.learning_verdict(points).startswith(verdict)
    assert curve.learning_verdict(points[-1:]) == "too few sentences to say whether more labeling helps"
    points[-1]["macro_f1"] = without_interval(values[-1], "there are 3 articles")
    assert curve.learning_verdict(points) == "no verdict on whether more labeling helps, since there are 3 articles"
