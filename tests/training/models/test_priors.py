"""How frequent the labels are taken to be: where that is estimated, where it is not, and what is said of it."""

from dataclasses import replace

import numpy as np
import pytest

from annotation.tables.schema import Row
from training.models.model import Model
from training.models.priors import Prior, decide_shares
from training.scoring.score import score_rows
from training.train import train_models

PEOPLE = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal")
PRAISE, BLAME, NOTHING = "was praised as a hero", "was blamed as a liar", "met the council on a monday"


def labeled(text: str, label: str, number: int, *, article: str = "") -> Row:
    return Row({"text": text, "article": article or f"a{number}", "position": number, "view": label}, "gold.jsonl:1")


@pytest.fixture(scope="module")
def selected() -> Model:
    """A model that learned from selected sentences, in which labels are about equally frequent, and a few wrong."""
    rows = [
        labeled(f"{who} {what} in {place}.", "none" if (number + far) % 7 == 0 else label, 10 * number)
        for number, who in enumerate(PEOPLE)
        for far, place in enumerate(("Oslo", "Rome"))
        for what, label in ((PRAISE, "pro"), (BLAME, "con"), (NOTHING, "none"))
    ]
    trained = train_models(rows, ["view"])
    return Model(trained.card, trained.linear_models, trained.fingerprints)


def article(blamed: int, sentences: int) -> list[Row]:
    """A whole article in which so many sentences blame somebody, and nothing is said in the others."""
    texts = [BLAME if number < blamed else NOTHING for number in range(sentences)]
    return [
        Row({"sentence": f"n{number}", "text": f"Ida {text}.", "article": "new", "position": number}, "new.jsonl:1")
        for number, text in enumerate(texts)
    ]


def with_whole_articles(model: Model, value: bool | None) -> Model:
    card = replace(model.card, questions=tuple(replace(each, whole_articles=value) for each in model.card.questions))
    return replace(model, card=card)


def test_whole_articles_are_not_as_selected_sentences_were(selected: Model) -> None:
    rows = article(blamed=20, sentences=100)
    shares = decide_shares(Prior.AUTO, rows, selected)
    assert shares.origin == "natural shares"
    by_label = dict(zip(selected.card.questions[0].labels, shares.by_question["view"], strict=True))
    assert by_label["none"] > by_label["con"] > by_label["pro"]
    assert "view: its labels are estimated to be con" in shares.remarks[0]
    scored = list(score_rows(rows, selected, abstain=False, shares=shares))
    as_learned = list(score_rows(rows, selected, abstain=False))
    assert {row["model"] for row in scored} == {f"{selected.card.id}, natural shares"}
    assert {row["model"] for row in as_learned} == {selected.card.id}
    for new, old in zip(scored, as_learned, strict=True):
        assert new["view_probability_none"] >= old["view_probability_none"]
        assert sum(new[f"view_probability_{label}"] for label in by_label) == pytest.approx(1, abs=1e-5)
    assert sum(row["view_probability_none"] for row in scored) > sum(row["view_probability_none"] for row in as_learned)


@pytest.mark.parametrize(
    ("learned_from_whole", "rows"),
    [
        (True, article(20, 100)),  # the model knows how whole articles are
        (None, article(20, 100)),  # nobody knows what an older model learned from
        (False, [Row({"text": f"Ida {BLAME}."}, "new.jsonl:1")] * 40),  # selected sentences, as it learned them
    ],
)
def test_else_probabilities_stay_as_learned(selected: Model, learned_from_whole: bool | None, rows: list[Row]) -> None:
    shares = decide_shares(Prior.AUTO, rows, with_whole_articles(selected, learned_from_whole))
    assert (dict(shares.by_question), shares.origin, list(shares.remarks)) == ({}, "", [])
    assert decide_shares(Prior.NATURAL, rows, selected).by_question


def test_trained_leaves_everything_as_learned(selected: Model) -> None:
    assert not decide_shares(Prior.TRAINED, article(20, 100), selected).by_question


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (article(3, 12), "from 12 sentences (20 are needed)"),
        ([Row({"text": "Zażółć gęślą jaźń"}, "new.jsonl:1")] * 40, "since the model knows no word of 100% of the"),
        (article(0, 400), "since the estimate ran away to 'none'"),
    ],
)
def test_an_estimate_that_cannot_be_trusted_is_not_used_and_that_is_said(
    selected: Model, rows: list[Row], reason: str
) -> None:
    shares = decide_shares(Prior.NATURAL, rows, selected)
    assert not shares.by_question
    assert shares.origin == ""
    assert reason in shares.remarks[0]


def test_given_shares_are_taken_as_they_are(selected: Model) -> None:
    given = {"view": {"con": 0.2, "none": 0.5, "pro": 0.3}}
    shares = decide_shares(given, article(1, 3), selected)
    assert shares.by_question["view"].tolist() == [0.2, 0.5, 0.3]
    rows = list(score_rows(article(1, 3), selected, shares=shares))
    assert rows[0]["model"] == f"{selected.card.id}, given shares"


def test_a_model_that_learned_from_selected_sentences_says_so(selected: Model) -> None:
    assert selected.card.questions[0].whole_articles is False
    rows = [
        labeled(f"{who} {what}.", label, number, article=who)
        for who in PEOPLE
        for number, (what, label) in enumerate([(NOTHING, "none")] * 5 + [(BLAME, "con")])
    ]
    assert train_models(rows, ["view"]).card.questions[0].whole_articles is True


def test_rows_that_cannot_be_read_have_no_part(selected: Model) -> None:
    rows = [*article(20, 100), Row({"text": " "}, "new.jsonl:101")]
    assert np.array_equal(
        decide_shares(Prior.NATURAL, rows, selected).by_question["view"],
        decide_shares(Prior.NATURAL, rows[:-1], selected).by_question["view"],
    )
