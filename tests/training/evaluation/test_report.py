"""What an evaluation must catch, planted; and what it must not say."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from annotation.errors import DataError
from annotation.tables.schema import Row
from training.data.annotator_answers import AnnotatorAnswer
from training.data.examples import make_examples
from training.evaluation.cross_validation import cross_validate
from training.evaluation.options import EvaluationOptions, check_named_labels, evaluation_to_json, rounded
from training.evaluation.report import assemble
from training.metrics import learning_curve as curve
from training.train import train_models

QUICK = EvaluationOptions(resamples=200)
WORDS = [f"{first}{second}" for first in ("ba", "ke", "li", "mo", "nu") for second in ("ral", "sat", "tem", "vid")]


def rows(values: Sequence[dict[str, Any]]) -> list[Row]:
    with_ids = [{"sentence": f"s{n:03}", **row} for n, row in enumerate(values)]
    return [Row(row, f"gold.csv:{number}") for number, row in enumerate(with_ids, start=2)]


def text(rng: np.random.Generator, *extra: str) -> str:
    """A sentence of eight words that say nothing, and some that may."""
    return " ".join([*rng.choice(WORDS, 8), *extra])


def unique_word(rng: np.random.Generator) -> str:
    """A word that stands nowhere else."""
    return "".join(rng.choice(list("bcdfghjklmnpqrstvwxz"), 9))


def evaluate_view(table: Sequence[dict[str, Any]], options: EvaluationOptions = QUICK) -> dict[str, Any]:
    examples = make_examples(rows(table), "view", None)
    return dict(rounded(cross_validate(examples, options).summary))


def macro_f1(figures: dict[str, Any]) -> float:
    return float(figures["macro_f1"]["value"])


def test_one_article_on_both_sides_is_caught() -> None:
    """Each article has a word of its own and one label: only by the article itself can anything be known."""
    rng = np.random.default_rng(0)
    table = [
        {"text": text(rng, word, word), "article": f"a{n}", "view": "pro" if n % 2 else "con"}
        for n, word in enumerate(unique_word(rng) for _ in range(40))
        for _ in range(6)
    ]
    splits = evaluate_view(table)["splits"]
    assert macro_f1(splits["shuffled"]) > 0.95
    assert macro_f1(splits["article"]) < 0.65
    assert "this flatters" in splits["shuffled"]["how"]


def test_wire_copy_under_two_ids_is_caught() -> None:
    """Every text was run by two papers, a word changed; what it says of the label is in no third article."""
    rng = np.random.default_rng(0)
    table = []
    for n in range(60):
        copied, label = text(rng, *(unique_word(rng) for _ in range(8))), "pro" if n % 2 else "con"
        table += [{"text": f"{copied} {paper}", "article": f"{paper}{n}", "view": label} for paper in ("ann", "bob")]
    evaluation = evaluate_view(table)
    assert evaluation["duplicates"] == {
        "groups": 60,
        "sentences": 120,
        "across_articles": 60,
        "joined": "near-duplicates",
    }
    assert macro_f1(evaluation["splits"]["article"]) < 0.7
    assert macro_f1(evaluation["splits"]["shuffled"]) > 0.8


def test_an_outlet_that_gives_the_label_away_is_caught() -> None:
    """Every outlet has a word of its own and one label: known outlets are easy, new ones can't be known."""
    rng = np.random.default_rng(0)
    table = [
        {
            "text": text(rng, f"motto{n % 6}"),
            "article": f"a{n}",
            "outlet": f"paper{n % 6}",
            "view": "pro" if n % 2 else "con",
        }
        for n in range(240)
    ]
    evaluation = evaluate_view(table)
    assert macro_f1(evaluation["splits"]["article"]) > 0.95
    assert macro_f1(evaluation["splits"]["outlet"]) < 0.65
    assert macro_f1(evaluation["baselines"]["outlet"]) == 1.0


def test_a_label_in_another_column_teaches_nothing() -> None:
    """No column but the text and its target is ever learned from."""
    rng = np.random.default_rng(0)
    table = [{"text": text(rng), "article": f"a{n // 3}", "view": "pro" if n % 2 else "con"} for n in range(120)]
    leaking = [
        {**row, "label": row["view"], "published": f"2026-01-0{1 + (row['view'] == 'pro')}", "gold": row["view"]}
        for row in table
    ]
    plain, evaluation = evaluate_view(table), evaluate_view(leaking)
    assert evaluation["splits"]["article"] == plain["splits"]["article"]
    assert evaluation["digest"] == plain["digest"]
    assert macro_f1(evaluation["splits"]["article"]) < 0.65


