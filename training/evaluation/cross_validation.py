"""One question's evaluation on the data it is learned from: every split, side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from exports.statistics.arrays import Flags
from training.data import splits
from training.data.examples import Examples
from training.data.groups import join_groups
from training.data.splits import Fold, NoSplit, Split
from training.evaluation.evaluation_json import Baselines, QuestionEvaluation
from training.evaluation.judging_set import judging_set
from training.evaluation.options import EvaluationOptions
from training.evaluation.previous_model import judge_previous
from training.evaluation.report import describe, details, judged_sentences, no_details, split_figures
from training.features.registry import FeatureSelection
from training.features.topics import find_topics
from training.learning import out_of_fold
from training.learning.design_matrix import DesignMatrix
from training.learning.fit import Blend
from training.learning.out_of_fold import FoldProbabilities
from training.learning.probabilities import Probabilities
from training.metrics import baselines
from training.metrics import learning_curve as curve
from training.metrics.human_ceiling import human_ceiling
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import LearningCurvePoint, Metrics

HEADLINE: Final = "article"  # the split whose figures stand for the model


@dataclass(frozen=True)
class CrossValidation:
    """A question's evaluation, and what a model's temperature and threshold are decided by."""

    summary: QuestionEvaluation
    splits: Mapping[str, FoldProbabilities]  # by the split's name; empty where there is no article split, see `why`
    trusted: Flags  # shape (sentences,): whether the sentence's label may judge a model
    folds: int
    blend: Blend
    why: str = ""


@dataclass(frozen=True)
class _LearnedFolds:
    """A question's examples, and the probabilities from all folds of all its splits, which are learned at once."""

    examples: Examples
    all_sentences: JudgedSentences
    trusted: Flags
    options: EvaluationOptions
    splits: dict[str, Split | NoSplit]
    training_sets: dict[float, list[Fold]]  # of the learning curve, by the share of the articles learned from
    parts: dict[str | float, list[Probabilities]]  # by split or share, one array per fold
    blend: Blend


def select_features(examples: Examples, options: EvaluationOptions) -> FeatureSelection:
    """Select the features that a question's model uses."""
    return FeatureSelection(examples.about_target, find_topics(examples.passages), options.learning.without)


def cross_validate(examples: Examples, options: EvaluationOptions) -> CrossValidation:
    """Evaluate how well a question can be learned from its examples."""
    groups = join_groups([passage.text for passage in examples.passages], examples.groups)
    trusted, judged_on = judging_set(examples.sources, groups.groups)
    learned = _learn_all(examples, groups.groups, trusted, options)
    description = describe(examples, groups.duplicates, judged_on, options)
    probabilities: dict[str, FoldProbabilities] = {}
    figures: dict[str, Metrics] = {}
    for name, split in learned.splits.items():
        if isinstance(split, NoSplit):
            figures[name] = {"why": split.reason}
        else:
            probabilities[name] = out_of_fold.gather(examples, split, learned.parts[name], trusted)
            figures[name] = _figures(learned, split, probabilities[name])
    headline = learned.splits[HEADLINE]
    if isinstance(headline, NoSplit):
        without_figures: QuestionEvaluation = {
            **description,
            "splits": figures,
            "baselines": _no_baselines(headline.reason),
            **no_details(headline.reason),
            "learning_curve": [],
            "learning": f"can't be said: {headline.reason}",
        }
        return CrossValidation(without_figures, {}, trusted, 0, learned.blend, headline.reason)
    headline_probabilities = probabilities[HEADLINE]
    selected = headline_probabilities.judged & trusted
    points = list(_curve_points(learned, headline, headline_probabilities, selected))
    summary: QuestionEvaluation = {
        **description,
        "splits": figures,
        "baselines": _baselines(learned, headline, headline_probabilities, selected),
        **details(examples, learned.all_sentences, headline_probabilities.calibrated, selected),
        "learning_curve": points,
        "learning": curve.learning_verdict(points),
    }
    return CrossValidation(summary, probabilities, trusted, len(headline.folds), learned.blend)


