"""Training, from the core to the verbs train, score and models."""

import json
from pathlib import Path

import pytest

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.errors import DataError
from annotation.tables.schema import LABELED
from annotation.tables.write import write_rows
from tests.examples.training import NAMES, ROWS, STATEMENTS, rows, run
from training.cli.remarks import training_remarks
from training.data.examples import make_examples
from training.features.registry import FeatureSelection
from training.learning.calibration import apply_temperature
from training.learning.fit import Blend, fit
from training.masking.passages import Passage
from training.models.card import Card
from training.models.card_markdown import abstention_text, model_card
from training.train import train_models


def remarks_besides_selection(card: Card) -> list[str]:
    """What is said of a model, besides that its rows do not show that they are whole articles."""
    return [text for text in training_remarks(card) if "these sentences were selected" not in text]


def test_the_card_says_what_the_model_rests_on() -> None:
    card = train_models(rows(*ROWS), ["view", "tone"], seed=5, precision=0.7, source="gold.csv").card
    view = card.question("view")
    assert (view.labels, view.rows, view.articles, view.folds) == (("con", "none", "pro"), 18, 6, 5)
    assert view.counts == {"con": 6, "none": 6, "pro": 6}
    assert view.figures is not None
    assert view.figures["macro_f1"] == 1.0  # the words give the label away, in any article
    assert (card.seed, card.settings["precision"], card.data) == (5, 0.7, {"source": "gold.csv", "rows": 18})
    assert {"python", "newsstance", "scikit-learn", "numpy"} <= card.versions.keys()
    assert remarks_besides_selection(card) == []


def test_the_same_data_in_another_order_gives_the_same_model_to_the_bit() -> None:
    passages = [Passage("They praised it."), Passage("Nobody knew.")]
    first, second = (train_models(gold_rows, ["view"]) for gold_rows in (rows(*ROWS), rows(*ROWS)[::-1]))
    assert first.card == second.card
    probabilities = [trained.pipelines["view"].predict_proba(passages).tolist() for trained in (first, second)]
    assert probabilities[0] == probabilities[1]


def test_temperature_and_threshold_have_six_digits_so_that_an_id_hangs_on_no_last_bit() -> None:
    """Sixty sentences tell their label, thirty toss a coin."""
    clear = [
        {"text": f"{name}{n} {what}.", "article": f"{name}{n}", "view": view}
        for name in NAMES
        for n in range(5)
        for what, view, _ in STATEMENTS[:2]
    ]
    coin = [{"text": f"Zed{n} spoke.", "article": f"z{n}", "view": "pro" if n % 2 else "con"} for n in range(30)]
    view = train_models(rows(*clear, *coin), ["view"], precision=0.9).card.question("view")
    assert view.threshold
    assert view.threshold == round(view.threshold, 6)
    assert view.temperature == round(view.temperature, 6)


def test_labels_stand_in_codebook_order_and_one_without_examples_has_no_probability() -> None:
    labels = tuple(Label(name, name[0], "#000000", name) for name in ("pro", "unheard", "none", "con"))
    book = Codebook("b", "2", "B", "", (Question("view", "choice", "V", "?", labels),), "d" * 64)
    trained = train_models(rows(*ROWS), ["view"], book)
    assert trained.card.question("view").labels == ("pro", "unheard", "none", "con")
    assert trained.card.codebook == {"name": "b", "version": "2", "digest": "d" * 64}
    assert remarks_besides_selection(trained.card) == [
        "view: 'unheard' has 0 sentences: too few to be learned, its figures mean nothing"
    ]


@pytest.mark.parametrize(
    ("views", "text"),
    [
        (["pro"] * 4, "'view' is 'pro' for all 4 sentences: a model needs at least two different labels to tell apart"),
        (["pro"], "'view' is 'pro' for the only sentence: a model needs"),
    ],
)
def test_one_label_only_is_refused_naming_question_label_and_count(views: list[str], text: str) -> None:
    gold_rows = rows(*({"text": f"{n}.", "view": view} for n, view in enumerate(views)))
    with pytest.raises(DataError) as caught:
        train_models(gold_rows, ["view"])
    assert str(caught.value).startswith(text)


def test_a_question_called_as_another_s_probability_is_refused() -> None:
    gold_rows = rows(*({**row, "view_probability": "yes" if index % 2 else "no"} for index, row in enumerate(ROWS)))
    with pytest.raises(DataError, match="two of the questions would fill the column 'view_probability': rename one"):
        train_models(gold_rows, ["view", "view_probability"])


def test_one_article_gives_a_model_without_figures_that_abstains_and_says_why() -> None:
    card = train_models(rows(*({**row, "article": "a"} for row in ROWS)), ["view"]).card
    view = card.question("view")
    assert (view.figures, view.threshold, view.folds) == (None, None, 0)
    assert remarks_besides_selection(card) == [
        "view: no figures, all 18 sentences are of one article, or copies of each other: "
        "label sentences of more articles",
        "view: without figures nobody knows when it is right often enough, so score leaves it empty (score "
        "--no-abstain fills it)",
    ]