def test_a_model_scored_on_pre_labeled_answers_only_is_said_to_be_flattered() -> None:
    table = [{**row, "arm": "prelabeled"} for row in honest(40)]
    judged = evaluate_view(table)["judged_on"]
    assert judged["flatters"]
    assert "ALL labels were given with a model's suggestion in view" in judged["warning"]


def honest(articles: int, seed: int = 0) -> list[dict[str, Any]]:
    """Three labels, told by a word that is right three times out of four."""
    rng = np.random.default_rng(seed)
    table = []
    for n in range(articles * 3):
        label = ("pro", "con", "odd")[n % 3]
        hint = label if rng.random() < 0.75 else str(rng.choice(["pro", "con", "odd"]))
        place = {"article": f"a{n // 3}", "outlet": f"paper{n // 3 % 4}", "published": f"2026-01-{1 + n // 3 % 28:02}"}
        table.append({"text": text(rng, f"says{hint}"), "view": label, **place})
    return table


def test_audit_sentences_alone_judge_and_all_teach() -> None:
    """The others' labels are turned around: what is learned is wrong, and only the audit may say so."""
    table = honest(240)
    turned = {"pro": "con", "con": "odd", "odd": "pro"}
    for n, row in enumerate(table):
        row["audit"] = n < 120
        if not row["audit"]:
            row["view"] = turned[row["view"]]
    evaluation = evaluate_view(table)
    assert (evaluation["judged_on"]["which"], evaluation["splits"]["article"]["sentences"]) == ("audit", 120)
    assert macro_f1(evaluation["splits"]["article"]) < 0.3  # guessing gives a third
    assert sum(map(sum, evaluation["confusion"]["counts"])) == 120


def test_the_whole_evaluation_is_the_same_bytes_whatever_the_order_of_the_rows() -> None:
    labeled = rows(honest(50))
    written = [
        evaluation_to_json(train_models(order, ["view"], options=QUICK).evaluation)
        for order in (labeled, labeled[::-1])
    ]
    assert written[0] == written[1]
    assert written[0] != evaluation_to_json(
        train_models(labeled, ["view"], options=EvaluationOptions(seed=1, resamples=200)).evaluation
    )
    assert json.loads(written[0])["kind"] == "cross-validated"


def test_everything_of_the_contract_is_there() -> None:
    evaluation = evaluate_view(honest(60), EvaluationOptions(resamples=200, named_labels=("pro", "con")))
    assert list(evaluation) == [
        *("labels", "never", "named", "about_target", "digest", "left_out", "duplicates", "judged_on", "splits"),
        *("baselines", "confusion", "reliability", "coverage", "slices", "article_shares", "mistakes"),
        *("learning_curve", "learning"),
    ]
    assert [name for name, split in evaluation["splits"].items() if "why" not in split] == [
        *("article", "outlet", "time", "shuffled")
    ]
    article = evaluation["splits"]["article"]
    assert (article["sentences"], article["articles"], article["resampled"], article["folds"]) == (
        180,
        60,
        "articles",
        5,
    )
    assert article["macro_f1"]["low"] < article["macro_f1"]["value"] < article["macro_f1"]["high"]
    named = [article["labels"][label]["f1"] for label in ("pro", "con")]
    assert article["f_named"]["value"] == pytest.approx(np.mean(named), abs=1e-6)
    assert evaluation["baselines"]["majority"]["accuracy"]["value"] <= 0.4
    assert [point["share"] for point in evaluation["learning_curve"]] == [0.1, 0.2, 0.4, 0.7, 1.0]
    assert evaluation["learning_curve"][-1]["macro_f1"] == article["macro_f1"]
    assert {entry["slice"] for entry in evaluation["slices"]["outlet"]} == {"paper0", "paper1", "paper2", "paper3"}
    mistakes = evaluation["mistakes"]
    assert len(mistakes) == 25
    assert mistakes == sorted(mistakes, key=lambda entry: -entry["probability"])
    assert all(entry["gold"] != entry["said"] for entry in mistakes)
    json.dumps(evaluation, allow_nan=False)


def test_no_text_of_an_article_stands_in_it() -> None:
    labeled = rows(honest(30))
    written = evaluation_to_json(train_models(labeled, ["view"], options=QUICK).evaluation)
    assert not [row["text"] for row in labeled if row["text"] in written]


