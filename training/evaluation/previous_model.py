"""An earlier model judged beside the new one."""

from typing import Final

import numpy as np

from annotation.io.console import plural
from exports.statistics.arrays import Flags
from training.data.examples import Examples
from training.evaluation.options import EvaluationOptions
from training.learning.probabilities import Probabilities
from training.metrics.classification import all_metrics, macro_f1
from training.metrics.intervals import ratio_interval
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import Metrics
from training.models.model import Model

ENOUGH_UNSEEN: Final = 20  # sentences that the previous model hasn't seen


def judge_previous(
    examples: Examples,
    all_sentences: JudgedSentences,
    selected: Flags,
    probabilities: Probabilities,
    options: EvaluationOptions,
) -> Metrics:
    """Judge the previous model by those of the same sentences that it saw neither itself nor in their article.

    Args:
        examples: all sentences.
        all_sentences: the same with what figures need of them.
        selected: shape (sentences,), which of them the new model is judged by.
        probabilities: shape (sentences, labels), those of the new model.
        options: which previous model, and how intervals are resampled.
    """
    model = options.previous
    if model is None:
        return {"why": "no previous model was given (--previous names one)"}
    reason = _why_not_comparable(model, examples)
    if reason:
        return {"why": reason}
    unseen = selected & np.array(
        [
            not (model.fingerprints.has_text(passage.text) or model.fingerprints.has_article(source.article))
            for passage, source in zip(examples.passages, examples.sources, strict=True)
        ]
    )
    if unseen.sum() < ENOUGH_UNSEEN:
        sentences = plural(int(selected.sum()), "sentence")
        trained = f"it was trained on {int((selected & ~unseen).sum()):,} of these {sentences}"
        return {"why": f"{model.card.id} can't be judged here: {trained} or on others of their articles"}
    passages = [examples.passages[position] for position in np.flatnonzero(unseen)]
    columns = [model.card.question(examples.question).labels.index(label) for label in examples.labels]
    judged = all_sentences.subset(unseen)
    figures = all_metrics(judged, model.probabilities(examples.question, passages)[:, columns])
    figures["model"] = model.card.id
    new_model = macro_f1(judged, probabilities[unseen].argmax(axis=1), judged.labels_present)
    figures["this_model"] = ratio_interval(new_model, options.resamples, options.seed, judged.resampled)
    return figures


def _why_not_comparable(model: Model, examples: Examples) -> str:
    """Say why the previous model can't answer these examples; empty where it can."""
    question = {question.name: question for question in model.card.questions}.get(examples.question)
    if question is None:
        return f"{model.card.id} answers no question {examples.question!r}"
    if set(question.labels) != set(examples.labels):
        return f"{model.card.id} answers other labels: {', '.join(question.labels)}"
    if question.about_target != examples.about_target:
        about = "about" if question.about_target else "without"
        return f"{model.card.id} was trained {about} targets, these rows not so"
    if model.card.settings["see_outlet"] != examples.see_outlet:
        sees, shown = ("sees", "hidden") if model.card.settings["see_outlet"] else ("doesn't see", "seen")
        return f"{model.card.id} {sees} a sentence's own outlet and author named, and here they are {shown}"
    return ""
