"""What a model must beat, and what people reach: majority, the outlet alone, another model, annotators."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np

from training.data.examples import Examples
from training.data.splits import Split, Why, too_few_outlets
from training.learning.probabilities import Chances
from training.metrics.classification import Judged, figures, macro_f1, quality
from training.metrics.intervals import Numbers

_PAIR: Final = 2


class Given(NamedTuple):
    """One annotator's answer to the question at hand."""

    sentence: str
    target: str
    annotator: str
    label: str


def majority(examples: Examples, split: Split) -> Chances:
    """Answer every sentence with how frequent each label is in what its fold learned from."""
    found = np.zeros((len(examples.answers), len(examples.labels)))
    for train, test in split.folds:
        found[test] = _shares([examples.answers[at] for at in train], examples.labels)
    return found


def outlet_only(examples: Examples, split: Split) -> Chances | Why:
    """Answer every sentence with how frequent each label is for its outlet, in what its fold learned from."""
    why = too_few_outlets(examples.sources)
    if why:
        return Why(why)
    found = majority(examples, split)
    outlets = [source.outlet for source in examples.sources]
    for train, test in split.folds:
        answers: defaultdict[str, list[str]] = defaultdict(list)
        for at in train:
            answers[outlets[at]].append(examples.answers[at])
        shares = {outlet: _shares(given, examples.labels) for outlet, given in answers.items() if outlet}
        for at in test:
            found[at] = shares.get(outlets[at], found[at])
    return found


def ceiling(examples: Examples, judged: Judged, kept: Sequence[int], answers: Sequence[Given] | None) -> dict[str, Any]:
    """Judge each annotator by what most of the others said of the same sentences; ties are left out."""
    if answers is None:
        return {"why": "no answers of single annotators were given (--answers names them)"}
    pairs = _against_others(examples, kept, answers)
    if not pairs:
        return {"why": "no sentence judged here has answers of several annotators, ties left out"}
    places = np.array([at for at, *_ in pairs])
    truth, said = (np.array([pair[column] for pair in pairs]) for column in (1, 2))
    names = np.array([pair[3] for pair in pairs], dtype=object)
    row = {at: number for number, at in enumerate(kept)}
    rows = [row[at] for at in places.tolist()]
    everybody = replace(judged, truth=truth, articles=judged.articles[rows], units=judged.units[rows])
    return {
        **quality(everybody, said),
        "annotators": {name: _annotator(everybody, said, names == name) for name in sorted(set(names.tolist()))},
        "sentences": len(set(places.tolist())),
        "answers": len(pairs),
        "articles": len(np.unique(everybody.articles)),
        "resampled": judged.resampled,
    }


def _annotator(everybody: Judged, said: Numbers, kept: Any) -> dict[str, Any]:  # noqa: ANN401 - an array
    one = everybody.some(kept)
    return {"macro_f1": macro_f1(one, said[kept], one.seen).value(), "sentences": int(kept.sum())}


def _against_others(
    examples: Examples, kept: Sequence[int], answers: Sequence[Given]
) -> list[tuple[int, int, int, str]]:
    """List sentence, the others' majority, the annotator's own label, and the annotator."""
    place = {label: at for at, label in enumerate(examples.labels)}
    by_sentence: defaultdict[tuple[str, str], list[Given]] = defaultdict(list)
    for one in sorted(answers):
        if one.label in place:
            by_sentence[one.sentence, one.target].append(one)
    found = []
    for at in kept:
        source = examples.sources[at]
        given = by_sentence.get((source.name, source.target)) or by_sentence.get((source.name, "")) or []
        for one in given if len(given) >= _PAIR else ():
            most = _most([other.label for other in given if other.annotator != one.annotator])
            if most:
                found.append((at, place[most], place[one.label], one.annotator))
    return found


def _most(labels: Sequence[str]) -> str:
    """Give the label most said, nothing on a tie.

    >>> _most(["yes", "no", "yes"]), _most(["yes", "no"]), _most([])
    ('yes', '', '')
    """
    first = Counter(labels).most_common(2)
    if not first or (len(first) > 1 and first[0][1] == first[1][1]):
        return ""
    return first[0][0]


def _shares(answers: Sequence[str], labels: Sequence[str]) -> Chances:
    counts = Counter(answers)
    return np.array([counts[label] for label in labels], dtype=float) / len(answers)


def common(answers: Sequence[str], labels: Sequence[str]) -> str:
    """Name the most frequent label; the first in the labels' order where several are as frequent.

    >>> common(["no", "yes"], ["yes", "no"])
    'yes'
    """
    counts: Mapping[str, int] = Counter(answers)
    return max(labels, key=lambda label: counts.get(label, 0))


def baseline(judged: Judged, found: Chances | Why, kept: Any, **more: object) -> dict[str, Any]:  # noqa: ANN401
    """Give a baseline's figures, or why there are none."""
    if isinstance(found, Why):
        return {"why": found.why}
    return {**figures(judged, found[kept]), **more}
