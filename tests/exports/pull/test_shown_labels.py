"""Whether a pre-label was there, by what the server has of it."""

from typing import Any

import pytest

from annotation.codebook.codebook import Codebook
from exports.pull.shown_labels import CHANGED, GONE, ON_BLIND
from tests.examples.annotations import annotation, prediction, project_source, read, stance, task, time


@pytest.mark.parametrize(
    ("sentence", "predictions", "fields", "origin", "contradiction"),
    [
        ("s1", [prediction()], {}, None, ""),
        ("s1", [], {}, None, GONE),
        ("s1", None, {}, None, GONE),
        ("s1", [], {"parent_prediction": 5}, None, ""),  # deleted after it was accepted
        ("s1", [], {}, "prediction-changed", ""),
        ("s1", [], {}, "manual", GONE),
        ("s1", [prediction(created_at=time(9))], {}, None, GONE),  # put there after she had answered
        ("s1", [prediction("mixed")], {}, None, CHANGED),
        ("s1", [prediction()], {}, "prediction", CHANGED),  # she took over mixed, where neutral was handed out
        ("s1", [prediction(model_version="other")], {}, None, GONE),  # which the project does not show
        ("s2", [], {}, None, ""),
        ("s2", [], {}, "manual", ""),
        ("s2", [prediction(model_version="other")], {}, None, ON_BLIND),
        ("s2", [prediction(created_at=time(9))], {}, None, ""),
        ("s2", [], {}, "prediction", ON_BLIND),
        ("s2", [], {"parent_prediction": 5}, None, ON_BLIND),
    ],
)
def test_what_could_be_seen_is_compared_with_the_handout(
    codebook: Codebook, sentence: str, predictions: Any, fields: dict[str, Any], origin: str | None, contradiction: str
) -> None:
    answer = {**stance(codebook, "mixed"), "origin": origin}
    rows, remarks = read(
        project_source(codebook), task(annotation(1, answer, **fields), sentence=sentence, predictions=predictions)
    )
    assert dict(remarks.not_as_handed_out) == ({contradiction: [f"ann on {sentence}"]} if contradiction else {})
    arm = {"s1": "prelabeled", "s2": "blind"}[sentence]
    assert (rows[0]["arm"], rows[0]["audit"]) == ((None, None) if contradiction else (arm, False))
    assert ("shown_label" in rows[0], "withheld_label" in rows[0]) == (
        (False, False) if contradiction else (arm == "prelabeled", arm == "blind")
    )


def test_a_project_that_shows_another_version_showed_nothing_of_ours(codebook: Codebook) -> None:
    source = project_source(codebook, shown_version="other")
    _, remarks = read(source, task(annotation(1, stance(codebook, "mixed"))))
    assert dict(remarks.not_as_handed_out) == {GONE: ["ann on s1"]}
