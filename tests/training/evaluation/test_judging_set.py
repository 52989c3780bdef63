"""Which sentences may judge a model, and in which words."""

from training.data.examples import Source
from training.evaluation.evaluation_json import JudgedOn
from training.evaluation.judging_set import judging_set


def chosen(*parts: tuple[int, str, bool], each: int = 5) -> tuple[int, JudgedOn]:
    """Make so many sentences of each arm, audit or not, five an article."""
    sources = [Source(f"s{n}", arm=arm, audit=audit) for number, arm, audit in parts for n in range(number)]
    selected, judged_on = judging_set(sources, [n // each for n in range(len(sources))])
    return int(selected.sum()), judged_on


def test_audit_sentences_judge_where_there_are_enough() -> None:
    number, judged_on = chosen((100, "blind", True), (300, "blind", False), (200, "prelabeled", False))
    assert (number, judged_on["which"], judged_on["sentences"], judged_on["flatters"]) == (100, "audit", 100, False)
    assert judged_on["why"] == "100 audit sentences, drawn at random and answered blind"


def test_then_blind_ones_audit_among_them() -> None:
    number, judged_on = chosen((99, "blind", True), (300, "blind", False), (200, "prelabeled", False))
    assert (number, judged_on["which"]) == (399, "blind")
    assert judged_on["why"] == (
        "399 sentences answered without a suggestion in view; the audit is only 99 sentences of 20 articles"
    )


def test_a_hundred_sentences_of_few_articles_are_not_enough() -> None:
    number, judged_on = chosen((100, "blind", True), (100, "", False), each=50)
    assert (number, judged_on["which"]) == (200, "all")
    assert "audit sentences are: 100 sentences of 2 articles" in str(judged_on["why"])


def test_pre_labeled_answers_only_are_said_loudly_to_flatter() -> None:
    number, judged_on = chosen((300, "prelabeled", False))
    assert (number, judged_on["which"], judged_on["flatters"]) == (300, "all", True)
    assert judged_on["warning"] == (
        "ALL labels were given with a model's suggestion in view: THESE FIGURES FLATTER THE MODEL"
    )
    _, some = chosen((300, "prelabeled", False), (50, "blind", False))
    assert str(some["warning"]).startswith("300 of 350 labels")


def test_labels_that_some_annotators_saw_are_no_blind_ones_and_flatter() -> None:
    """Arms by person: a sentence is blind for one annotator and pre-labeled for another."""
    number, judged_on = chosen((300, "partly", False), (50, "blind", False))
    assert (number, judged_on["which"], judged_on["flatters"]) == (350, "all", True)
    assert judged_on["warning"] == (
        "300 of 350 labels were given with a model's suggestion in view of some annotators or all: "
        "THESE FIGURES FLATTER THE MODEL"
    )


def test_rows_that_say_nothing_are_no_random_sample() -> None:
    number, judged_on = chosen((10, "", False))
    assert (number, judged_on["which"], judged_on["flatters"]) == (10, "all", False)
    assert judged_on["why"] == (
        "all 10 sentences, which are no random sample: no row says how it was drawn or whether a suggestion was in view"
    )
