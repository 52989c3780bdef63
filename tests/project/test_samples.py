"""The sample study fits its articles and the default codebook."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from annotation.articles.articles import read_articles
from annotation.articles.sentences import split_article
from annotation.codebook.codebook import Codebook, read_codebook
from exports.agreement.agreement import agreements

CONFIGS = Path(__file__).parents[2] / "configs"
SAMPLES = CONFIGS / "samples"
ANNOTATORS = ("ann", "bob", "cleo")
NO_ANSWER = {"article", "text", "annotator", "evidence", "comment", "seconds"}

Answer = dict[str, Any]


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    return [json.loads(line) for line in (SAMPLES / "answers.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def given(answers: list[Answer]) -> list[Answer]:
    return [answer for answer in answers if not answer.get("skipped")]


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(CONFIGS / "stance_sourcing.toml")


@pytest.fixture(scope="module")
def sentences() -> list[dict[str, Any]]:
    articles = read_articles([SAMPLES / "articles"])
    return [row for article in articles for row in split_article(article) if row["kind"] == "sentence"]


def test_every_sentence_is_answered_or_skipped_once_by_each_annotator(
    answers: list[Answer], sentences: list[dict[str, Any]]
) -> None:
    """No text stands twice in its article, so article and text name a sentence."""
    wanted = Counter((row["article"], row["text"], name) for row in sentences for name in ANNOTATORS)
    assert Counter((answer["article"], answer["text"], answer["annotator"]) for answer in answers) == wanted
    assert set(wanted.values()) == {1}


def test_there_are_twelve_articles_over_four_outlets_and_three_targets(sentences: list[dict[str, Any]]) -> None:
    assert {column: len({row[column] for row in sentences}) for column in ("article", "outlet", "target")} == {
        "article": 12,
        "outlet": 4,
        "target": 3,
    }


def test_every_article_says_that_it_is_fictional() -> None:
    files = [path for folder in ("articles", "new") for path in (SAMPLES / folder).rglob("*.*")]
    assert len(files) == 13
    assert [path for path in files if "\nnote: fictional\n" not in path.read_text(encoding="utf-8")] == []


def test_every_label_is_in_the_codebook(given: list[Answer], codebook: Codebook) -> None:
    labels = {question.name: question.label_names for question in codebook.questions if question.kind == "choice"}
    found = {(question, answer[question]) for answer in given for question in answer.keys() - NO_ANSWER}
    assert {(question, label) for question, label in found if label not in labels.get(question, ())} == set()


def test_every_question_is_answered_exactly_where_it_is_asked(given: list[Answer], codebook: Codebook) -> None:
    for question in codebook.questions:
        if question.kind == "choice":
            asked = question.only_if
            wanted = [asked is None or answer[asked.question] in asked.labels for answer in given]
            assert [question.name in answer for answer in given] == wanted, question.name


def test_a_skipped_sentence_has_no_answer(answers: list[Answer]) -> None:
    skipped = [answer.keys() for answer in answers if answer.get("skipped")]
    assert skipped == [{"article", "text", "annotator", "skipped", "seconds"}] * 2


def test_spans_lie_within_the_text_on_whole_words(given: list[Answer], codebook: Codebook) -> None:
    labels = codebook.question("evidence").label_names
    spans = [(answer["text"], *span) for answer in given for span in answer.get("evidence", [])]
    assert len(spans) > 200
    for text, start, end, label in spans:
        assert label in labels
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        around = (text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1])
        assert not any(len(pair) == 2 and pair.isalnum() for pair in around), text[start:end]


def test_the_annotators_agree_about_as_well_as_people_do(given: list[Answer], codebook: Codebook) -> None:
    """The figures of the samples' README."""
    table = pd.DataFrame(
        {"sentence": f"{answer['article']} {answer['text']}", "annotator": answer["annotator"], "question": q.name}
        | {"label": answer[q.name]}
        for answer in given
        for q in codebook.questions
        if q.name in answer
    )
    found = {a.question: (a.alpha.value, a.sentences, a.annotators) for a in agreements(table, codebook)}
    rounded = {question: (round(alpha or 0, 2), n, who) for question, (alpha, n, who) in found.items()}
    assert rounded == {
        "stance": (0.69, 139, 3),
        "holder": (0.93, 57, 3),
        "sourcing": (0.79, 139, 3),
        "bias": (0.50, 139, 3),
    }


def test_ann_is_the_careful_one_and_cleo_the_hurried_one(answers: list[Answer]) -> None:
    seconds = {name: sum(a["seconds"] for a in answers if a["annotator"] == name) for name in ANNOTATORS}
    assert all(seconds[slower] > seconds[faster] for slower, faster in pairwise(ANNOTATORS))
