"""Everything a model's evaluation says, as one table of plain values: `evaluation.json`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from annotation.errors import DataError
from annotation.io.console import count
from exports.statistics.bootstrap import RESAMPLES
from training.data.examples import Examples
from training.data.options import DEFAULT, How
from training.data.splits import too_few_outlets
from training.learning.probabilities import Chances
from training.metrics.baselines import Given
from training.metrics.classification import Judged, confusion, coverage, figures, macro_f1, reliability
from training.metrics.intervals import interval
from training.metrics.slices import BY_PASSAGE, slices
from training.models.fingerprints import Seen

FORMAT: Final = 1
DIGITS: Final = 6
MISTAKES: Final = 25
ENOUGH: Final = 20  # sentences a previous model hasn't seen


class Previous(Protocol):
    """A model to stand beside the new one."""

    @property
    def card(self) -> Any: ...  # noqa: ANN401, D102

    @property
    def seen(self) -> Seen: ...  # noqa: D102

    def chances(self, question: str, passages: Any, /) -> Chances: ...  # noqa: ANN401, D102


@dataclass(frozen=True)
class Asked:
    """What an evaluation is asked for besides the data."""

    seed: int = 0
    resamples: int = RESAMPLES
    named: tuple[str, ...] = ()
    answers: Mapping[str, Sequence[Given]] | None = None
    previous: Previous | None = None
    how: How = DEFAULT


def whole(questions: Mapping[str, Any], asked: Asked, *, rows: int, kind: str, model: str = "") -> dict[str, Any]:
    """Put the questions' evaluations together."""
    told = {"format": FORMAT, "seed": asked.seed, "resamples": asked.resamples, "rows": rows, "model": model}
    return rounded({**told, "kind": kind, "questions": dict(questions)})  # type: ignore[no-any-return]


