"""Everything an evaluation says, put together from its figures: the content of `evaluation.json`."""

from collections.abc import Mapping, Sequence

import numpy as np

from exports.statistics.arrays import Flags
from training.data.examples import Examples, Source
from training.data.groups import DuplicateCounts
from training.data.splits import too_few_outlets
from training.evaluation.evaluation_json import (
    Evaluation,
    JudgedOn,
    QuestionDescription,
    QuestionDetails,
    QuestionEvaluation,
)
from training.evaluation.mistakes import mistakes
from training.evaluation.options import FORMAT, EvaluationOptions, rounded
from training.learning.probabilities import Probabilities
from training.metrics.article_shares import article_shares
from training.metrics.classification import all_metrics, confusion
from training.metrics.confidence import coverage, reliability
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import ArticleShares, Metrics, Slices
from training.metrics.slices import PASSAGE_SLICES, naming_slice, slice_figures


def assemble(
    questions: Mapping[str, QuestionEvaluation], options: EvaluationOptions, *, rows: int, kind: str, model: str = ""
) -> Evaluation:
    """Put the evaluations of all questions together, with every number rounded."""
    evaluation: Evaluation = {
        "format": FORMAT,
        "seed": options.seed,
        "resamples": options.resamples,
        "rows": rows,
        "model": model,
        "kind": kind,
        "questions": dict(questions),
    }
    return rounded(evaluation)


def judged_sentences(examples: Examples, groups: Sequence[int], options: EvaluationOptions) -> JudgedSentences:
    """Gather what figures need of the examples."""
    columns = {label: column for column, label in enumerate(examples.labels)}
    with_article = sum(bool(source.article) for source in examples.sources)
    return JudgedSentences(
        labels=examples.labels,
        truth=np.array([columns[answer] for answer in examples.answers]),
        articles=np.unique(np.array(examples.groups, dtype=object), return_inverse=True)[1].reshape(-1),
        groups=np.array(groups),
        resampled="articles" if 2 * with_article >= len(groups) else "sentences",
        named_labels=options.named_labels,
        resamples=options.resamples,
        seed=options.seed,
    )


def describe(
    examples: Examples, duplicates: DuplicateCounts, judged_on: JudgedOn, options: EvaluationOptions
) -> QuestionDescription:
    """Say what a question's figures are about."""
    return {
        "labels": list(examples.labels),
        "never": list(examples.untrained_labels),
        "named": [label for label in options.named_labels if label in examples.labels],
        "about_target": examples.about_target,
        "digest": examples.digest,
        "left_out": dict(examples.left_out),
        "duplicates": duplicates,
        "judged_on": judged_on,
    }


def details(
    examples: Examples, all_sentences: JudgedSentences, probabilities: Probabilities, selected: Flags
) -> QuestionDetails:
    """Look closer at the answers to one question.

    Args:
        examples: all sentences.
        all_sentences: the same with what figures need of them.
        probabilities: shape (sentences, labels), with NaN for sentences that were not judged.
        selected: shape (sentences,), which sentences are judged.
    """
    judged, judged_probabilities = all_sentences.subset(selected), probabilities[selected]
    return {
        "confusion": confusion(judged, judged_probabilities.argmax(axis=1)),
        "reliability": reliability(judged, judged_probabilities),
        "coverage": coverage(judged, judged_probabilities),
        "slices": _slices(examples, all_sentences, probabilities, selected),
        "article_shares": _article_shares(examples, judged, judged_probabilities, selected),
        "mistakes": mistakes(examples, probabilities, selected),
    }


def no_details(why: str) -> QuestionDetails:
    """Give the details of a question without figures: the reason why there are none."""
    names = ("outlet", "target", "naming", "length", "quotation", "arm")
    return {
        "confusion": {"why": why},
        "reliability": [],
        "coverage": [],
        "slices": {name: {"why": why} for name in names},
        "article_shares": {"why": why},
        "mistakes": [],
    }


def _slices(
    examples: Examples, all_sentences: JudgedSentences, probabilities: Probabilities, selected: Flags
) -> dict[str, Slices]:
    judged, predicted = all_sentences.subset(selected), probabilities[selected].argmax(axis=1)
    positions = np.flatnonzero(selected)
    sources = [examples.sources[position] for position in positions]
    by_passage = {
        name: slice_figures(judged, predicted, [slice_of(examples.passages[position]) for position in positions])
        for name, slice_of in PASSAGE_SLICES.items()
    }
    outlets, targets = [source.outlet for source in sources], [source.target for source in sources]
    naming = [naming_slice(examples.passages[position]) for position in positions]
    without_target = "" if examples.about_target else "the question is not about a target"
    return {
        "outlet": slice_figures(judged, predicted, outlets, too_few_outlets(sources)),
        "target": slice_figures(judged, predicted, targets, _too_few_targets(sources)),
        "naming": slice_figures(judged, predicted, naming, without_target),
        **by_passage,
        "arm": _arm_slices(examples, all_sentences, probabilities),
    }


def _article_shares(
    examples: Examples, judged: JudgedSentences, probabilities: Probabilities, selected: Flags
) -> ArticleShares:
    """Compare the labels' shares by article, where the sentences judged are whole articles."""
    if not examples.whole_articles or not selected.all():
        return {"why": "the sentences judged are not whole articles, or have no positions that would show it"}
    return article_shares(judged, probabilities, [source.target for source in examples.sources])


def _arm_slices(examples: Examples, all_sentences: JudgedSentences, probabilities: Probabilities) -> Slices:
    """Compare the arms over all sentences with probabilities: those judged are often of one arm only."""
    answered: Flags = np.isfinite(probabilities.sum(axis=1))
    sources = [examples.sources[position] for position in np.flatnonzero(answered)]
    arms = ["audit" if source.audit else source.arm for source in sources]
    why = "" if any(arms) else "no row names its arm"
    return slice_figures(all_sentences.subset(answered), probabilities[answered].argmax(axis=1), arms, why)


def _too_few_targets(sources: Sequence[Source]) -> str:
    """Say why sentences can't be divided by their targets; empty where they can."""
    targets = {source.target for source in sources}
    if targets == {""}:
        return "no sentence names its target"
    return f"all sentences are about {next(iter(targets))}" if len(targets) == 1 else ""


def split_figures(
    all_sentences: JudgedSentences, probabilities: Probabilities, selected: Flags, folds: int, description: str
) -> Metrics:
    """Give a split's figures, or say that none of the sentences to judge by is in it.

    `probabilities` has shape (sentences, labels); `selected` has shape (sentences,): which sentences are judged.
    """
    if not selected.any():
        return {"why": "none of the sentences judged by can be judged in this split"}
    figures = all_metrics(all_sentences.subset(selected), probabilities[selected])
    figures["folds"], figures["how"] = folds, description
    return figures