def test_where_nothing_need_be_right_a_model_without_figures_answers_everything() -> None:
    card = train_models(rows(*({**row, "article": "a"} for row in ROWS)), ["view"], precision=0.0).card
    assert (card.question("view").threshold, card.question("view").accepted) == (0.0, None)
    text = "It answers every sentence, and nobody knows how often it is right."
    assert abstention_text(card.question("view")) == text
    assert not any("precision" in remark or "empty" in remark for remark in training_remarks(card))


def test_two_sentences_are_enough_for_a_model_but_not_for_figures() -> None:
    card = train_models(rows({"text": "Yes.", "view": "pro"}, {"text": "No.", "view": "con"}), ["view"]).card
    assert card.question("view").why_no_figures == (
        "2 sentences of 2 groups can't be split so that both sides have two labels: label more sentences"
    )


def test_a_label_with_one_sentence_is_said_to_mean_nothing() -> None:
    card = train_models(rows(*ROWS, {"text": "Hm.", "article": "x", "view": "odd"}), ["view"], precision=0.5).card
    assert remarks_besides_selection(card) == [
        "view: 'odd' has 1 sentence: too few to be learned, its figures mean nothing"
    ]


@pytest.mark.parametrize("whole", [True, False])
def test_sentences_that_were_selected_are_said_to_be(whole: bool) -> None:
    gold_rows = [
        {**row, "article": f"a{index % 2}", "position": index // 2 if whole else 4 * index}
        for index, row in enumerate(ROWS)
    ]
    card = train_models(rows(*gold_rows), ["view"]).card
    assert card.question("view").whole_articles is whole
    assert sum("these sentences were selected" in text for text in training_remarks(card)) == (not whole)
    assert ("(`--prior`)" in model_card(card)) is not whole


def test_rows_without_an_article_are_said_to_flatter() -> None:
    card = train_models(rows(*({**row, "article": None} for row in ROWS)), ["view"]).card
    assert card.question("view").articles == 18
    [text] = remarks_besides_selection(card)
    assert text.startswith("view: not every sentence names its article")


def test_train_on_a_missing_file_is_our_error(tmp_path: Path) -> None:
    assert "there is no file nix.csv" in str(run("train", "nix.csv", "--question", "v", fails=True).exception)


def test_rows_that_name_their_codebook_are_learned_by_it(codebook: Codebook) -> None:
    """The order is the codebook's, and labels that aren't trained on are left out and counted."""
    choices = [question for question in codebook.questions if question.kind == "choice"]
    question = next(candidate for candidate in choices if not candidate.target and not candidate.only_if)
    classes, dropped = question.classes, next(name for name in question.label_names if not question.trained_as(name))
    gold_rows = [
        {"text": f"{name} {label}.", "article": name, question.name: label, "codebook": codebook.stamp}
        for name in NAMES
        for label in (*classes, dropped)
    ]
    write_rows("gold.jsonl", gold_rows, LABELED)
    result = run("train", "gold.jsonl", "--json")
    [card] = json.loads(result.stdout)["questions"]
    assert (card["labels"], card["never"]) == (list(classes), [dropped])
    assert card["left_out"] == {f"{dropped} (not trained on)": 6}
    assert f"the codebook the rows name: {codebook.stamp}" in result.stderr
    gold_rows[0]["codebook"] = "another 1 abc"
    write_rows("gold.jsonl", gold_rows, LABELED)
    assert "labeled under another 1 abc" in str(run("train", "gold.jsonl", fails=True).exception)


def test_the_models_probabilities_are_those_the_temperature_made_honest() -> None:
    gold_rows = [{**row, "view": "con" if n % 5 == 0 else row["view"]} for n, row in enumerate(ROWS)]
    trained = train_models(rows(*gold_rows), ["view"])
    view = trained.card.question("view")
    examples = make_examples(rows(*gold_rows), "view", None)
    bare = fit(examples.passages, examples.truth, FeatureSelection(), seed=0, blend=Blend(view.strength, view.factors))
    passages = [Passage("They praised it."), Passage("Nobody knew.")]
    assert abs(view.temperature - 1) > 0.05
    expected = apply_temperature(bare.predict_proba(passages), view.temperature)
    assert trained.pipelines["view"].predict_proba(passages).tolist() == [
        pytest.approx(row) for row in expected.tolist()
    ]


def test_figures_temperature_and_threshold_come_from_the_sentences_that_may_judge() -> None:
    """Of 40 articles all but five are audited; the five have wrong labels throughout, and don't lower a figure."""
    turned = {"pro": "con", "con": "none", "none": "pro"}
    gold_rows = [
        {
            "text": f"Person{n} {what}.",
            "article": f"a{n}",
            "view": view if n >= 5 else turned[view],
            "audit": n >= 5,
        }
        for n in range(40)
        for what, view, _ in STATEMENTS
    ]
    view = train_models(rows(*gold_rows), ["view"]).card.question("view")
    assert view.figures is not None
    assert (view.figures["sentences"], view.figures["articles"], view.figures["macro_f1"]) == (105, 35, 1.0)
    assert view.accepted == {"sentences": 105, "share": 1.0, "precision": 1.0}