def test_the_ceiling_is_each_annotator_against_most_of_the_others() -> None:
    """Ann, Bo and Cy agree, but Cy is wrong on the last ten of sixty; Di answered one and ties nothing."""
    labeled = rows(honest(20))
    answers = []
    for n, row in enumerate(labeled):
        for annotator in ("ann", "bo", "cy"):
            wrong = annotator == "cy" and n >= 50
            label = {"pro": "con", "con": "odd", "odd": "pro"}[row["view"]] if wrong else row["view"]
            answers.append(AnnotatorAnswer(row["sentence"], "", annotator, label))
    examples = make_examples(labeled, "view", None)
    ceiling = cross_validate(examples, EvaluationOptions(resamples=200, answers={"view": answers})).summary[
        "baselines"
    ]["ceiling"]
    assert ceiling["accuracy"]["value"] == pytest.approx((50 + 50 + 50) / (50 * 3 + 10))  # ann and bo tie where cy errs
    assert ceiling["annotators"]["ann"] == {"macro_f1": 1.0, "sentences": 50}
    assert ceiling["annotators"]["cy"]["sentences"] == 60
    assert ceiling["sentences"] == 60


def test_without_answers_of_several_annotators_there_is_a_reason() -> None:
    examples = make_examples(rows(honest(20)), "view", None)
    alone = [AnnotatorAnswer("s000", "", "ann", "pro")]
    for answers, reason in ((None, "no answers of single annotators"), ({"view": alone}, "no sentence judged here")):
        baselines = cross_validate(examples, EvaluationOptions(answers=answers)).summary["baselines"]
        assert reason in baselines["ceiling"]["why"]


def test_a_label_seen_once_has_figures_and_is_named_where_it_is_absent() -> None:
    table = [*honest(20), {"text": "Hm, well.", "article": "x", "outlet": "paper0", "view": "once"}]
    evaluation = evaluate_view(table)
    assert evaluation["splits"]["article"]["labels"]["once"] == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "support": 1,
        "predicted": 0,
    }
    assert evaluation["splits"]["time"]["absent"] == ["once"]
    assert evaluation["splits"]["time"]["over"] == ["con", "odd", "pro"]


@pytest.mark.parametrize("article", [True, False])
def test_one_article_or_copies_only_give_reasons_and_no_figure(article: bool) -> None:
    same = "The very same long sentence, again and again and again."
    table = [
        {
            "text": f"Sentence {n}." if article else same,
            "article": "a" if article else f"a{n}",
            "view": ["pro", "con"][n % 2],
        }
        for n in range(12)
    ]
    evaluation = evaluate_view(table)
    assert "all 12 sentences are of one article, or copies of each other" in evaluation["splits"]["article"]["why"]
    assert [set(baseline) for baseline in evaluation["baselines"].values()] == [{"why"}] * 4
    assert (
        evaluation["reliability"],
        evaluation["coverage"],
        evaluation["mistakes"],
        evaluation["learning_curve"],
    ) == ([], [], [], [])
    questions: Any = {"view": evaluation}
    json.dumps(assemble(questions, QUICK, rows=12, kind="cross-validated"), allow_nan=False)


def test_half_empty_outlets_and_dates_that_are_none_give_reasons() -> None:
    table = honest(20)
    for n, row in enumerate(table):
        row["outlet"] = row["outlet"] if n % 2 else ""
    table[7]["published"] = "soon"
    splits = evaluate_view(table)["splits"]
    assert splits["outlet"] == {"why": "only 30 of 60 sentences name their outlet"}
    assert splits["time"] == {"why": "'published' of sentence s007 is 'soon', not a date like 2026-03-31"}


def test_sentences_without_articles_are_resampled_one_by_one_and_it_says_so() -> None:
    table = [{**row, "article": ""} for row in honest(20)]
    assert evaluate_view(table)["splits"]["article"]["resampled"] == "sentences"


def test_an_unknown_named_label_is_refused() -> None:
    examples = make_examples(rows(honest(5)), "view", None)
    with pytest.raises(DataError, match="--named 'Pro' is no label here \\(the labels: con, odd, pro\\)"):
        check_named_labels(("Pro",), [examples])


def test_the_learning_curve_takes_whole_articles_and_the_smaller_share_is_in_the_larger() -> None:
    from training.data.splits import Split, article_split

    examples = make_examples(rows(honest(40)), "view", None)
    groups = np.unique(examples.groups, return_inverse=True)[1]
    split = article_split(examples.answers, groups.tolist(), 0)
    assert isinstance(split, Split)
    training_sets = curve.smaller_training_sets(examples, groups, split, 0)
    for number, (train_positions, test) in enumerate(split.folds):
        parts = [set(folds[number][0].tolist()) for folds in training_sets.values()]
        assert all(
            small < large for small, large in zip(parts, [*parts[1:], set(train_positions.tolist())], strict=True)
        )
        for part in parts:
            chosen = {groups[position] for position in part}
            assert part == {position for position in train_positions.tolist() if groups[position] in chosen}
            assert not part & set(test.tolist())