def _learn_all(
    examples: Examples, groups: tuple[int, ...], trusted: Flags, options: EvaluationOptions
) -> _LearnedFolds:
    """Split the examples in every way, and learn all folds."""
    answers, sources = examples.answers, examples.sources
    question_splits: dict[str, Split | NoSplit] = {
        HEADLINE: splits.article_split(answers, groups, options.seed),
        "outlet": splits.outlet_split(answers, groups, sources),
        "time": splits.time_split(answers, groups, sources),
        "shuffled": splits.shuffled_split(answers, options.seed),
    }
    headline = question_splits[HEADLINE]
    training_sets = (
        curve.smaller_training_sets(examples, np.array(groups), headline, options.seed)
        if isinstance(headline, Split)
        else {}
    )
    jobs = dict(_fold_jobs(question_splits, training_sets))
    parts, blend = _learn_folds(examples, headline, jobs, trusted, options)
    all_sentences = judged_sentences(examples, groups, options)
    return _LearnedFolds(examples, all_sentences, trusted, options, question_splits, training_sets, parts, blend)


def _fold_jobs(
    question_splits: Mapping[str, Split | NoSplit], training_sets: Mapping[float, list[Fold]]
) -> Iterator[tuple[str | float, list[Fold]]]:
    """Give the folds of every split but the headline's, and those of the learning curve."""
    for name, split in question_splits.items():
        if isinstance(split, Split) and name != HEADLINE:
            yield name, list(split.folds)
    yield from training_sets.items()


def _learn_folds(
    examples: Examples,
    headline: Split | NoSplit,
    jobs: Mapping[str | float, list[Fold]],
    trusted: Flags,
    options: EvaluationOptions,
) -> tuple[dict[str | float, list[Probabilities]], Blend]:
    """Learn all folds of all splits; how a model is put together is decided by the article split alone.

    The other splits use that blend as it is: it consists of one or two numbers, which all sentences decided.
    """
    encoder = options.learning.encoder
    blend = Blend(factors=(0.5, 0.5) if encoder else (1.0,))
    if not jobs and isinstance(headline, NoSplit):
        return {}, blend
    matrix = DesignMatrix(examples.passages, select_features(examples, options), encoder)
    parts: dict[str | float, list[Probabilities]] = {}
    if isinstance(headline, Split):
        tried = out_of_fold.try_strengths(matrix, examples, headline, options.seed, trusted)
        parts[HEADLINE], blend = tried.parts, tried.blend
    all_folds = [fold for folds in jobs.values() for fold in folds]
    fold_probabilities = iter(out_of_fold.fit_folds(matrix, examples, all_folds, options.seed, blend))
    return parts | {name: [next(fold_probabilities) for _ in folds] for name, folds in jobs.items()}, blend


def _figures(learned: _LearnedFolds, split: Split, probabilities: FoldProbabilities) -> Metrics:
    selected = probabilities.judged & learned.trusted
    return split_figures(learned.all_sentences, probabilities.calibrated, selected, len(split.folds), split.description)


def _curve_points(
    learned: _LearnedFolds, split: Split, probabilities: FoldProbabilities, selected: Flags
) -> Iterator[LearningCurvePoint]:
    """Give the points of the learning curve; the last one is the model learned from all articles."""
    judged = learned.all_sentences.subset(selected)
    for share, folds in learned.training_sets.items():
        predicted = curve.pool_folds(folds, learned.parts[share], len(selected))[selected]
        yield curve.curve_point(judged, learned.examples, share, folds, predicted)
    yield curve.curve_point(judged, learned.examples, 1.0, split.folds, probabilities.raw[selected].argmax(axis=1))


def _baselines(learned: _LearnedFolds, split: Split, probabilities: FoldProbabilities, selected: Flags) -> Baselines:
    examples, options, judged = learned.examples, learned.options, learned.all_sentences.subset(selected)
    most_frequent = baselines.most_frequent_label(examples.answers, examples.labels)
    majority = baselines.majority_baseline(examples, split)
    answers = options.answers.get(examples.question, ()) if options.answers is not None else None
    return {
        "majority": baselines.baseline_figures(judged, majority, selected, most_frequent),
        "outlet": baselines.baseline_figures(judged, baselines.outlet_baseline(examples, split), selected),
        "previous": judge_previous(examples, learned.all_sentences, selected, probabilities.calibrated, options),
        "ceiling": human_ceiling(examples, judged, np.flatnonzero(selected).tolist(), answers),
    }


def _no_baselines(why: str) -> Baselines:
    return {"majority": {"why": why}, "outlet": {"why": why}, "previous": {"why": why}, "ceiling": {"why": why}}
