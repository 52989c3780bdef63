"""Everything a model's evaluation says, as one table of plain values: `evaluation.json`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from exports.statistics.arrays import Flags
from training.data.examples import Examples
from training.data.splits import too_few_outlets
from training.evaluation.mistakes import mistakes
from training.evaluation.options import FORMAT, EvaluationOptions, rounded
from training.learning.probabilities import Probabilities
from training.metrics.classification import JudgedSentences, all_metrics, confusion, coverage, reliability
from training.metrics.slices import PASSAGE_SLICES, slice_figures


def assemble(
    questions: Mapping[str, Any], asked: EvaluationOptions, *, rows: int, kind: str, model: str = ""
) -> dict[str, Any]:
    """Put the questions' evaluations together."""
    told = {"format": FORMAT, "seed": asked.seed, "resamples": asked.resamples, "rows": rows, "model": model}
    return rounded({**told, "kind": kind, "questions": dict(questions)})  # type: ignore[no-any-return]


def judged_sentences(examples: Examples, groups: Sequence[int], asked: EvaluationOptions) -> JudgedSentences:
    """Gather what figures need of the examples."""
    place = {label: at for at, label in enumerate(examples.labels)}
    with_article = sum(bool(source.article) for source in examples.sources)
    return JudgedSentences(
        labels=examples.labels,
        truth=np.array([place[answer] for answer in examples.answers]),
        articles=np.unique(np.array(examples.groups, dtype=object), return_inverse=True)[1].reshape(-1),
        groups=np.array(groups),
        resampled="articles" if 2 * with_article >= len(groups) else "sentences",
        named=asked.named,
        resamples=asked.resamples,
        seed=asked.seed,
    )


def describe(
    examples: Examples, duplicates: Mapping[str, Any], told: Mapping[str, Any], asked: EvaluationOptions
) -> dict[str, Any]:
    """Say what a question's figures are about."""
    return {
        "labels": list(examples.labels),
        "never": list(examples.untrained_labels),
        "named": [label for label in asked.named if label in examples.labels],
        "about_target": examples.about_target,
        "digest": examples.digest,
        "left_out": dict(examples.left_out),
        "duplicates": dict(duplicates),
        "judged_on": dict(told),
    }


def details(examples: Examples, every: JudgedSentences, found: Probabilities, kept: Flags) -> dict[str, Any]:
    """Look closer at one set of probabilities: `kept` sentences are judged, and have probabilities."""
    judged, probabilities = every.subset(kept), found[kept]
    return {
        "confusion": confusion(judged, probabilities.argmax(axis=1)),
        "reliability": reliability(judged, probabilities),
        "coverage": coverage(judged, probabilities),
        "slices": _slices(examples, every, found, kept),
        "mistakes": mistakes(examples, found, kept),
    }


def no_details(why: str) -> dict[str, Any]:
    """Stand where there is nothing to look at closer."""
    names = ("outlet", "target", "length", "quotation", "arm")
    return {
        "confusion": {"why": why},
        "reliability": [],
        "coverage": [],
        "slices": {name: {"why": why} for name in names},
        "mistakes": [],
    }


def _slices(examples: Examples, every: JudgedSentences, found: Probabilities, kept: Flags) -> dict[str, Any]:
    judged, said = every.subset(kept), found[kept].argmax(axis=1)
    places = np.flatnonzero(kept)
    sources = [examples.sources[at] for at in places]
    of_passages = {
        name: slice_figures(judged, said, [of(examples.passages[at]) for at in places]) for name, of in PASSAGE_SLICES.items()
    }
    return {
        "outlet": slice_figures(judged, said, [source.outlet for source in sources], too_few_outlets(sources)),
        "target": slice_figures(judged, said, [source.target for source in sources], _why_target(sources)),
        **of_passages,
        "arm": _by_arm(examples, every, found),
    }


def _by_arm(examples: Examples, every: JudgedSentences, found: Probabilities) -> Any:  # noqa: ANN401 - slices
    """Compare arms over all sentences with probabilities: those judged are often of one arm only."""
    known: Flags = np.isfinite(found.sum(axis=1))
    arms = ["audit" if source.audit else source.arm for source, one in zip(examples.sources, known, strict=True) if one]
    return slice_figures(every.subset(known), found[known].argmax(axis=1), arms, "" if any(arms) else "no row names its arm")


def _why_target(sources: Sequence[Any]) -> str:
    named = {source.target for source in sources}
    if named == {""}:
        return "no sentence names its target"
    return f"all sentences are about {next(iter(named))}" if len(named) == 1 else ""


def split_figures(judged: JudgedSentences, found: Probabilities, kept: Flags, folds: int, how: str) -> dict[str, Any]:
    """Give a split's figures, or say that none of the sentences to judge by is in it."""
    if not kept.any():
        return {"why": "none of the sentences judged by can be judged in this split"}
    return {**all_metrics(judged.subset(kept), found[kept]), "folds": folds, "how": how}