def to_json(evaluation: Mapping[str, Any]) -> str:
    """Write an evaluation; the same one is always the same bytes."""
    return json.dumps(evaluation, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def rounded(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Round every number that isn't whole.

    >>> rounded({"a": [1 / 3, 2]})
    {'a': [0.333333, 2]}
    """
    if isinstance(value, Mapping):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    return round(float(value), DIGITS) + 0.0 if isinstance(value, float) else value


def check_named(named: Sequence[str], learned: Sequence[Examples]) -> None:
    """Refuse a label for the mean over named labels that no question has."""
    known = {label for one in learned for label in one.labels}
    unknown = [label for label in named if label not in known]
    if unknown:
        raise DataError(f"--named {unknown[0]!r} is no label here (the labels: {', '.join(sorted(known))})")


def judged_by(examples: Examples, groups: Sequence[int], asked: Asked) -> Judged:
    """Gather what figures need of the examples."""
    place = {label: at for at, label in enumerate(examples.labels)}
    with_article = sum(bool(source.article) for source in examples.sources)
    return Judged(
        labels=examples.labels,
        truth=np.array([place[answer] for answer in examples.answers]),
        articles=np.unique(np.array(examples.groups, dtype=object), return_inverse=True)[1].reshape(-1),
        units=np.array(groups),
        resampled="articles" if 2 * with_article >= len(groups) else "sentences",
        named=asked.named,
        resamples=asked.resamples,
        seed=asked.seed,
    )


def start(examples: Examples, duplicates: Mapping[str, Any], told: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """Say what a question's figures are about."""
    return {
        "labels": list(examples.labels),
        "never": list(examples.never),
        "named": [label for label in asked.named if label in examples.labels],
        "about_target": examples.about_target,
        "digest": examples.digest,
        "left_out": dict(examples.left_out),
        "duplicates": dict(duplicates),
        "judged_on": dict(told),
    }


def closer(examples: Examples, every: Judged, found: Chances, kept: NDArray[np.bool_]) -> dict[str, Any]:
    """Look closer at one set of chances: `kept` sentences are judged, and have chances."""
    judged, chances = every.some(kept), found[kept]
    return {
        "confusion": confusion(judged, chances.argmax(axis=1)),
        "reliability": reliability(judged, chances),
        "coverage": coverage(judged, chances),
        "slices": _slices(examples, every, found, kept),
        "mistakes": mistakes(examples, found, kept),
    }


def nothing(why: str) -> dict[str, Any]:
    """Stand where there is nothing to look at closer."""
    names = ("outlet", "target", "length", "quotation", "arm")
    return {
        "confusion": {"why": why},
        "reliability": [],
        "coverage": [],
        "slices": {name: {"why": why} for name in names},
        "mistakes": [],
    }


def mistakes(examples: Examples, found: Chances, kept: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """List the surest wrong answers."""
    wrong = []
    for at in np.flatnonzero(kept).tolist():
        said, source = int(found[at].argmax()), examples.sources[at]
        if examples.labels[said] != examples.answers[at]:
            told = {"sentence": source.name, "gold": examples.answers[at], "said": examples.labels[said]}
            place = {"article": source.article, "outlet": source.outlet}
            wrong.append({**told, "chance": round(float(found[at, said]), DIGITS), **place})
    return sorted(wrong, key=lambda one: (-one["chance"], one["sentence"], one["gold"]))[:MISTAKES]


def texts(evaluation: Mapping[str, Any], learned: Sequence[Examples]) -> dict[str, str]:
    """Give the texts of the mistakes, which the evaluation itself doesn't hold."""
    wanted = {one["sentence"] for question in evaluation["questions"].values() for one in question["mistakes"]}
    return {
        source.name: passage.text
        for one in learned
        for source, passage in zip(one.sources, one.passages, strict=True)
        if source.name in wanted
    }


def mistake_lines(evaluation: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """Write the mistakes with their texts as JSON lines."""
    told = [
        {"question": name, **one, "text": known.get(one["sentence"], "")}
        for name, question in evaluation["questions"].items()
        for one in question["mistakes"]
    ]
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told)


def previous(
    examples: Examples, every: Judged, kept: NDArray[np.bool_], own: Chances | None, asked: Asked
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
            not (model.seen.text(passage.text) or model.seen.article(source.article))
            for passage, source in zip(examples.passages, examples.sources, strict=True)
        ]
    )
    if new.sum() < ENOUGH:
        known = f"it was trained on {int((kept & ~new).sum()):,} of these {count(int(kept.sum()), 'sentence')}"
        return {"why": f"{model.card.id} can't be judged here: {known} or on others of their articles"}
    places = np.flatnonzero(new)
    order = [model.card.question(examples.question).labels.index(label) for label in examples.labels]
    found = model.chances(examples.question, [examples.passages[at] for at in places])[:, order]
    some = every.some(new)
    told = {**figures(some, found), "model": model.card.id}
    if own is not None:
        figure = macro_f1(some, own[new].argmax(axis=1), some.seen)
        told["this_model"] = interval(figure, asked.resamples, asked.seed, some.resampled)
    return told


def _why_not(model: Previous, examples: Examples) -> str:
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


def _slices(examples: Examples, every: Judged, found: Chances, kept: NDArray[np.bool_]) -> dict[str, Any]:
    judged, said = every.some(kept), found[kept].argmax(axis=1)
    places = np.flatnonzero(kept)
    sources = [examples.sources[at] for at in places]
    of_passages = {
        name: slices(judged, said, [of(examples.passages[at]) for at in places]) for name, of in BY_PASSAGE.items()
    }
    return {
        "outlet": slices(judged, said, [source.outlet for source in sources], too_few_outlets(sources)),
        "target": slices(judged, said, [source.target for source in sources], _why_target(sources)),
        **of_passages,
        "arm": _by_arm(examples, every, found),
    }


def _by_arm(examples: Examples, every: Judged, found: Chances) -> Any:  # noqa: ANN401 - slices
    """Compare arms over all sentences with chances: those judged are often of one arm only."""
    known: NDArray[np.bool_] = np.isfinite(found.sum(axis=1))
    arms = ["audit" if source.audit else source.arm for source, one in zip(examples.sources, known, strict=True) if one]
    return slices(every.some(known), found[known].argmax(axis=1), arms, "" if any(arms) else "no row names its arm")


def _why_target(sources: Sequence[Any]) -> str:
    named = {source.target for source in sources}
    if named == {""}:
        return "no sentence names its target"
    return f"all sentences are about {next(iter(named))}" if len(named) == 1 else ""


def split_or_why(judged: Judged, found: Chances, kept: NDArray[np.bool_], folds: int, how: str) -> dict[str, Any]:
    """Give a split's figures, or say that none of the sentences to judge by is in it."""
    if not kept.any():
        return {"why": "none of the sentences judged by can be judged in this split"}
    return {**figures(judged.some(kept), found[kept]), "folds": folds, "how": how}
