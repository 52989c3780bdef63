"""One question's evaluation on the data it is learned from: every split, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import baselines, curve, out_of_fold, splits
from training.counts import Counts
from training.dataset import Examples
from training.evaluation import Asked, closer, judged_by, nothing, previous, split_or_why, start
from training.figures import Judged
from training.groups import joined
from training.judged import judged_on
from training.model import Chances
from training.out_of_fold import Found
from training.splits import Fold, Split, Why

HEADLINE = "article"


@dataclass(frozen=True)
class CrossValidated:
    """A question's evaluation, and what a model's temperature and threshold are decided by."""

    told: dict[str, Any]
    raw: Chances | None  # by article, as learned; None: see `why`
    trusted: NDArray[np.bool_]  # sentences whose labels may judge
    folds: int
    why: str = ""


@dataclass(frozen=True)
class _Work:
    """All folds of a question, learned at once."""

    examples: Examples
    groups: tuple[int, ...]
    every: Judged
    trusted: NDArray[np.bool_]
    asked: Asked
    splits: dict[str, Split | Why]
    shares: dict[float, list[Fold]]
    parts: dict[str | float, list[Chances]]


def cross_validated(examples: Examples, asked: Asked) -> CrossValidated:
    """Evaluate how well a question can be learned."""
    together = joined([passage.text for passage in examples.passages], examples.groups)
    trusted, told = judged_on(examples.sources, together.groups)
    work = _worked(examples, together.groups, trusted, asked)
    about = start(examples, together.duplicates, told, asked)
    chances = {
        name: out_of_fold.found(examples, split, work.parts[name], trusted)
        for name, split in work.splits.items()
        if isinstance(split, Split)
    }
    about["splits"] = {name: _split(work, name, split, chances) for name, split in work.splits.items()}
    headline = work.splits[HEADLINE]
    if isinstance(headline, Why):
        return CrossValidated({**about, **_nothing(headline.why)}, None, trusted, 0, headline.why)
    found = chances[HEADLINE]
    return CrossValidated({**about, **_headline(work, headline, found)}, found.raw, trusted, len(headline.folds))


def _worked(examples: Examples, groups: tuple[int, ...], trusted: NDArray[np.bool_], asked: Asked) -> _Work:
    answers, sources = examples.answers, examples.sources
    made: dict[str, Split | Why] = {
        HEADLINE: splits.by_article(answers, groups, asked.seed),
        "outlet": splits.by_outlet(answers, groups, sources),
        "time": splits.by_time(answers, groups, sources),
        "shuffled": splits.shuffled(answers, asked.seed),
    }
    headline = made[HEADLINE]
    shares = curve.smaller(examples, np.array(groups), headline, asked.seed) if isinstance(headline, Split) else {}
    jobs = dict(_jobs(made, shares))
    every = judged_by(examples, groups, asked)
    parts = _learned(examples, jobs, asked.seed)
    return _Work(examples, groups, every, trusted, asked, made, shares, parts)


def _jobs(made: dict[str, Split | Why], shares: dict[float, list[Fold]]) -> Iterator[tuple[str | float, list[Fold]]]:
    for name, split in made.items():
        if isinstance(split, Split):
            yield name, list(split.folds)
    yield from shares.items()


def _learned(examples: Examples, jobs: dict[str | float, list[Fold]], seed: int) -> dict[str | float, list[Chances]]:
    """Learn all folds of all splits in one go, so that no core waits between them."""
    if not jobs:
        return {}
    counts = Counts(examples.passages, about_target=examples.about_target)
    done = iter(out_of_fold.learned(counts, examples, [fold for folds in jobs.values() for fold in folds], seed))
    return {name: [next(done) for _ in folds] for name, folds in jobs.items()}


def _split(work: _Work, name: str, split: Split | Why, chances: dict[str, Found]) -> dict[str, Any]:
    if isinstance(split, Why):
        return {"why": split.why}
    found = chances[name]
    return split_or_why(work.every, found.honest, found.judged & work.trusted, len(split.folds), split.how)


def _headline(work: _Work, split: Split, found: Found) -> dict[str, Any]:
    kept = found.judged & work.trusted
    points = list(_points(work, split, found, kept))
    return {
        "baselines": _baselines(work, split, found, kept),
        **closer(work.examples, work.every, found.honest, kept),
        "learning_curve": points,
        "learning": curve.learning(points),
    }


def _points(work: _Work, split: Split, found: Found, kept: NDArray[np.bool_]) -> Iterator[dict[str, Any]]:
    judged = work.every.some(kept)
    for share, folds in work.shares.items():
        said = curve.pooled(folds, work.parts[share], len(kept))[kept]
        yield curve.point(judged, work.examples, share, folds, said)
    yield curve.point(judged, work.examples, 1.0, split.folds, found.raw[kept].argmax(axis=1))


def _baselines(work: _Work, split: Split, found: Found, kept: NDArray[np.bool_]) -> dict[str, Any]:
    examples, judged = work.examples, work.every.some(kept)
    label = baselines.common(examples.answers, examples.labels)
    places = np.flatnonzero(kept).tolist()
    answers = work.asked.answers.get(examples.question, ()) if work.asked.answers is not None else None
    return {
        "majority": baselines.baseline(judged, baselines.majority(examples, split), kept, label=label),
        "outlet": baselines.baseline(judged, baselines.outlet_only(examples, split), kept),
        "previous": previous(examples, work.every, kept, found.honest, work.asked),
        "ceiling": baselines.ceiling(examples, judged, places, answers),
    }


def _nothing(why: str) -> dict[str, Any]:
    names = ("majority", "outlet", "previous", "ceiling")
    told = {"baselines": {name: {"why": why} for name in names}, **nothing(why)}
    return {**told, "learning_curve": [], "learning": f"can't be said: {why}"}
