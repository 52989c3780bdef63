"""Why a label: reasons add up to the score."""

import numpy as np
import pytest

from training.data.examples import Truth
from training.features.registry import GROUP_NAMES, FeatureSelection, feature_kinds
from training.learning.fit import fit
from training.masking.passages import Passage
from training.models.linear import FeatureBlock, LinearModel, from_pipeline
from training.scoring.explanation import Explainer, Reason, format_reasons
from training.scoring.group_names import ENCODER, PLAIN_NAMES, plain_group_name
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
    assert max(reasons, key=lambda name: reasons[name]) == Reason("praised")
    assert {reason.name for reason in reasons if not reason.is_group} <= {"they", "it", "praised"}
    assert {reason.name for reason in reasons if reason.is_group} <= set(PLAIN_NAMES.values())
    assert {"praised", "brave"} <= set(taken_apart.strongest("pro"))
    assert not {"praised", "brave"} & set(taken_apart.strongest("con"))


def test_what_hardly_counts_is_not_shown() -> None:
    assert format_reasons({Reason("a"): 0.004, Reason("b"): -0.3, Reason("c"): 0.2}) == "c +0.20, b -0.30"
    assert format_reasons({Reason(name): 1.0 for name in "abcdefgh"}, limit=2) == "a +1.00, b +1.00"


def test_words_stand_first_and_groups_last_in_brackets_and_masks_can_be_read() -> None:
    reasons = {Reason("tone", is_group=True): 0.9, Reason("of <target>"): 0.3, Reason("tone"): -0.4}
    assert format_reasons(reasons) == "of (target) +0.30, tone -0.40, [tone] +0.90"


def test_every_group_has_a_plain_name_of_its_own() -> None:
    assert set(PLAIN_NAMES) == {*GROUP_NAMES, ENCODER}
    assert len(set(PLAIN_NAMES.values())) == len(PLAIN_NAMES)
    selections = (FeatureSelection(), FeatureSelection(about_target=True, topics=frozenset({"Coal"})))
    kinds = {kind for selection in selections for kind in feature_kinds(selection)}
    assert {plain_group_name(kind) for kind in kinds} == {PLAIN_NAMES[group] for group in GROUP_NAMES}


GROUP_WORDS = "Words of speech: called role, tone, context, attitude, topics, encoder, grammar, shapes and windows"


def test_words_that_are_called_as_a_group_are_not_added_to_it() -> None:
    passages = [Passage(f"{GROUP_WORDS} {word}.") for word in ("brave", "cruel") * 6]
    answers = np.array(["pro", "con"] * 6, dtype=object)
    pipeline = fit(passages, Truth(answers, ("con", "pro")), FeatureSelection(), seed=0)
    [reasons] = Explainer(from_pipeline(pipeline)).reasons(passages[:1], ["pro"])
    written = {reason.name for reason in reasons if not reason.is_group}
    assert {"speech", "called", "role", "tone", "context", "attitude"} <= written
    assert not written & set(PLAIN_NAMES.values())
    assert {reason.name for reason in reasons if reason.is_group} <= set(PLAIN_NAMES.values())


def test_two_words_that_say_more_together_are_a_phrase() -> None:
    """Each word stands under both labels; only what follows "not" tells them apart."""
    texts = ["It is not good and bad.", "It is not bad and good."]
    answers = np.array(["con", "pro"] * 6, dtype=object)
    only_words = FeatureSelection(without=("characters", "tone", "attitude", "context", "speech", "shapes", "grammar"))
    pipeline = fit([Passage(text) for text in texts * 6], Truth(answers, ("con", "pro")), only_words, seed=0)
    [reasons] = Explainer(from_pipeline(pipeline)).reasons([Passage(texts[0])], ["con"])
    assert reasons[Reason("not good")] > 0.1 > abs(reasons[Reason("good")])
    assert Reason("it is") not in reasons  # says nothing, so it is no phrase of its own


def test_a_mask_bears_no_pieces_of_words() -> None:
    """The mask's own letters were never seen: `arg` in it is not that of `large`."""
    passages = [Passage(f"Bo is {word} {at}", ((0, 2),)) for at in range(4) for word in ("large", "small")]
    answers = np.array(["pro", "con"] * 4, dtype=object)
    pipeline = fit(
        passages, Truth(answers, ("con", "pro")), FeatureSelection(True, without=("windows", "words")), seed=0
    )
    [reasons] = Explainer(from_pipeline(pipeline)).reasons([Passage("Bo is large", ((0, 2),))], ["pro"])
    assert reasons[Reason("large")] > 0
    assert Reason("<target>") not in reasons


BO = ((10, 12),)
SAID = "They told Bo to act on after there not : we mentions of place inside 0 faith"


@pytest.mark.parametrize(
    ("kind", "passage", "term", "told"),
    [
        ("role", Passage(SAID, BO), "spoken of", {plain_group_name("role"): 1.0}),
        ("role", Passage("They hit Bo on Monday", ((9, 11),)), "acted on", {plain_group_name("role"): 1.0}),
        ("role", Passage("We mentions place 1 of it"), "not named", {plain_group_name("role"): 1.0}),
        ("role", Passage(SAID, BO), "c told", {"told": 1.0}),
        ("windows", Passage("It is not there"), "not there", {plain_group_name("windows"): 1.0}),
        ("windows", Passage(SAID, BO), ">2 act", {"act": 1.0}),
        ("windows", Passage(SAID, BO), "> to act", {"to": 0.5, "act": 0.5}),
        ("shapes", Passage("He said: we won 5 of 0"), "said : we", {"said": 0.5, "we": 0.5}),
        ("shapes", Passage("He said: we won 5 of 0"), "won 0", {"won": 1.0}),
        (
            "words by topic",
            Passage("faith of a: we", target_name="faith"),
            "faith",
            {plain_group_name("words by topic"): 1.0},
        ),
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
    [reasons] = Explainer(model).reasons([passage], ["pro"])
    assert {reason.name: contribution for reason, contribution in reasons.items()} == told
    assert all(reason.is_group == (reason.name in PLAIN_NAMES.values()) for reason in reasons)
