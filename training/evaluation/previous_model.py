"""An earlier model judged beside the new one."""

from typing import Any, Final

import numpy as np

from annotation.io.console import plural
from exports.statistics.arrays import Flags
from training.data.examples import Examples
from training.evaluation.options import EvaluationOptions
from training.learning.probabilities import Probabilities
from training.metrics.classification import JudgedSentences, all_metrics, macro_f1
from training.metrics.intervals import ratio_interval
from training.models.model import Model

ENOUGH_UNSEEN: Final = 20  # sentences a previous model hasn't seen


def judge_previous(
    examples: Examples, every: JudgedSentences, kept: Flags, own: Probabilities | None, asked: EvaluationOptions
) -> dict[str, Any]:
    """Judge the previous model on the same sentences, where it hasn't seen them or their article."""
    model = asked.previous
    if model is None:
        return {"why": "no previous model was given (--previous names one)"}
    why = _why_not(model, examples)
    if why:
        return {"why": why}
    new = kept & np.array(
        [
            not (model.fingerprints.has_text(passage.text) or model.fingerprints.has_article(source.article))
            for passage, source in zip(examples.passages, examples.sources, strict=True)
        ]
    )
    if new.sum() < ENOUGH_UNSEEN:
        known = f"it was trained on {int((kept & ~new).sum()):,} of these {plural(int(kept.sum()), 'sentence')}"
        return {"why": f"{model.card.id} can't be judged here: {known} or on others of their articles"}
    places = np.flatnonzero(new)
    order = [model.card.question(examples.question).labels.index(label) for label in examples.labels]
    found = model.probabilities(examples.question, [examples.passages[at] for at in places])[:, order]
    some = every.subset(new)
    told = {**all_metrics(some, found), "model": model.card.id}
    if own is not None:
        figure = macro_f1(some, own[new].argmax(axis=1), some.labels_present)
        told["this_model"] = ratio_interval(figure, asked.resamples, asked.seed, some.resampled)
    return told


def _why_not(model: Model, examples: Examples) -> str:
    asked = {question.name: question for question in model.card.questions}.get(examples.question)
    if asked is None:
        return f"{model.card.id} answers no question {examples.question!r}"
    if set(asked.labels) != set(examples.labels):
        return f"{model.card.id} answers other labels: {', '.join(asked.labels)}"
    if asked.about_target != examples.about_target:
        return f"{model.card.id} was trained {'about' if asked.about_target else 'without'} targets, these rows not so"
    if model.card.settings["see_outlet"] != examples.see_outlet:
        sees, here = ("sees", "hidden") if model.card.settings["see_outlet"] else ("doesn't see", "seen")
        return f"{model.card.id} {sees} a sentence's own outlet and author named, and here they are {here}"
    return ""
