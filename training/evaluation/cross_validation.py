"""One question's evaluation on the data it is learned from: every split, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from exports.statistics.arrays import Flags
from training.data import splits
from training.data.examples import Examples
from training.data.groups import join_groups
from training.data.splits import Fold, NoSplit, Split
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
from training.metrics.classification import JudgedSentences
from training.metrics.human_ceiling import human_ceiling

HEADLINE = "article"


@dataclass(frozen=True)
class CrossValidation:
    """A question's evaluation, and what a model's temperature and threshold are decided by."""

    summary: dict[str, Any]
    raw: Probabilities | None  # by article, as learned; None: see `why`
    trusted: Flags  # sentences whose labels may judge
    folds: int
    blend: Blend
    why: str = ""


@dataclass(frozen=True)
class _Work:
    """All folds of a question, learned at once."""

    examples: Examples
    groups: tuple[int, ...]
    every: JudgedSentences
    trusted: Flags
    asked: EvaluationOptions
    splits: dict[str, Split | NoSplit]
    shares: dict[float, list[Fold]]
    parts: dict[str | float, list[Probabilities]]
    blend: Blend


def select_features(examples: Examples, asked: EvaluationOptions) -> FeatureSelection:
    """Say which features a question needs."""
    return FeatureSelection(examples.about_target, find_topics(examples.passages), asked.how.without)


def cross_validate(examples: Examples, asked: EvaluationOptions) -> CrossValidation:
    """Evaluate how well a question can be learned."""
    together = join_groups([passage.text for passage in examples.passages], examples.groups)
    trusted, told = judging_set(examples.sources, together.groups)
    work = _worked(examples, together.groups, trusted, asked)
    about = describe(examples, together.duplicates, told, asked)
    probabilities = {
        name: out_of_fold.gather(examples, split, work.parts[name], trusted)
        for name, split in work.splits.items()
        if isinstance(split, Split)
    }
    about["splits"] = {name: _split(work, name, split, probabilities) for name, split in work.splits.items()}
    headline = work.splits[HEADLINE]
    if isinstance(headline, NoSplit):
        return CrossValidation({**about, **_nothing(headline.reason)}, None, trusted, 0, work.blend, headline.reason)
    found = probabilities[HEADLINE]
    told = {**about, **_headline(work, headline, found)}
    return CrossValidation(told, found.raw, trusted, len(headline.folds), work.blend)


def _worked(examples: Examples, groups: tuple[int, ...], trusted: Flags, asked: EvaluationOptions) -> _Work:
    answers, sources = examples.answers, examples.sources
    made: dict[str, Split | NoSplit] = {
        HEADLINE: splits.by_article(answers, groups, asked.seed),
        "outlet": splits.by_outlet(answers, groups, sources),
        "time": splits.by_time(answers, groups, sources),
        "shuffled": splits.shuffled_split(answers, asked.seed),
    }
    headline = made[HEADLINE]
    shares = (
        curve.smaller_training_sets(examples, np.array(groups), headline, asked.seed)
        if isinstance(headline, Split)
        else {}
    )
    jobs = dict(_jobs(made, shares))
    every = judged_sentences(examples, groups, asked)
    parts, blend = _learned(examples, headline, jobs, trusted, asked)
    return _Work(examples, groups, every, trusted, asked, made, shares, parts, blend)


def _jobs(
    made: dict[str, Split | NoSplit], shares: dict[float, list[Fold]]
) -> Iterator[tuple[str | float, list[Fold]]]:
    for name, split in made.items():
        if isinstance(split, Split) and name != HEADLINE:
            yield name, list(split.folds)
    yield from shares.items()


def _learned(
    examples: Examples,
    headline: Split | NoSplit,
    jobs: dict[str | float, list[Fold]],
    trusted: Flags,
    asked: EvaluationOptions,
) -> tuple[dict[str | float, list[Probabilities]], Blend]:
    """Learn all folds of all splits; how a model is put together is decided by the article split alone.

    The other splits take that over as it is: one or two numbers, for which all sentences had a say.
    """
    if not jobs and isinstance(headline, NoSplit):
        return {}, Blend(factors=(0.5, 0.5) if asked.how.encoder else (1.0,))
    material = DesignMatrix(examples.passages, select_features(examples, asked), asked.how.encoder)
    parts: dict[str | float, list[Probabilities]] = {}
    blend = Blend(factors=(0.5, 0.5) if asked.how.encoder else (1.0,))
    if isinstance(headline, Split):
        tried = out_of_fold.try_strengths(material, examples, headline, asked.seed, trusted)
        parts[HEADLINE], blend = tried.parts, tried.blend
    folds = [fold for folds in jobs.values() for fold in folds]
    done = iter(out_of_fold.fit_folds(material, examples, folds, asked.seed, blend))
    return parts | {name: [next(done) for _ in folds] for name, folds in jobs.items()}, blend


def _split(
    work: _Work, name: str, split: Split | NoSplit, probabilities: dict[str, FoldProbabilities]
) -> dict[str, Any]:
    if isinstance(split, NoSplit):
        return {"why": split.reason}
    found = probabilities[name]
    return split_figures(work.every, found.honest, found.judged & work.trusted, len(split.folds), split.description)


def _headline(work: _Work, split: Split, found: FoldProbabilities) -> dict[str, Any]:
    kept = found.judged & work.trusted
    points = list(_points(work, split, found, kept))
    return {
        "baselines": _baselines(work, split, found, kept),
        **details(work.examples, work.every, found.honest, kept),
        "learning_curve": points,
        "learning": curve.learning(points),
    }


def _points(work: _Work, split: Split, found: FoldProbabilities, kept: Flags) -> Iterator[dict[str, Any]]:
    judged = work.every.subset(kept)
    for share, folds in work.shares.items():
        said = curve.pool_folds(folds, work.parts[share], len(kept))[kept]
        yield curve.curve_point(judged, work.examples, share, folds, said)
    yield curve.curve_point(judged, work.examples, 1.0, split.folds, found.raw[kept].argmax(axis=1))


def _baselines(work: _Work, split: Split, found: FoldProbabilities, kept: Flags) -> dict[str, Any]:
    examples, judged = work.examples, work.every.subset(kept)
    label = baselines.most_frequent_label(examples.answers, examples.labels)
    places = np.flatnonzero(kept).tolist()
    answers = work.asked.answers.get(examples.question, ()) if work.asked.answers is not None else None
    return {
        "majority": baselines.baseline_figures(judged, baselines.majority_baseline(examples, split), kept, label=label),
        "outlet": baselines.baseline_figures(judged, baselines.outlet_baseline(examples, split), kept),
        "previous": judge_previous(examples, work.every, kept, found.honest, work.asked),
        "ceiling": human_ceiling(examples, judged, places, answers),
    }


def _nothing(why: str) -> dict[str, Any]:
    names = ("majority", "outlet", "previous", "ceiling")
    told = {"baselines": {name: {"why": why} for name in names}, **no_details(why)}
    return {**told, "learning_curve": [], "learning": f"can't be said: {why}"}
