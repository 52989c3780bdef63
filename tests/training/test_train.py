"""Training, from the core to the verbs train, score and models."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotation.codebook.codebook import Codebook, Label, Question
from annotation.errors import DataError, ModelError, NewsstanceError
from annotation.tables.read import read_rows
from annotation.tables.schema import LABELED, SCORES, SENTENCES, Row
from annotation.tables.write import write_rows
from newsstance import app
from tests.conftest import Once
from tests.examples.card import MODEL_OF_VERSION_0_1
from training.cli.remarks import training_remarks
from training.data.examples import make_examples
from training.features.registry import FeatureSelection
from training.learning.calibration import apply_temperature
from training.learning.fit import Blend, fit
from training.masking.passages import Passage
from training.persistence.store import open_pipelines
from training.train import train_models

NAMES = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")
STATEMENTS = (
    ("praised the plan", "pro", "loud"),
    ("blamed the plan", "con", "loud"),
    ("met on a monday", "none", "calm"),
)
ROWS = [
    {"sentence": f"{name} {what}", "text": f"{name} {what}.", "article": name, "view": view, "tone": tone}
    for name in NAMES
    for what, view, tone in STATEMENTS
]


def rows(*gold_rows: dict[str, Any]) -> list[Row]:
    return [Row(row, f"gold.csv:{number}") for number, row in enumerate(gold_rows, start=2)]


def run(*arguments: object, fails: bool = False) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if fails:
        assert isinstance(result.exception, NewsstanceError), result.exception
    elif result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def labeled(tmp_path: Path) -> Path:
    write_rows(tmp_path / "labeled.csv", ROWS, LABELED)
    return tmp_path / "labeled.csv"


def learn() -> str:
    result = run("train", "labeled.csv", "--question", "view", "--question", "tone", "--precision", 0)
    return result.stdout.splitlines()[-1]


@pytest.fixture
def model(labeled: Path, once: Once) -> Path:
    return Path(once(learn))


def test_the_card_says_what_the_model_rests_on() -> None:
    card = train_models(rows(*ROWS), ["view", "tone"], seed=5, precision=0.7, source="gold.csv").card
    view = card.question("view")
    assert (view.labels, view.rows, view.articles, view.folds) == (("con", "none", "pro"), 18, 6, 5)
    assert view.counts == {"con": 6, "none": 6, "pro": 6}
    assert view.figures is not None
    assert view.figures["macro_f1"] == 1.0  # the words give the label away, in any article
    assert (card.seed, card.settings["precision"], card.data) == (5, 0.7, {"source": "gold.csv", "rows": 18})
    assert {"python", "newsstance", "scikit-learn", "numpy"} <= card.versions.keys()
    assert list(training_remarks(card)) == []


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
    assert list(training_remarks(trained.card)) == [
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
    assert list(training_remarks(card)) == [
        "view: no figures, all 18 sentences are of one article, or copies of each other: "
        "label sentences of more articles",
        "view: a precision of 0.8 is never reached, so score leaves it empty (score --no-abstain fills it)",
    ]


def test_two_sentences_are_enough_for_a_model_but_not_for_figures() -> None:
    card = train_models(rows({"text": "Yes.", "view": "pro"}, {"text": "No.", "view": "con"}), ["view"]).card
    assert card.question("view").why_no_figures == (
        "2 sentences of 2 groups can't be split so that both sides have two labels: label more sentences"
    )


def test_a_label_with_one_sentence_is_said_to_mean_nothing() -> None:
    card = train_models(rows(*ROWS, {"text": "Hm.", "article": "x", "view": "odd"}), ["view"]).card
    assert list(training_remarks(card)) == [
        "view: 'odd' has 1 sentence: too few to be learned, its figures mean nothing"
    ]


def test_rows_without_an_article_are_said_to_flatter() -> None:
    card = train_models(rows(*({**row, "article": None} for row in ROWS)), ["view"]).card
    assert card.question("view").articles == 18
    [text] = training_remarks(card)
    assert text.startswith("view: not every sentence names its article")


def test_train_prints_figures_with_counts_and_the_folder_last(labeled: Path) -> None:
    result = run("train", labeled, "--question", "view", "-o", "shelf")
    lines = result.stdout.splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["view:", "18", "sentences", "of", "6", "articles"],
        ["precision", "recall", "F1", "accuracy", "sentences", "articles"],
        ["all", "(macro-F1)", "1.000", "1.000", "18", "6"],
        ["always", "con", "0.167", "0.333", "18", "6"],
    ]
    assert Path(lines[-1]).parent == Path("shelf")
    assert (Path(lines[-1]) / "pipeline.joblib").exists()


def test_train_prints_json_and_nothing_else(labeled: Path) -> None:
    printed = json.loads(run("train", labeled, "--question", "view", "--json").stdout)
    assert printed["folder"] == f"models/{printed['id']}"
    assert printed["questions"][0]["figures"]["sentences"] == 18


def test_train_again_says_that_the_model_is_there(labeled: Path, model: Path) -> None:
    result = run("train", labeled, "--question", "view", "--question", "tone", "--precision", 0)
    assert result.stdout.splitlines()[-1] == str(model)
    assert f"{model} was there already" in result.stderr


def test_train_without_a_question_lists_the_columns(labeled: Path) -> None:
    error = run("train", labeled, fails=True).exception
    assert str(error).endswith("columns with text: view, tone")


def test_train_on_a_missing_file_is_our_error(tmp_path: Path) -> None:
    assert "there is no file nix.csv" in str(run("train", "nix.csv", "--question", "v", fails=True).exception)


def test_the_model_card_says_what_people_must_know(model: Path) -> None:
    text = (model / "MODELCARD.md").read_text()
    for line in (
        "## What for",
        "## What not for",
        "labeled.csv, 18 rows",
        "Rests on 18 sentences of 6 articles",
        "no random sample",
        "opening it runs code",
        "`weights.npz`",
        "## License",
    ):
        assert line in text


def test_score_tables_of_sentences(model: Path) -> None:
    write_rows("new.csv", [{"sentence": "n", "text": "Zoe blamed the plan."}], SENTENCES)
    run("score", "new.csv", "--model", model.name, "-o", "scores.parquet")
    [printed] = read_rows("scores.parquet", SCORES)
    assert (printed["view"], printed["tone"], printed["model"]) == ("con", "loud", model.name)


def test_score_an_article_to_standard_output_without_its_headings(model: Path) -> None:
    Path("article.txt").write_text("The plan\n\nZoe praised the plan. Yan met on a monday.\n")
    result = run("score", "article.txt", "--model", model)
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["text"], row["view"]) for row in printed] == [
        ("Zoe praised the plan.", "pro"),
        ("Yan met on a monday.", "none"),
    ]
    assert "scored 2 sentences, left out 1 heading" in result.stderr


def test_score_goes_on_over_bad_rows_and_ends_with_status_3(model: Path) -> None:
    Path("new.jsonl").write_text(
        '{"sentence": "a", "text": "Zoe praised the plan."}\n'
        '{"sentence": "b", "text": }\n'
        '{"sentence": "c", "text": ""}\n'
        '{"sentence": "d", "text": "Yan blamed the plan."}\n'
    )
    result = run("score", "new.jsonl", "--model", model, "-o", "out.csv")
    assert result.exit_code == 3
    assert [row["sentence"] for row in read_rows("out.csv", SCORES)] == ["a", "d"]
    left_out = [json.loads(line) for line in Path("out.csv.left-out.jsonl").read_text().splitlines()]
    assert [row["where"] for row in left_out] == ["new.jsonl:2", "new.jsonl:3"]
    assert "is not JSON" in left_out[0]["why"]
    assert "2 rows left out, with the reasons in out.csv.left-out.jsonl" in result.stderr


def test_score_removes_the_left_out_rows_of_an_earlier_run(model: Path) -> None:
    Path("new.jsonl").write_text('{"sentence": "a", "text": ""}\n')
    assert run("score", "new.jsonl", "--model", model, "-o", "out.csv").exit_code == 3
    Path("new.jsonl").write_text('{"sentence": "a", "text": "Zoe won."}\n')
    assert run("score", "new.jsonl", "--model", model, "-o", "out.csv").exit_code == 0
    assert not Path("out.csv.left-out.jsonl").exists()


@pytest.mark.parametrize("output", ["new.jsonl", "./new.jsonl", "link.jsonl"])
def test_score_writes_over_nothing_that_it_reads(model: Path, output: str) -> None:
    """Rows that were left out, and headings, would be in no file any more."""
    Path("new.jsonl").write_text('{"sentence": "a", "text": ""}\n')
    Path("link.jsonl").symlink_to("new.jsonl")
    error = run("score", "new.jsonl", "--model", model, "-o", output, fails=True).exception
    assert str(error) == f"{output} is one of the files that are read, and would be overwritten; name another output"
    Path("z.jsonl.left-out.jsonl").write_text('{"sentence": "a", "text": "Zoe won."}\n')
    error = run("score", "z.jsonl.left-out.jsonl", "--model", model, "-o", "z.jsonl", fails=True).exception
    assert str(error).startswith("z.jsonl.left-out.jsonl is one of the files that are read")


def test_score_goes_on_over_what_is_wrong_with_one_row_or_article(model: Path) -> None:
    Path("new.jsonl").write_bytes(
        b'{"sentence": "a", "text": "Zoe praised the plan."}\n'
        b'{"sentence": "b", "text": "Zo\xeb"}\n'
        b'{"sentence": "c", "text": "Zoe won.", "note": 1e999}\n'
        b'{"sentence": "d", "text": "Yan blamed the plan.", "note": 1e9}\n'
    )
    Path("articles.csv").write_text("id,text\na,Zoe won.\na,Zoe lost.\nb,Zoe slept.\n")
    result = run("score", "new.jsonl", "articles.csv", "--model", model, "-o", "out.jsonl")
    assert result.exit_code == 3
    assert [row["text"] for row in read_rows("out.jsonl", SCORES)] == [
        "Zoe praised the plan.",
        "Yan blamed the plan.",
        "Zoe won.",
        "Zoe slept.",
    ]
    why = [json.loads(line)["why"] for line in Path("out.jsonl.left-out.jsonl").read_text().splitlines()]
    assert why[0].startswith("new.jsonl:2 is not utf-8: byte 0xeb at position 29")
    assert why[1] == "new.jsonl:3 holds a number that is larger than 1.8e308, the largest possible"
    assert why[2].startswith("the article id 'a' is given twice with different text")
    assert "Infinity" not in Path("out.jsonl").read_text()


def test_an_unknown_encoding_is_a_wrong_option_and_no_bad_file(model: Path) -> None:
    Path("article.txt").write_text("Zoe won.")
    error = run("score", "article.txt", "--model", model, "--encoding", "nope", fails=True).exception
    assert str(error).startswith("no encoding is called 'nope'")


def test_a_target_of_white_space_is_none(model: Path) -> None:
    Path("new.jsonl").write_text('{"sentence": "a", "text": "Zoe praised it.", "target": "  "}\n')
    printed = json.loads(run("score", "new.jsonl", "--model", model, "--target", "Zoe").stdout)
    assert (printed["target"], printed["target_start"]) == ("Zoe", 0)


@pytest.mark.parametrize("option", ["-o", "--report"])
def test_where_nothing_can_be_written_is_told_before_anything_is_learned(model: Path, option: str) -> None:
    Path("file").write_text("")
    error = run("train", "missing.jsonl", "--question", "view", option, "file", fails=True).exception
    assert str(error) == "cannot write file: this path, or a folder on it, is a file; name another folder"


def test_a_column_of_sentences_is_no_question(labeled: Path) -> None:
    error = run("train", labeled, "--question", "text", fails=True).exception
    assert str(error) == "'text' is a column of every table of sentences, no question; --question names one"


def test_a_score_that_fails_leaves_no_file(model: Path) -> None:
    write_rows("new.jsonl", [{"sentence": "n", "text": "Zoe won.", "view": "mine"}], SENTENCES)
    error = run("score", "new.jsonl", "--model", model, "-o", "out.csv", fails=True).exception
    assert "new.jsonl:1 already has a column 'view'" in str(error)
    assert not Path("out.csv").exists()


def test_score_to_an_unknown_format_fails_before_the_work(model: Path) -> None:
    assert "ends in .jsonl, .csv, .parquet" in str(
        run("score", "x", "--model", model, "-o", "o.xml", fails=True).exception
    )


def test_score_with_a_target_named_on_the_command_line() -> None:
    gold_rows = [{**row, "target": row["article"]} for row in ROWS]
    write_rows("about.jsonl", gold_rows, LABELED)
    trained = run("train", "about.jsonl", "--question", "view")
    folder = trained.stdout.splitlines()[-1]
    assert "view: taken to be about the target, since the rows have one" in trained.stderr
    Path("article.txt").write_text("Zoe praised the plan.")
    without = run("score", "article.txt", "--model", folder, "--no-abstain")
    assert json.loads(without.stdout).get("view") is None
    assert "view: 1 sentence without a target stay empty" in without.stderr
    printed = json.loads(run("score", "article.txt", "--model", folder, "--no-abstain", "--target", "Zoe").stdout)
    assert (printed["target"], printed["view"]) == ("Zoe", "pro")


def test_models_are_listed_with_their_figures_and_trust(model: Path) -> None:
    figures = "view macro-F1 1.000 (18 sentences), tone macro-F1 1.000 (18 sentences)"
    assert [" ".join(line.split()) for line in run("models", "list").stdout.splitlines()] == [
        "model figures rows trusted",
        f"{model.name} {figures} 18 yes",
    ]
    [printed] = json.loads(run("models", "list", "--json").stdout)
    assert (printed["model"], printed["questions"], printed["rows"], printed["trusted"]) == (
        model.name,
        ["view", "tone"],
        18,
        "yes",
    )


def test_a_model_to_score_with_alone_is_listed_with_its_figures(model: Path) -> None:
    (model / "pipeline.joblib").unlink()
    [printed] = json.loads(run("models", "list", "--json").stdout)
    assert (printed["rows"], printed["trusted"]) == (18, "no")
    assert printed["figures"].startswith("view macro-F1")


def test_an_empty_shelf_says_so() -> None:
    result = run("models", "list", "--models", "nowhere")
    assert (result.stdout, result.stderr) == ("", "no model on the shelf nowhere; newsstance train makes one\n")


def test_a_broken_model_is_listed_as_such(model: Path) -> None:
    (model / "card.json").write_text("{}")
    assert "card.json is not the card of a model" in run("models", "list").stdout


def test_a_stranger_s_card_with_figures_in_words_is_listed_as_such_and_not_trusted(model: Path) -> None:
    card = json.loads((model / "card.json").read_text())
    card["questions"][0]["figures"] = {"macro_f1": "the best"}
    (model / "card.json").write_text(json.dumps(card))
    text = "question 'view': it doesn't say how many sentences it learned from"
    assert text in run("models", "list").stdout
    with pytest.raises(ModelError, match=text):
        run("models", "trust", model.name)
    [printed] = json.loads(run("models", "list", "--json").stdout)
    assert printed["trusted"] == "no"


def test_models_trust_says_what_it_is_and_that_opening_a_pipeline_runs_code(model: Path, tmp_path: Path) -> None:
    (tmp_path / "config" / "newsstance" / "trust.json").unlink()
    with pytest.raises(ModelError) as error:
        open_pipelines(model, Path("models"))
    command = str(error.value).rpartition("newsstance ")[2]
    result = run(*command.split())
    assert result.stdout.splitlines()[0].startswith(f"{model}: {model.name}, made 20")
    assert "opening it runs whatever code is in it" in result.stderr
    assert list(open_pipelines(model, Path("models"))) == ["view", "tone"]


def test_a_stranger_s_model_scores_without_being_trusted_and_its_pipeline_stays_shut(
    model: Path, tmp_path: Path
) -> None:
    (tmp_path / "config" / "newsstance" / "trust.json").unlink()
    (model / "pipeline.joblib").write_bytes(b"whatever a stranger put here")
    Path("x.txt").write_text("Zoe praised the plan.")
    assert json.loads(run("score", "x.txt", "--model", model).stdout)["view"] == "pro"


def test_a_model_of_version_0_1_scores_and_trusting_it_says_that_its_pipelines_must_be_trained_again() -> None:
    Path("x.txt").write_text("Zoe praised it. Yan blamed Zoe.")
    scored = run("score", "x.txt", "--model", MODEL_OF_VERSION_0_1, "--no-abstain")
    assert [json.loads(line)["view"] for line in scored.stdout.splitlines()] == ["pro", "con"]
    trusted = run("models", "trust", MODEL_OF_VERSION_0_1)
    assert trusted.stdout.startswith(f"{MODEL_OF_VERSION_0_1}: {MODEL_OF_VERSION_0_1.name}, made ")
    last_remark = trusted.stderr.splitlines()[-1]
    assert last_remark.startswith(f"{MODEL_OF_VERSION_0_1}: its pipelines were made by newsstance 0.1.0, and ")
    assert "train the model again to open them" in last_remark


def test_status_3_and_one_line_errors_reach_the_shell(model: Path) -> None:
    Path("new.jsonl").write_text('{"sentence": "a", "text": ""}\n')
    command = [sys.executable, "-m", "newsstance", "score", "new.jsonl", "-o", "out.csv", "--model"]
    assert subprocess.run([*command, str(model)], capture_output=True, check=False).returncode == 3
    failed = subprocess.run([*command, "nix"], capture_output=True, check=False, text=True)
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
    assert failed.stderr.startswith("newsstance: there is no model 'nix'")


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


def test_the_shelf_is_the_same_setting_for_train_and_score(labeled: Path) -> None:
    Path("newsstance.toml").write_text('models = "shelf"\n')
    folder = Path(run("train", labeled, "--question", "view").stdout.splitlines()[-1])
    assert folder.parent == Path("shelf")
    Path("x.txt").write_text("Zoe praised the plan.")
    assert run("score", "x.txt", "--model", folder.name).exit_code == 0


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
