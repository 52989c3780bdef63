"""Why a label: reasons add up to the score."""

import numpy as np
import pytest

from training.data.examples import Truth
from training.features.registry import FeatureSelection, feature_kinds
from training.learning.fit import fit
from training.masking.passages import Passage
from training.models.linear import FeatureBlock, LinearModel, from_pipeline
from training.scoring.explanation import Explainer, format_reasons
from training.syntax.tokens import make_document
from training.vectorize.vocabulary import Vocabulary

GOOD, BAD, DULL = "praised the brave plan", "blamed the cruel plan", "met on a monday"
TEXTS = [f"Number {n} {words}." for n in range(6) for words in (GOOD, BAD, DULL)]
ANSWERS = ["pro", "con", "dull"] * 6


@pytest.mark.parametrize("about_target", [False, True])
@pytest.mark.parametrize("answers", [ANSWERS, ["pro" if one == "pro" else "con" for one in ANSWERS]])
def test_reasons_add_up_to_the_score_over_the_mean_of_all_labels(answers: list[str], about_target: bool) -> None:
    passages = [Passage(text, ((0, 6),) if about_target else (), before="He said so.") for text in TEXTS]
    truth = Truth(np.array(answers, dtype=object), tuple(sorted(set(answers))))
    pipeline = fit(passages, truth, FeatureSelection(about_target), seed=0)
    scores = np.atleast_2d(pipeline.decision_function(passages).T).T
    if scores.shape[1] == 1:
        scores = np.hstack([-scores, scores]) / 2
        starts = np.array([-pipeline[-1].intercept_[0], pipeline[-1].intercept_[0]]) / 2
    else:
        scores = scores - scores.mean(axis=1, keepdims=True)
        starts = pipeline[-1].intercept_ - pipeline[-1].intercept_.mean()
    labels = list(pipeline.classes_)
    told = Explainer(from_pipeline(pipeline)).reasons(passages, answers)
    for row, (label, reasons) in enumerate(zip(answers, told, strict=True)):
        at = labels.index(label)
        assert sum(reasons.values()) + starts[at] == pytest.approx(scores[row, at], abs=1e-6)


def test_the_words_that_give_a_label_away_stand_first() -> None:
    passages = [Passage(text) for text in TEXTS]
    pipeline = fit(passages, Truth(np.array(ANSWERS, dtype=object), ("con", "dull", "pro")), FeatureSelection(), seed=0)
    taken_apart = Explainer(from_pipeline(pipeline))
    [reasons] = taken_apart.reasons([Passage("They praised it.")], ["pro"])
    assert max(reasons, key=lambda name: reasons[name]) == "praised"
    assert set(reasons) - set(make_document(passages[0]).lowered) <= {
        "they",
        "it",
        "speech",
        "context",
        *("words", "characters", "shapes", "grammar", "attitude"),
    }
    assert {"praised", "brave"} <= set(taken_apart.strongest("pro"))
    assert not {"praised", "brave"} & set(taken_apart.strongest("con"))


def test_what_hardly_counts_is_not_shown() -> None:
    assert format_reasons({"a": 0.004, "b": -0.3, "c": 0.2}) == "c +0.20, b -0.30"
    assert format_reasons({name: 1.0 for name in "abcdefgh"}, limit=2) == "a +1.00, b +1.00"


def test_a_mask_bears_no_pieces_of_words() -> None:
    """The mask's own letters were never seen: `arg` in it is not that of `large`."""
    passages = [Passage(f"Bo is {word} {at}", ((0, 2),)) for at in range(4) for word in ("large", "small")]
    answers = np.array(["pro", "con"] * 4, dtype=object)
    pipeline = fit(
        passages, Truth(answers, ("con", "pro")), FeatureSelection(True, without=("windows", "words")), seed=0
    )
    [reasons] = Explainer(from_pipeline(pipeline)).reasons([Passage("Bo is large", ((0, 2),))], ["pro"])
    assert reasons["large"] > 0
    assert "<target>" not in reasons


BO = ((10, 12),)
SAID = "They told Bo to act on after there not : we mentions of place inside 0 faith"


@pytest.mark.parametrize(
    ("kind", "passage", "term", "told"),
    [
        ("role", Passage(SAID, BO), "spoken of", {"role": 1.0}),
        ("role", Passage("They hit Bo on Monday", ((9, 11),)), "acted on", {"role": 1.0}),
        ("role", Passage("We mentions place 1 of it"), "not named", {"role": 1.0}),
        ("role", Passage(SAID, BO), "c told", {"told": 1.0}),
        ("windows", Passage("It is not there"), "not there", {"windows": 1.0}),
        ("windows", Passage(SAID, BO), ">2 act", {"act": 1.0}),
        ("windows", Passage(SAID, BO), "> to act", {"to": 0.5, "act": 0.5}),
        ("shapes", Passage("He said: we won 5 of 0"), "said : we", {"said": 0.5, "we": 0.5}),
        ("shapes", Passage("He said: we won 5 of 0"), "won 0", {"won": 1.0}),
        ("words by topic", Passage("faith of a: we", target_name="faith"), "faith", {"words by topic": 1.0}),
        ("words by topic", Passage("faith of a: we", target_name="faith"), "faith: : we", {"we": 1.0}),
    ],
)
def test_only_words_that_a_feature_is_about_bear_it(
    kind: str, passage: Passage, term: str, told: dict[str, float]
) -> None:
    """Features in words of ours ("spoken of") must not be told of a sentence's own "of"."""
    wanted = FeatureSelection(kind in ("role", "windows"), frozenset({"faith"}))
    found = FeatureBlock(
        kind, Vocabulary(feature_kinds(wanted)[kind].analyzer, [term]), np.ones(1, dtype=np.float32), 1.0
    )
    model = LinearModel((found,), None, ("con", "pro"), np.array([[2.0]]), np.zeros(1))
    assert list(Explainer(model).reasons([passage], ["pro"])) == [told]
