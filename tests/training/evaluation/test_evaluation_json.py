"""Real evaluations have the keys and types that their typed dictionaries describe, and no other."""

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from annotation.tables.schema import Row
from training.data.annotator_answers import AnnotatorAnswer
from training.data.examples import make_examples
from training.evaluation.compare import compare_models
from training.evaluation.cross_validation import cross_validate
from training.evaluation.evaluation_json import Comparison, Evaluation, QuestionEvaluation
from training.evaluation.held_out import evaluate_held_out
from training.evaluation.options import EvaluationOptions
from training.persistence.load import open_model
from training.persistence.store import save
from training.train import train_models

VERBS = (("praised the plan", "pro"), ("blamed the plan", "con"), ("met on a monday", "odd"))


def rows(articles: range) -> list[Row]:
    """Three sentences an article, with all that figures are sliced by."""
    return [
        Row(
            {
                "sentence": f"s{article}-{number}",
                "text": f"Person{article} {verb}.",
                "article": f"a{article}",
                "outlet": f"paper{article % 3}",
                "published": f"2026-01-{1 + article % 28:02}",
                "arm": "prelabeled" if article % 2 else "blind",
                "view": "odd" if article % 5 == 0 else label,
            },
            f"gold.csv:{number}",
        )
        for article in articles
        for number, (verb, label) in enumerate(VERBS)
    ]


def answers(labeled: list[Row]) -> list[AnnotatorAnswer]:
    return [AnnotatorAnswer(row["sentence"], "", name, row["view"]) for row in labeled for name in ("ann", "bo", "cy")]


def departures(value: Any, kind: Any, path: str) -> Iterator[str]:
    """Name what a value has that its type doesn't allow, or lacks."""
    if is_typeddict(kind):
        yield from dictionary_departures(value, kind, path)
    elif get_origin(kind) in (Union, UnionType):
        options = [list(departures(value, option, path)) for option in get_args(kind)]
        yield from min(options, key=len)
    elif get_origin(kind) in (list, dict):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for key, member in members:
            yield from departures(member, get_args(kind)[-1], f"{path}.{key}")
    elif type(value) not in ((int, float) if kind is float else (kind,)):
        yield f"{path} is {type(value).__name__}, not {kind.__name__}"


def dictionary_departures(value: Any, kind: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is {type(value).__name__}, no dictionary"
        return
    yield from (f"{path}.{key} is missing" for key in kind.__required_keys__ - value.keys())
    hints = get_type_hints(kind)
    for key, member in value.items():
        if key in hints:
            yield from departures(member, hints[key], f"{path}.{key}")
        else:
            yield f"{path}.{key} is not described"


@pytest.fixture
def every_option() -> EvaluationOptions:
    return EvaluationOptions(resamples=100, named_labels=("pro", "con"), answers={"view": answers(rows(range(60)))})


def test_an_evaluation_in_training_is_as_described(every_option: EvaluationOptions) -> None:
    evaluation = train_models(rows(range(60)), ["view"], options=every_option).evaluation
    assert list(departures(evaluation, Evaluation, "evaluation")) == []
    assert set(evaluation["questions"]["view"]) == set(QuestionEvaluation.__required_keys__)


def test_an_evaluation_without_figures_is_as_described() -> None:
    examples = make_examples(rows(range(1, 2)), "view", None)
    evaluation = cross_validate(examples, EvaluationOptions(resamples=100)).summary
    assert "why" in evaluation["splits"]["article"]
    assert list(departures(evaluation, QuestionEvaluation, "question")) == []


def test_evaluations_and_comparisons_by_new_sentences_are_as_described(
    tmp_path: Path, every_option: EvaluationOptions
) -> None:
    options = EvaluationOptions(resamples=100)
    first, second = (
        open_model(save(train_models(rows(articles), ["view"], options=options), tmp_path)[0], tmp_path)
        for articles in (range(20), range(20, 40))
    )
    with_previous = EvaluationOptions(resamples=100, answers=every_option.answers, previous=second)
    evaluation = evaluate_held_out(first, rows(range(40, 60)), None, with_previous).evaluation
    assert evaluation["questions"]["view"]["baselines"]["previous"]["model"] == second.card.id
    assert list(departures(evaluation, Evaluation, "evaluation")) == []
    comparison = compare_models(first, second, rows(range(40, 60)), None, options)
    assert list(departures(comparison, Comparison, "comparison")) == []


def test_a_key_too_many_too_few_or_of_another_type_is_noticed() -> None:
    comparison = {"format": 1, "seed": 0, "resamples": 100.5, "rows": 3, "a": "m", "questions": {}, "c": "n"}
    assert sorted(departures(comparison, Comparison, "comparison")) == [
        "comparison.b is missing",
        "comparison.c is not described",
        "comparison.resamples is float, not int",
    ]
